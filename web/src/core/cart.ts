/** The cart of a sale that is being made: plain values, every change answers a new one. */
import type { WireCart, WireDiscount, WireTax } from '~/wire/documents';
import type { Tax } from '~/wire/till';
import { wellFormed } from './canonical';
import type { Sellable } from './catalogue';
import { quantityText } from './quantity';

export type Discount = WireDiscount;

export interface CartLine {
  id: string;
  variant: string | null;
  item: string | null;
  sku: string;
  name: string;
  quantity_milli: number;
  unit_price: number;
  price_per: string;
  taxes: readonly string[];
  discounts: readonly Discount[];
  reason?: string;
  restock?: boolean;
}

export interface Cart {
  lines: readonly CartLine[];
  discounts: readonly Discount[];
  /** Counts lines and discounts ever made, so that an id is never used twice in a cart. */
  made: number;
}

export const EMPTY: Cart = { lines: [], discounts: [], made: 0 };

/** "Aurora dress M / red"; a single variant has no name of its own. */
export function sellableName({ item, variant }: Sellable): string {
  return [item.name, variant.name].filter((part) => part !== '').join(' ');
}

/** Adds to the line of the same variant and price when it is plain, else makes a new one. Answers the line's id too. */
export function withSellable(cart: Cart, sellable: Sellable, quantity_milli: number, unit_price: number): [Cart, string] {
  const { item, variant } = sellable;
  const same = cart.lines.find(
    (line) => line.variant === variant.id && line.unit_price === unit_price && line.discounts.length === 0
  );
  if (same && Math.sign(same.quantity_milli) === Math.sign(quantity_milli)) {
    return [withQuantity(cart, same.id, same.quantity_milli + quantity_milli), same.id];
  }
  const id = String(cart.made + 1);
  const line: CartLine = {
    id,
    variant: variant.id,
    item: item.id,
    sku: wellFormed(variant.sku),
    name: wellFormed(sellableName(sellable)),
    quantity_milli,
    unit_price,
    price_per: variant.price_per,
    taxes: item.taxes,
    discounts: []
  };
  return [{ ...cart, lines: [...cart.lines, line], made: cart.made + 1 }, id];
}

export function changed(cart: Cart, id: string, change: Partial<CartLine>): Cart {
  return { ...cart, lines: cart.lines.map((line) => (line.id === id ? { ...line, ...change } : line)) };
}

/** Zero takes the line away. */
export function withQuantity(cart: Cart, id: string, quantity_milli: number): Cart {
  return quantity_milli === 0 ? withoutLine(cart, id) : changed(cart, id, { quantity_milli });
}

export function withoutLine(cart: Cart, id: string): Cart {
  const lines = cart.lines.filter((line) => line.id !== id);
  return lines.length === 0 ? { ...EMPTY, made: cart.made } : { ...cart, lines };
}

/** One discount a line and one a document: a new one replaces the old. */
export function withDiscount(cart: Cart, lineId: string | null, discount: Omit<Discount, 'id'> | null): Cart {
  const id = `d${cart.made + 1}`;
  const discounts = discount ? [{ ...discount, id, reason: wellFormed(discount.reason) }] : [];
  const made = cart.made + 1;
  return lineId === null ? { ...cart, discounts, made } : { ...changed(cart, lineId, { discounts }), made };
}

export interface CartTerms {
  currency: string;
  rounding: 'line' | 'document';
  taxes: ReadonlyMap<string, Tax>;
}

/** The cart as the engine and the server read it. A tax that this till does not know (yet) is left out. */
export function wireCart(cart: Cart, { currency, rounding, taxes }: CartTerms): WireCart {
  const known = (id: string): boolean => taxes.has(id);
  const used = new Set(cart.lines.flatMap((line) => line.taxes.filter(known)));
  return {
    currency,
    rounding,
    taxes: [...used].sort().map((id) => wireTax(taxes.get(id) as Tax)),
    lines: cart.lines.map(({ item: _item, quantity_milli, taxes: ids, ...line }) => ({
      ...line,
      quantity: quantityText(quantity_milli),
      taxes: ids.filter(known),
      modifiers: []
    })),
    discounts: cart.discounts
  };
}

function wireTax({ id, name, rate_ppm, inclusive, compound }: Tax): WireTax {
  return { id, name: wellFormed(name), rate_ppm, inclusive, compound };
}

/** How many pieces: whole lines count their quantity, weighed ones count once. */
export function pieces(cart: Cart): number {
  return cart.lines.reduce((sum, { quantity_milli }) => {
    return sum + (quantity_milli % 1000 === 0 ? Math.abs(quantity_milli) / 1000 : 1);
  }, 0);
}


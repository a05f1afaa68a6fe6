/** The ticket on the screen: the cart, its price, the selected line, codes nobody knew, and the sale just made. */
import type { Catalogue, Sellable } from '~/core/catalogue';
import {
  changed,
  EMPTY,
  pieces,
  sellableName,
  wireCart,
  withDiscount,
  withoutLine,
  withQuantity,
  withSellable,
  type Cart,

  type Discount
} from '~/core/cart';
import { PricingRefused, type Engine } from '~/engine/engine';
import type { Priced, TradeDocument, WireCart } from '~/wire/documents';

/** A scanned code that stands for nothing (yet): shown in red on the ticket, so that the queue goes on. */
export interface Ghost {
  id: number;
  code: string;
}

export interface TicketParts {
  engine: Engine;
  catalogue: () => Catalogue;
  terms: () => { currency: string; rounding: 'line' | 'document' };
  /** Is told after every change, so that keys wait and the cart is kept. */
  changed: (cart: Cart) => void;
}

export class Ticket {
  cart = $state.raw<Cart>(EMPTY);
  priced = $state.raw<Priced | null>(null);
  selected = $state<string | null>(null);
  ghosts = $state.raw<readonly Ghost[]>([]);
  /** Articles come back without a receipt. */
  returning = $state(false);
  /** The sale made last; it is shown with its change until the next article. */
  finished = $state.raw<TradeDocument | null>(null);
  /** What was done last, for the live region. */
  spoken = $state('');

  readonly total = $derived(this.priced?.total ?? 0);
  readonly isEmpty = $derived(this.cart.lines.length === 0);
  readonly pieces = $derived(pieces(this.cart));
  readonly line = $derived(this.cart.lines.find(({ id }) => id === this.selected) ?? null);
  #ghostsMade = 0;

  constructor(private readonly parts: TicketParts) {}

  /** Takes up a cart that was kept. */
  resume(cart: Cart): void {
    if (cart.lines.some(({ quantity_milli }) => quantity_milli < 0)) this.returning = true;
    this.#become(cart);
  }

  /** Adds an article; false when the engine cannot price it. */
  add(sellable: Sellable, quantity_milli: number, unit_price: number): boolean {
    const signed = this.returning ? -quantity_milli : quantity_milli;
    const [next, line] = withSellable(this.cart, sellable, signed, unit_price);
    if (!this.#become(next)) return false;
    this.finished = null;
    this.selected = line;
    this.spoken = sellableName(sellable);
    return true;
  }

  addGhost(code: string): void {
    this.finished = null;
    this.#ghostsMade += 1;
    this.ghosts = [...this.ghosts.slice(-4), { id: this.#ghostsMade, code }];
    this.parts.changed(this.cart);
  }

  dropGhost(id: number): void {
    this.ghosts = this.ghosts.filter((ghost) => ghost.id !== id);
  }

  step(by: 1 | -1): void {
    const { line } = this;
    if (!line) return;
    const towards = line.quantity_milli < 0 ? -by : by;
    this.setQuantity(line.id, line.quantity_milli + towards * 1000);
  }

  /** Zero, or beyond it, takes the line away. */
  setQuantity(id: string, quantity_milli: number): boolean {
    const line = this.cart.lines.find((each) => each.id === id);
    if (!line) return false;
    const passed = Math.sign(quantity_milli) !== Math.sign(line.quantity_milli);
    return this.#become(withQuantity(this.cart, id, passed ? 0 : quantity_milli));
  }

  /** Takes a line away and answers what brings it back. */
  remove(id: string): (() => void) | null {
    const before = this.cart;
    if (!before.lines.some((line) => line.id === id)) return null;
    this.#become(withoutLine(before, id));
    return () => this.#become(before);
  }

  discount(lineId: string | null, discount: Omit<Discount, 'id'> | null): boolean {
    return this.#become(withDiscount(this.cart, lineId, discount));
  }

  setPrice(id: string, unit_price: number): boolean {
    return this.#become(changed(this.cart, id, { unit_price }));
  }

  setReason(id: string, reason: string, restock: boolean): boolean {
    return this.#become(changed(this.cart, id, { reason, restock }));
  }

  move(by: 1 | -1): void {
    const ids = this.cart.lines.map(({ id }) => id);
    const at = this.selected === null ? -1 : ids.indexOf(this.selected);
    const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
    this.selected = ids[next] ?? null;
  }

  /** Empties the ticket and answers what brings it back. */
  clear(): () => void {
    const before = this.cart;
    const returning = this.returning;
    this.ghosts = [];
    this.returning = false;
    this.#become(EMPTY);
    return () => {
      this.returning = returning;
      this.#become(before);
    };
  }

  /** The sale is in the journal: the ticket is empty, the change stays in sight. */
  settle(document: TradeDocument): void {
    this.clear();
    this.finished = document;
  }

  /** The cart as it goes into the document. */
  wire(cart: Cart = this.cart): WireCart {
    return wireCart(cart, { ...this.parts.terms(), taxes: this.parts.catalogue().taxes });
  }

  pricedLine(id: string): Priced['lines'][number] | null {
    return this.priced?.lines.find((line) => line.id === id) ?? null;
  }

  #become(next: Cart): boolean {
    try {
      this.priced = next.lines.length === 0 ? null : this.parts.engine.price<Priced>(this.wire(next));
    } catch (failure) {
      if (failure instanceof PricingRefused) return false;
      throw failure;
    }
    this.cart = next;
    if (!next.lines.some(({ id }) => id === this.selected)) this.selected = next.lines.at(-1)?.id ?? null;
    this.parts.changed(next);
    return true;
  }
}


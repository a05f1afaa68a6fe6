/** Carts, priced carts and finished documents as they stand on the wire. Money is whole minor units. */
export interface WireTax {
  id: string;
  name: string;
  rate_ppm: number;
  inclusive: boolean;
  compound: boolean;
}

export interface WireDiscount {
  id: string;
  reason: string;
  percent_ppm?: number;
  amount?: number;
}

export interface WireModifier {
  id: string;
  name: string;
  quantity: string;
  unit_price: number;
}

export interface WireLine {
  id: string;
  variant: string | null;
  sku: string;
  name: string;
  quantity: string;
  unit_price: number;
  price_per: string;
  taxes: readonly string[];
  modifiers: readonly WireModifier[];
  discounts: readonly WireDiscount[];
  reverses?: string;
  reason?: string;
  restock?: boolean;
}

export interface WireCart {
  currency: string;
  rounding: 'line' | 'document';
  taxes: readonly WireTax[];
  lines: readonly WireLine[];
  discounts: readonly WireDiscount[];
}

export interface PricedTax {
  id: string;
  base: number;
  amount: number;
}

export interface PricedLine {
  id: string;
  list: number;
  discount: number;
  document_discount: number;
  total: number;
  net: number;
  tax: number;
  gross: number;
  taxes: readonly PricedTax[];
}

export interface Priced {
  engine: string;
  currency: string;
  lines: readonly PricedLine[];
  taxes: readonly (PricedTax & { rate_ppm: number; inclusive: boolean })[];
  list: number;
  discount: number;
  net: number;
  tax: number;
  total: number;
}

export interface WireTender {
  tender: string;
  amount: number;
  reference?: string;
}

export interface Denomination {
  value: number;
  count: number;
}

export type Kind = 'sale' | 'return' | 'shift_open' | 'shift_close' | 'cash_movement';

export interface Header {
  id: string;
  schema: 1;
  kind: Kind;
  register: string;
  epoch: number;
  position: number;
  sequence: number;
  number: string;
  previous_hash: string;
  hash: string;
  made_at: string;
  business_date: string;
  shift: string | null;
  by: string;
}

interface Trade {
  cart: WireCart;
  priced: Priced;
  tenders: readonly WireTender[];
  change: number;
  customer: null;
  note: string;
}

export interface SaleBody extends Trade {
  kind: 'sale';
}

export interface ReturnBody extends Trade {
  kind: 'return';
  of: string | null;
}

export interface ShiftOpenBody {
  kind: 'shift_open';
  float: number;
  denominations: readonly Denomination[];
}

export interface ShiftCloseBody {
  kind: 'shift_close';
  counted: number;
  denominations: readonly Denomination[];
  blind: boolean;
  note: string;
}

export interface CashMovementBody {
  kind: 'cash_movement';
  direction: 'in' | 'out';
  amount: number;
  reason: string;
}

export type Body = SaleBody | ReturnBody | ShiftOpenBody | ShiftCloseBody | CashMovementBody;
export type TillDocument = Header & Body;
export type TradeDocument = Header & (SaleBody | ReturnBody);

export function isTrade(document: TillDocument): document is TradeDocument {
  return document.kind === 'sale' || document.kind === 'return';
}

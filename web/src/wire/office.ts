/** Answers of the office's endpoints, with the readers that check them. Amounts are minor units, quantities decimal texts. */
import type { Page } from './client';
import { anything, decimal, flag, list, nullable, object, or, record, text, whole, type Read, type Reader } from './read';

export function page<R>(row: Reader<R>): Reader<Page<R>> {
  return object({ data: list(row), next_cursor: nullable(text), has_more: or(flag, false) });
}
export const nothing: Reader<null> = () => null;

export const session = object({
  user: object({ id: text, name: text, email: or(text, '') }),
  business: object({ id: text, name: text, currency: text, minor_digits: or(whole, 2), locale: or(text, 'en') }),
  permissions: list(text),
  csrf: text
});
export type Session = Read<typeof session>;

const summed = object({ count: or(whole, 0), total: or(whole, 0) });
export const today = object({
  business_date: text,
  sales: summed,
  returns: summed,
  net: or(whole, 0),
  tax: or(whole, 0),
  open_shifts: or(list(object({ id: or(text, ''), register: or(text, ''), register_name: or(text, ''), opened_at: or(text, ''), by_name: or(text, '') })), []),
  unsent: or(list(object({ register: or(text, ''), name: or(text, ''), count: or(whole, 0), seen_at: nullable(text) })), []),
  attention: or(object({ open: or(whole, 0) }), { open: 0 }),
  top: or(list(object({ variant: nullable(text), name: text, quantity: decimal, total: whole })), [])
});
export type Today = Read<typeof today>;

export const variant = object({
  id: text,
  sku: text,
  name: or(text, ''),
  options: or(list(text), []),
  price: nullable(whole),
  price_per: or(decimal, '1'),
  barcodes: or(list(text), []),
  archived: or(flag, false)
});
export type Variant = Read<typeof variant>;

export const item = object({
  id: text,
  name: text,
  category: nullable(text),
  description: or(text, ''),
  unit: or(text, 'piece'),
  archived: or(flag, false),
  track_stock: or(flag, true),
  options: or(list(object({ name: text, values: or(list(text), []) })), []),
  taxes: or(list(text), []),
  variants: list(variant)
});
export type Item = Read<typeof item>;

export const category = object({ id: text, name: text, parent: nullable(text), archived: or(flag, false) });
export type Category = Read<typeof category>;

export const tax = object({ id: text, name: text, rate_ppm: whole, inclusive: flag, compound: or(flag, false), archived: or(flag, false) });
export type Tax = Read<typeof tax>;

const field = object({ field: text, before: or(anything, null), after: or(anything, null) });
export const batch = object({
  id: text,
  file: or(text, ''),
  profile: or(text, ''),
  state: text,
  made_at: or(text, ''),
  columns: or(list(object({ column: text, field: nullable(text), sample: or(text, '') })), []),
  counts: object({ new: or(whole, 0), changed: or(whole, 0), unchanged: or(whole, 0), problems: or(whole, 0) }),
  problems: or(
    list(object({ row: or(whole, 0), column: or(text, ''), value: or(text, ''), code: or(text, ''), message: text, fix: or(text, '') })),
    []
  ),
  changes: or(list(object({ row: or(whole, 0), sku: or(text, ''), name: or(text, ''), kind: or(text, 'new'), fields: or(list(field), []) })), [])
});
export type Batch = Read<typeof batch>;

export const saleRow = object({
  id: text,
  number: text,
  kind: text,
  made_at: text,
  business_date: text,
  location: or(text, ''),
  location_name: or(text, ''),
  register: or(text, ''),
  register_name: or(text, ''),
  by: or(text, ''),
  by_name: or(text, ''),
  total: whole,
  currency: or(text, ''),
  state: or(text, '')
});
export type SaleRow = Read<typeof saleRow>;

const documentLine = object({ id: text, sku: or(text, ''), name: or(text, ''), quantity: decimal, unit_price: or(whole, 0) });
const pricedLine = object({ id: text, discount: or(whole, 0), document_discount: or(whole, 0), total: whole, gross: or(whole, 0) });
export const saleDocument = object({
  id: text,
  number: or(text, ''),
  kind: text,
  made_at: text,
  business_date: or(text, ''),
  of: nullable(text),
  note: or(text, ''),
  change: or(whole, 0),
  cart: object({ lines: list(documentLine) }),
  priced: object({
    lines: list(pricedLine),
    taxes: or(list(object({ id: text, rate_ppm: whole, base: whole, amount: whole })), []),
    net: whole,
    tax: whole,
    discount: or(whole, 0),
    total: whole
  }),
  tenders: or(list(object({ tender: text, amount: whole, reference: or(text, '') })), [])
});
export type SaleDocument = Read<typeof saleDocument>;
export const sale = object({ document: saleDocument, state: or(text, ''), returned: or(record(decimal), {}) });
export type Sale = Read<typeof sale>;

export const level = object({
  variant: text,
  item: or(text, ''),
  name: text,
  sku: or(text, ''),
  location: text,
  location_name: or(text, ''),
  on_hand: decimal,
  unit_cost: nullable(whole),
  value: nullable(whole)
});
export type Level = Read<typeof level>;

export const move = object({
  id: text,
  variant: or(text, ''),
  name: or(text, ''),
  sku: or(text, ''),
  location: or(text, ''),
  quantity: decimal,
  reason: or(text, ''),
  source: nullable(text),
  made_at: or(text, '')
});
export type Move = Read<typeof move>;

export const balanceRow = object({ account: text, code: text, name: text, kind: or(text, ''), debit: whole, credit: whole, balance: whole });
export type BalanceRow = Read<typeof balanceRow>;
export const trialBalance = object({ rows: list(balanceRow), total_debit: whole, total_credit: whole });
export type TrialBalance = Read<typeof trialBalance>;
export const entry = object({
  id: text,
  source: text,
  purpose: or(text, ''),
  business_date: text,
  location: nullable(text),
  posted_at: text,
  lines: list(object({ account: text, code: text, name: text, amount: whole }))
});
export type Entry = Read<typeof entry>;

export const attention = object({
  id: text,
  code: text,
  source: nullable(text),
  location: nullable(text),
  message: text,
  state: text,
  raised_at: text,
  note: or(text, ''),
  settled_at: nullable(text)
});
export type Attention = Read<typeof attention>;

export const location = object({ id: text, code: text, name: text, address: or(text, ''), time_zone: or(text, ''), archived: or(flag, false) });
export type Location = Read<typeof location>;

const device = object({
  id: text,
  name: or(text, ''),
  unsent: or(whole, 0),
  persisted: nullable(flag),
  version: or(text, ''),
  enrolled_at: or(text, ''),
  seen_at: nullable(text)
});
export const register = object({ id: text, code: text, name: text, location: text, epoch: or(whole, 1), device: nullable(device) });
export type Register = Read<typeof register>;
export const enrolmentCode = object({ code: text, expires_at: text, url: or(text, ''), qr_svg: or(text, '') });
export type EnrolmentCode = Read<typeof enrolmentCode>;

export const person = object({
  id: text,
  name: text,
  email: nullable(text),
  role: text,
  locations: nullable(list(text)),
  has_pin: or(flag, false),
  pin_locked: or(flag, false),
  archived: or(flag, false)
});
export type Person = Read<typeof person>;

export const apiKey = object({
  id: text,
  name: text,
  hint: or(text, ''),
  scopes: or(list(text), []),
  made_at: or(text, ''),
  expires_at: nullable(text),
  last_used_at: nullable(text),
  revoked_at: nullable(text)
});
export type ApiKey = Read<typeof apiKey>;
/** The secret is told once. */
export const madeKey = object({ id: text, secret: text });

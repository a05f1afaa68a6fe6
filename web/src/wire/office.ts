/** Answers of the office's endpoints, with the readers that check them. Amounts are minor units, quantities decimal texts. */
import type { Page } from './client';
import { anything, decimal, flag, list, nullable, object, or, text, whole, type Read, type Reader } from './read';

export function page<R>(row: Reader<R>): Reader<Page<R>> {
  return object({ data: list(row), next_cursor: nullable(text), has_more: or(flag, false) });
}
export const nothing: Reader<null> = () => null;

export const session = object({
  user: object({ id: text, name: text, email: or(text, '') }),
  business: object({ id: text, name: text, currency: text, minor_digits: whole, locale: text }),
  businesses: or(list(object({ id: text, name: text })), []),
  permissions: list(text),
  csrf: text
});
export type Session = Read<typeof session>;

const summed = object({ count: whole, total: whole });
export const today = object({
  business_date: text,
  sales: summed,
  returns: summed,
  net: whole,
  tax: whole,
  open_shifts: list(object({ id: text, register_id: text, location: text, opened_at: text, opened_by: text })),
  unsent: list(object({ register_id: text, device: text, unsent: whole, seen_at: nullable(text) })),
  attention: object({ open: whole }),
  top: list(object({ variant: nullable(text), name: text, quantity: decimal, total: whole }))
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

/** `kind` is money (minor units), quantity or text. */
const field = object({ field: text, kind: or(text, 'text'), before: or(anything, null), after: or(anything, null) });
const problem = object({ row: whole, column: text, value: text, code: text, message: text, fix: text });
const counts = object({ new: whole, changed: whole, unchanged: whole, problems: whole, notices: or(whole, 0) });
export const batchSummary = object({
  id: text,
  profile: text,
  file_name: text,
  state: text,
  counts,
  checked_at: text,
  applied_at: nullable(text),
  undone_at: nullable(text)
});
export type BatchSummary = Read<typeof batchSummary>;
/** With everything it would do or did. `problems` left rows out, `notices` did not; `kept` is what an undo left as it is. */
export const batch = object({
  id: text,
  profile: text,
  file_name: text,
  state: text,
  counts,
  checked_at: text,
  columns: or(list(object({ column: text, field: nullable(text), sample: or(text, '') })), []),
  problems: list(problem),
  notices: or(list(problem), []),
  changes: list(object({ row: whole, sku: text, name: text, kind: text, fields: list(field) })),
  kept: or(list(object({ row: whole, name: text, message: text, fix: text })), [])
});
export type Batch = Read<typeof batch>;
export const profiles = object({ data: list(object({ name: text, title: text })) });

const sold = {
  id: text,
  number: text,
  kind: text,
  made_at: text,
  business_date: text,
  location: text,
  register_id: text,
  by: text,
  of: nullable(text),
  net: whole,
  tax: whole,
  total: whole,
  currency: text
};
export const saleRow = object(sold);
export type SaleRow = Read<typeof saleRow>;

export const sale = object({
  ...sold,
  lines: list(
    object({ line: text, variant: nullable(text), sku: text, name: text, quantity: decimal, list: whole, discount: whole, net: whole, tax: whole, reason: or(text, '') })
  ),
  returns: list(text),
  /** As the till made it: what is not in the columns of the books. */
  document: object({
    tenders: or(list(object({ tender: text, amount: whole, reference: or(text, '') })), []),
    change: or(whole, 0),
    note: or(text, ''),
    hash: or(text, ''),
    cart: object({ taxes: or(list(object({ id: text, name: or(text, ''), rate_ppm: or(whole, 0) })), []) }),
    priced: object({ taxes: or(list(object({ id: text, base: whole, amount: whole })), []) })
  })
});
export type Sale = Read<typeof sale>;

export const level = object({
  variant: text,
  item: nullable(text),
  name: text,
  sku: text,
  location: text,
  on_hand: decimal,
  value: whole,
  /** Millionths of a minor unit for one whole unit. */
  unit_cost_micro: whole
});
export type Level = Read<typeof level>;

export const move = object({
  id: decimal,
  variant: text,
  name: text,
  sku: text,
  location: text,
  quantity: decimal,
  source: text,
  purpose: text,
  reason: text,
  moved_at: text
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
  source: text,
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
  has_pin: flag,
  pin_locked: flag,
  signs_in: flag,
  archived: flag,
  version: whole
});
export type Person = Read<typeof person>;
export const signInLink = object({ url: text });

export const apiKey = object({
  id: text,
  name: text,
  hint: text,
  scopes: list(text),
  made_at: text,
  expires_at: nullable(text),
  last_used_at: nullable(text),
  revoked_at: nullable(text)
});
export type ApiKey = Read<typeof apiKey>;
/** The key itself is told once. */
export const madeKey = object({ id: text, key: text });

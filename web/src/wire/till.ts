/** Answers of the till's endpoints, with the readers that check them. */
import { anything, decimal, flag, list, nullable, object, oneOf, or, record, text, whole, type Read } from './read';

export const business = object({
  id: text,
  name: text,
  currency: text,
  minor_digits: or(whole, 2),
  locale: or(text, 'en'),
  rounding: or(oneOf('line', 'document'), 'line')
});

export const location = object({
  id: text,
  code: text,
  name: text,
  address: or(text, ''),
  time_zone: text,
  day_cutoff: or(text, '00:00')
});

export const enrolment = object({
  token: text,
  device: text,
  register: object({ id: text, code: text, name: text, epoch: whole, chain_start: text }),
  location,
  business
});
export type Business = Read<typeof business>;
export type Location = Read<typeof location>;
export type Enrolment = Read<typeof enrolment>;

export const variant = object({
  id: text,
  sku: or(text, ''),
  name: or(text, ''),
  options: or(list(text), []),
  price: nullable(whole),
  price_per: or(decimal, '1'),
  barcodes: or(list(text), []),
  archived: or(flag, false),
  position: or(whole, 0)
});
export type Variant = Read<typeof variant>;

export const item = object({
  id: text,
  name: text,
  category: nullable(text),
  archived: or(flag, false),
  track_stock: or(flag, false),
  options: or(list(object({ name: text, values: or(list(text), []) })), []),
  taxes: or(list(text), []),
  variants: list(variant)
});
export type Item = Read<typeof item>;

export const category = object({ id: text, name: text, position: or(whole, 0), parent: nullable(text) });
export type Category = Read<typeof category>;

export const tax = object({
  id: text,
  name: text,
  rate_ppm: whole,
  inclusive: flag,
  compound: or(flag, false),
  archived: or(flag, false)
});
export type Tax = Read<typeof tax>;

export const pin = object({ algorithm: oneOf('pbkdf2-sha256'), iterations: whole, salt: text, hash: text });
export type Pin = Read<typeof pin>;

export const staff = object({
  id: text,
  name: text,
  role: or(text, ''),
  permissions: or(list(text), []),
  pin: nullable(pin),
  archived: or(flag, false)
});
export type Staff = Read<typeof staff>;

export const tender = object({
  code: text,
  name: text,
  kind: oneOf('cash', 'card', 'other'),
  opens_drawer: or(flag, false),
  needs_reference: or(flag, false),
  position: or(whole, 0)
});
export type Tender = Read<typeof tender>;

/** A register as the others see it; its code and epoch are fixed when it is enrolled. */
export const register = object({ id: text, name: text });

export const stock = object({ id: text, on_hand: decimal });
export type Register = Read<typeof register>;
export type Stock = Read<typeof stock>;

export const change = object({ kind: text, id: text, deleted: or(flag, false), data: or(anything, null) });
export type Change = Read<typeof change>;

export const changes = object({ cursor: text, has_more: flag, reset: or(flag, false), changes: list(change) });
export type Changes = Read<typeof changes>;

export const heartbeat = object({
  missing: or(list(object({ from: whole, to: whole })), []),
  server_time: or(text, '')
});
export type Heartbeat = Read<typeof heartbeat>;

export const answers = object({
  answers: list(object({ id: text, result: text, exceptions: or(list(text), []), number: nullable(text) }))
});
export type DocumentAnswer = Read<typeof answers>['answers'][number];

export const fetched = object({ document: anything, state: or(text, ''), returned: or(record(decimal), {}) });
export type Fetched = Read<typeof fetched>;

/** Answers of the printing endpoints, read by the office and the till, with the readers that check them. */
import { flag, list, nullable, object, oneOf, or, text, whole, type Read } from './read';

export const printer = object({
  id: text,
  location: text,
  name: text,
  host: text,
  port: whole,
  columns: whole,
  kicks_drawer: flag,
  fallback: nullable(text),
  archived: or(flag, false),
  version: whole
});
export type Printer = Read<typeof printer>;
export const printers = object({ data: list(printer) });

/** `missing` are letters that came out as question marks. */
export const printJob = object({
  id: text,
  printer: text,
  printer_name: text,
  document: nullable(text),
  title: text,
  is_copy: flag,
  state: oneOf('QUEUED', 'PRINTED', 'FAILED'),
  tries: whole,
  last_error: or(text, ''),
  missing: or(text, ''),
  queued_at: text,
  next_try_at: nullable(text),
  printed_at: nullable(text),
  printed_on: nullable(text)
});
export type PrintJob = Read<typeof printJob>;
export const printJobs = object({ data: list(printJob), has_more: or(flag, false) });

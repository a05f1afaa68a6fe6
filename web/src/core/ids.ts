/** UUIDv7: 48 bits of milliseconds, then chance; ids made later sort later. */
import { hex } from './sha256';

let lastMs = 0;
let counter = 0;

export function newId(at: Date): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const ms = Math.max(at.getTime(), lastMs);
  counter = ms === lastMs ? counter + 1 : 0;
  lastMs = ms;
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(ms / 2 ** 32));
  view.setUint32(2, ms >>> 0);
  // Twelve bits count the ids of one millisecond, so that even those keep their order.
  view.setUint16(6, 0x7000 | (counter & 0x0fff));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

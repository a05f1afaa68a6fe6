import { createRequire } from 'node:module';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { Catalogue } from '~/core/catalogue';
import { loadTextEngine, PricingRefused, type Engine } from '~/engine/engine';
import type { TradeDocument } from '~/wire/documents';
import { Ticket } from './ticket.svelte';

const WASM = createRequire(import.meta.url).resolve('@micropython/micropython-webassembly-pyscript/micropython.wasm');
let engine: Engine;
let catalogue: Catalogue;
let ticket: Ticket;
let changes: number;

beforeAll(async () => {
  const { price } = await loadTextEngine(WASM);
  const answer = <T>(text: string): T => {
    const read = JSON.parse(text) as T & { error?: { code: string } };
    if (read.error) throw new PricingRefused(read.error.code, '', '');
    return read;
  };
  engine = { price: (cart) => answer(price(JSON.stringify(cart))), reverse: () => answer('{}') };
});

beforeEach(() => {
  catalogue = new Catalogue();
  const variants = [{ id: 'v', sku: 'A-1', name: 'M', price: 5900 }];
  catalogue.apply({ kind: 'item', id: 'i', deleted: false, data: { id: 'i', name: 'Aurora dress', taxes: ['vat'], variants } });
  catalogue.apply({ kind: 'tax', id: 'vat', deleted: false, data: { id: 'vat', name: 'VAT', rate_ppm: 190_000, inclusive: true } });
  changes = 0;
  ticket = new Ticket({ engine, catalogue: () => catalogue, terms: () => ({ currency: 'EUR', rounding: 'line' }), changed: () => (changes += 1) });
});

function add(quantity_milli = 1000): boolean {
  const [found] = catalogue.byCode('a-1');
  return ticket.add(found!, quantity_milli, 5900);
}

test('an article becomes a priced, selected line', () => {
  add();
  expect(ticket.total).toBe(5900);
  expect(ticket.line?.name).toBe('Aurora dress M');
  expect(ticket.priced?.tax).toBe(942);
  expect(changes).toBe(1);
});

test('a quantity that has no price changes nothing', () => {
  add();
  expect(ticket.setQuantity('1', 10 ** 15)).toBe(false);
  expect(ticket.total).toBe(5900);
});

test('the last step down takes the line away, and undo brings it back', () => {
  add();
  const undo = ticket.remove('1');
  expect(ticket.isEmpty).toBe(true);
  undo?.();
  expect(ticket.total).toBe(5900);
  ticket.step(-1);
  expect(ticket.isEmpty).toBe(true);
});

test('what comes back without a receipt counts against the shop', () => {
  ticket.returning = true;
  add(2000);
  expect(ticket.total).toBe(-11_800);
  ticket.step(1);
  expect(ticket.wire().lines[0]?.quantity).toBe('-3');
  const undo = ticket.clear();
  expect(ticket.returning).toBe(false);
  undo();
  expect([ticket.returning, ticket.total]).toEqual([true, -17_700]);
});

test('an unknown code is a ghost that changes no amount and waits with Enter', () => {
  add();
  ticket.addGhost('4006381333931');
  expect(ticket.ghosts.map(({ code }) => code)).toEqual(['4006381333931']);
  expect([ticket.total, changes]).toEqual([5900, 2]);
});

test('the change stays in sight until the next article', () => {
  add();
  ticket.settle({ number: 'T1-1-S000001' } as TradeDocument);
  expect([ticket.isEmpty, ticket.finished?.number]).toEqual([true, 'T1-1-S000001']);
  add();
  expect(ticket.finished).toBeNull();
});

test('a discount on the ticket stays while lines come and goes with the last of them', () => {
  add();
  ticket.discount(null, { reason: 'Promotion', percent_ppm: 100_000 });
  expect(ticket.total).toBe(5310);
  ticket.remove('1');
  add();
  expect(ticket.total).toBe(5900);
});

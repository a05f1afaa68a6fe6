import 'fake-indexeddb/auto';
import { createRequire } from 'node:module';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { loadTextEngine, PricingRefused, type Engine } from '~/engine/engine';
import type { FakeClock } from '~/platform/clock';
import { openStorage } from '~/platform/storage';
import type { Priced, SaleBody } from '~/wire/documents';
import { EMPTY, wireCart, withDiscount, withQuantity, withSellable, type Cart } from './cart';
import { documentHash } from './journal';
import { FakeServer, freshParts, itemChange, MIA, VAT } from './fakes';
import { pinHash } from './pin';
import { left, reversal } from './returns';
import { settlement } from './tenders';
import { Till, UnsentDocuments } from './till';

const WASM = createRequire(import.meta.url).resolve('@micropython/micropython-webassembly-pyscript/micropython.wasm');
let engine: Engine;
let server: FakeServer;
let clock: FakeClock;
let till: Till;
let name: string;

beforeAll(async () => {
  const doors = await loadTextEngine(WASM);
  const read = <T>(text: string): T => {
    const answer = JSON.parse(text) as T & { error?: { code: string; message: string; pointer: string } };
    if (answer.error) throw new PricingRefused(answer.error.code, answer.error.message, answer.error.pointer);
    return answer;
  };
  engine = { price: (cart) => read(doors.price(JSON.stringify(cart))), reverse: (asked) => read(doors.reverse(JSON.stringify(asked))) };
});

async function open(again = false): Promise<Till> {
  const storage = again ? await openStorage(name) : (await freshParts(name)).storage;
  return new Till({ storage, network: server.network, clock, engine, version: '1', persisted: () => true }).open();
}

beforeEach(async () => {
  server = new FakeServer();
  ({ clock, name } = await freshParts());
  server.changes = [
    VAT,
    itemChange('dress', { name: 'Aurora dress' }, { barcodes: ['4006381333931'], price: 5900 }),
    itemChange('scarf', { name: 'Silk scarf' }, { price: 1000 }),
    { kind: 'staff', id: MIA, deleted: false, data: { id: MIA, name: 'Mia', role: 'cashier', permissions: ['sales.sell'], pin: null } }
  ];
  till = await open();
  await till.enrol('ABCD-EFGH', 'Front till');
  await till.sync.round();
  await till.signIn(MIA);
});

function cartOf(...codes: [string, number][]): Cart {
  return codes.reduce((cart, [code, quantity]) => {
    const [found] = till.masterData.editions.value.catalogue.byCode(code);
    return found ? withSellable(cart, found, quantity * 1000, found.variant.price ?? 0)[0] : cart;
  }, EMPTY);
}

function body(cart: Cart, given?: number): Omit<SaleBody, 'kind' | 'customer'> {
  const wire = wireCart(cart, { currency: 'EUR', rounding: 'line', taxes: till.masterData.editions.value.catalogue.taxes });
  const priced = engine.price<Priced>(wire);
  const tenders = [{ tender: 'cash', amount: given ?? priced.total }];
  return { cart: wire, priced, tenders, change: settlement(priced.total, tenders).change, note: '' };
}

test('a day: float, sale, cash out, count; the documents arrive and their chain holds', async () => {
  await till.openShift({ float: 15000, denominations: [{ value: 5000, count: 3 }] });
  const sale = await till.sell(body(cartOf(['4006381333931', 1]), 6000));
  await till.moveCash({ direction: 'out', amount: 2000, reason: 'Milk' });
  expect(await till.drawer()).toMatchObject({ float: 15000, sales: 5900, movements: -2000, expected: 18900 });
  await till.closeShift({ counted: 18900, denominations: [], blind: true, note: '' });
  await till.sync.round();
  expect(sale).toMatchObject({ number: 'T1-1-S000001', change: 100, business_date: '2026-11-23', by: MIA, epoch: 1, position: 2 });
  const arrived = [...server.documents.values()].map((text) => JSON.parse(text) as Parameters<typeof documentHash>[0] & { hash: string });
  expect(arrived.map(({ kind }) => kind)).toEqual(['shift_open', 'sale', 'cash_movement', 'shift_close']);
  expect(arrived.every((each) => documentHash(each) === each.hash)).toBe(true);
  expect(new Set(arrived.map(({ shift }) => shift)).size).toBe(1);
});

test('a reload finds register, person, shift and open ticket', async () => {
  await till.openShift({ float: 0, denominations: [] });
  await till.keepCart(cartOf(['4006381333931', 2]));
  const again = await open(true);
  expect(again.enrolment.value?.register.code).toBe('T1');
  expect(again.user.value).toBe(MIA);
  expect(again.shift.value).toEqual(till.shift.value);
  expect(again.keptCart.lines[0]).toMatchObject({ name: 'Aurora dress', quantity_milli: 2000 });
});

test('selling empties the kept ticket in the same step', async () => {
  await till.keepCart(cartOf(['4006381333931', 1]));
  await till.sell(body(cartOf(['4006381333931', 1])));
  expect((await open(true)).keptCart).toEqual(EMPTY);
});

test('before the cut-off hour the shift belongs to yesterday, and so do its documents', async () => {
  clock.advance(16 * 3_600_000);
  await till.openShift({ float: 0, denominations: [] });
  clock.advance(12 * 3_600_000);
  expect(await till.sell(body(cartOf(['4006381333931', 1])))).toMatchObject({ business_date: '2026-11-23' });
});

test('a till with unsent documents cannot be disconnected', async () => {
  server.network.down = true;
  await till.openShift({ float: 0, denominations: [] });
  await expect(till.leave()).rejects.toThrow(UnsentDocuments);
  server.network.down = false;
  await till.sync.round();
  await till.leave();
  expect(till.enrolment.value).toBeNull();
});

test('partial returns add up to what was paid, and no more comes back than was sold', async () => {
  const discounted = withDiscount(cartOf(['sku-scarf', 3]), null, { reason: 'Promotion', amount: 100 });
  const sale = await till.sell(body(discounted));
  let refunded = 0;
  for (let piece = 0; piece < 3; piece += 1) {
    const receipt = await till.receipts.find(sale.id);
    if (!receipt) throw new Error('no receipt');
    expect(left(receipt, receipt.document.cart.lines[0]!)).toBe(3000 - piece * 1000);
    const result = reversal(engine, receipt, [{ line: '1', quantity_milli: 1000, reason: 'Faulty', restock: false }]);
    refunded += result.priced.total;
    const made = await till.takeBack({ of: sale.id, ...result, tenders: [{ tender: 'cash', amount: result.priced.total }], note: '' });
    expect(made).toMatchObject({ kind: 'return', of: sale.id, change: 0, cart: { lines: [{ quantity: '-1', reverses: '1', restock: false }] } });
  }
  expect(refunded).toBe(-2900);
  const receipt = await till.receipts.find(sale.id);
  expect(() => reversal(engine, receipt!, [{ line: '1', quantity_milli: 1000, reason: '', restock: true }])).toThrow(PricingRefused);
});

test('what the server knows of returns counts once, with what only this till knows', async () => {
  const sale = await till.sell(body(cartOf(['sku-scarf', 5])));
  await till.sync.round();
  server.fetched = { document: sale, state: 'posted', returned: { '1': '2' } };
  const receipt = await till.receipts.find(sale.number);
  expect(receipt?.complete).toBe(true);
  const result = reversal(engine, receipt!, [{ line: '1', quantity_milli: 1000, reason: 'Other', restock: true }]);
  await till.takeBack({ of: sale.id, ...result, tenders: [], note: '' });
  expect((await till.receipts.find(sale.id))?.returned.get('1')).toBe(3000);
  server.network.down = true;
  expect(await till.receipts.find(sale.id)).toMatchObject({ complete: false });
});

test('the same article joins its line until it is discounted; zero takes it away', () => {
  const twice = cartOf(['sku-scarf', 1], ['sku-scarf', 2]);
  expect(twice.lines).toHaveLength(1);
  const discounted = withDiscount(twice, '1', { reason: 'Damaged', percent_ppm: 100_000 });
  const [found] = till.masterData.editions.value.catalogue.byCode('sku-scarf');
  const [cart] = withSellable(discounted, found!, 1000, 1000);
  expect(cart.lines.map(({ quantity_milli }) => quantity_milli)).toEqual([3000, 1000]);
  expect(new Set(cart.lines.map(({ id }) => id)).size).toBe(2);
  expect(withQuantity(cart, '1', 0).lines).toHaveLength(1);
});

test('the shop’s new name and rounding reach the till', async () => {
  const business = { ...till.enrolment.value!.business, name: 'New Threads', rounding: 'document' };
  server.changes.push({ kind: 'business', id: business.id, deleted: false, data: business });
  await till.sync.round();
  expect(till.enrolment.value?.business).toMatchObject({ name: 'New Threads', rounding: 'document' });
  await expect.poll(async () => (await open(true)).enrolment.value?.business.name).toBe('New Threads');
});

test('five wrong PINs lock a person over reloads, until somebody unlocks', async () => {
  const salt = '00ff00ff';
  const pin = { algorithm: 'pbkdf2-sha256' as const, iterations: 10, salt, hash: await pinHash('1234', { salt, iterations: 10 }) };
  for (let left = 4; left > 0; left -= 1) expect(await till.pins.check(MIA, pin, '0000')).toEqual({ outcome: 'wrong', left });
  expect(await till.pins.check(MIA, pin, '0000')).toEqual({ outcome: 'locked' });
  const again = await open(true);
  expect(await again.pins.check(MIA, pin, '1234')).toEqual({ outcome: 'locked' });
  await again.pins.unlock(MIA);
  expect(await again.pins.check(MIA, pin, '1234')).toEqual({ outcome: 'right' });
});

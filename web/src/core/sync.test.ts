import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { FakeClock } from '~/platform/clock';
import { FakeServer, freshParts, itemChange, MIA, REGISTER, VAT } from './fakes';
import { Journal } from './journal';
import { MasterData } from './masterdata';
import { pauseAfter, Sync } from './sync';

let server: FakeServer;
let clock: FakeClock;
let journal: Journal;
let master: MasterData;
let sync: Sync;
let name: string;

beforeEach(async () => {
  server = new FakeServer();
  const parts = await freshParts();
  ({ clock, name } = parts);
  journal = await new Journal(parts.storage, clock).open();
  master = await new MasterData(parts.storage).open();
  sync = new Sync({
    journal,
    receiver: master,
    network: server.network,
    clock,
    token: () => 'secret',
    vitals: () => ({ persisted: true, version: '1' })
  });
});

async function finish(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const body = { kind: 'cash_movement', direction: 'in', amount: i + 1, reason: '' } as const;
    const made = await journal.finish({ register: REGISTER, code: 'T1', epoch: 1 }, { body, business_date: '2026-11-23', shift: null, by: MIA });
    ids.push(made.id);
  }
  return ids;
}

test('everything arrives once, in the order of the chain, in batches of fifty', async () => {
  const ids = await finish(120);
  await sync.round();
  expect(server.arrived).toEqual(ids);
  expect(server.network.asked.filter(({ path }) => path.endsWith('/documents'))).toHaveLength(3);
  expect(server.network.asked.every(({ options }) => options.token === 'secret')).toBe(true);
  expect(journal.waiting.value).toEqual({ unsent: 0, stuck: 0 });
  expect(sync.status.value.reach).toBe('online');
});

test('an answer that got lost is asked for again and does no harm', async () => {
  const [first] = await finish(1);
  server.documents.set(first ?? '', '{}');
  server.verdicts.set(first ?? '', 'exists');
  await sync.round();
  expect(journal.waiting.value.unsent).toBe(0);
});

test('a document finished while a round is running goes with the next one at once', async () => {
  const running = sync.run();
  const [late] = await finish(1);
  sync.nudge();
  await vi.waitFor(() => expect(server.arrived).toEqual([late]));
  sync.stop();
  await running;
});

test('offline keeps everything, and says so', async () => {
  await finish(2);
  server.network.down = true;
  expect(await sync.round()).toBe(false);
  expect(sync.status.value.reach).toBe('offline');
  expect(journal.waiting.value.unsent).toBe(2);
  server.network.down = false;
  await sync.round();
  expect(journal.waiting.value.unsent).toBe(0);
});

test('what the server refuses or knows otherwise is kept and shown, never sent again', async () => {
  const [bad = '', other = ''] = await finish(3);
  server.verdicts.set(bad, 'refused:sync.unreadable').set(other, 'exists_with_different_content');
  await sync.round();
  await sync.round();
  expect(server.arrived).toHaveLength(3);
  expect(journal.waiting.value).toEqual({ unsent: 0, stuck: 2 });
  expect(await journal.find(bad)).toMatchObject({ state: 'refused', answer: 'refused:sync.unreadable' });
  expect(await journal.find(other)).toMatchObject({ state: 'different' });
});

test('one document that makes the server refuse the whole batch does not hold up the others', async () => {
  const ids = await finish(9);
  server.poison = { id: ids[4] ?? '', status: 422 };
  await sync.round();
  expect(journal.waiting.value).toEqual({ unsent: 0, stuck: 1 });
  expect(new Set(server.arrived).size).toBe(8);
});

test('a server in trouble is not an answer: everything waits', async () => {
  const [first = ''] = await finish(2);
  server.poison = { id: first, status: 503 };
  await sync.round();
  expect(journal.waiting.value).toEqual({ unsent: 2, stuck: 0 });
});

test('the heartbeat tells the highest position, and what never arrived is sent again', async () => {
  const ids = await finish(3);
  await sync.round();
  expect(server.heartbeats).toEqual([{ epoch: 1, position: 3, unsent: 0, persisted: true, version: '1' }]);
  server.missing = [{ from: 2, to: 2 }];
  clock.advance(30_000);
  await sync.round();
  expect(server.arrived).toEqual([...ids, ids[1]]);
  expect(sync.status.value.clockAheadMs).toBe(-28_000);
});

test('a device that the server no longer knows goes on selling and says so', async () => {
  await finish(1);
  server.poison = { id: (await journal.unsent(1))[0]?.id ?? '', status: 401 };
  await sync.round();
  expect(sync.status.value).toMatchObject({ reach: 'online', revoked: true });
  expect(journal.waiting.value.unsent).toBe(1);
});

test('pauses grow, end at a minute and are spread by chance', () => {
  expect(pauseAfter(1, 1)).toBe(2000);
  expect(pauseAfter(3, 0.5)).toBe(4000);
  expect(pauseAfter(40, 1)).toBe(60_000);
  expect(pauseAfter(1, 0)).toBe(500);
});

test('the catalogue arrives in pages, survives a reload and takes changes', async () => {
  server.changes = [VAT, ...Array.from({ length: 6000 }, (_, i) => itemChange(`i${i}`, {}, { barcodes: [`40000${i}`] }))];
  await sync.round();
  server.changes.push(itemChange('i5', {}, { price: 4900, barcodes: ['777'] }), { kind: 'item', id: 'i6', deleted: true, data: null });
  await sync.round();
  const again = await new MasterData((await freshParts(name)).storage).open();
  expect(again.cursor()).toBe('6003');
  const { catalogue } = again.editions.value;
  expect(catalogue.byCode('777')[0]?.variant.price).toBe(4900);
  expect(catalogue.byCode('400005')).toEqual([]);
  expect(catalogue.byCode('sku-i6')).toEqual([]);
  expect(catalogue.byCode('SKU-i5999')).toHaveLength(1);
  expect(catalogue.taxes.get('vat19')?.rate_ppm).toBe(190000);
});

test('a restored server makes the till forget what it knew', async () => {
  server.changes = [VAT, itemChange('old')];
  await sync.round();
  server.changes = [itemChange('new')];
  server.reset = true;
  await sync.round();
  for (const source of [master, await new MasterData((await freshParts(name)).storage).open()]) {
    const { catalogue } = source.editions.value;
    expect([...catalogue.items.keys()]).toEqual(['new']);
    expect(catalogue.taxes.size).toBe(0);
  }
});

test('one unreadable item does not keep the others away', async () => {
  server.changes = [{ kind: 'item', id: 'bad', deleted: false, data: { name: 5 } }, itemChange('good')];
  const quiet = console.error;
  console.error = () => undefined;
  await sync.round();
  console.error = quiet;
  expect([...master.editions.value.catalogue.items.keys()]).toEqual(['good']);
});

import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { FakeClock } from '~/platform/clock';
import { FakeNetwork, type Answer } from '~/platform/network';
import type { Delivery, DocumentRecord, Storage } from '~/platform/storage';
import type { TradeDocument } from '~/wire/documents';
import type { PrintJob } from '~/wire/printing';
import { freshParts } from './fakes';
import { PrintDesk } from './printing';

const COUNTER = { id: 'p1', name: 'Counter 1' };
const SALE = { id: 's1', number: 'T1-1-S000001', kind: 'sale' } as TradeDocument;
const JOB: PrintJob = {
  id: 'j1', printer: COUNTER.id, printer_name: COUNTER.name, document: SALE.id, title: SALE.number, is_copy: false, state: 'QUEUED', tries: 0,
  last_error: '', missing: '', queued_at: '2026-11-23T10:00:00Z', next_try_at: null, printed_at: null, printed_on: null
};

let clock: FakeClock;
let storage: Storage;
let offline: boolean;
let state: Delivery;
let job: PrintJob;
let printing: Answer[];
let network: FakeNetwork;
let desk: PrintDesk;

beforeEach(async () => {
  ({ clock, storage } = await freshParts());
  offline = false;
  state = 'sent';
  job = JOB;
  printing = [];
  network = new FakeNetwork({
    'POST /api/v1/printers/p1/print': () => printing.shift() ?? { status: 201, body: job },
    'POST /api/v1/print-jobs/j1/retry': () => ((job = { ...JOB }), { status: 200, body: job }),
    'GET /api/v1/print-jobs': () => ({ status: 200, body: { data: [job], has_more: false } })
  });
  desk = fresh();
  await desk.choose({ printer: COUNTER, automatic: true });
});

function fresh(): PrintDesk {
  const journal = { find: async () => ({ state }) as DocumentRecord };
  return new PrintDesk({ storage, journal, network, clock, token: () => 'secret', offline: () => offline });
}

/** Lets the desk work through some seconds. */
async function pass(seconds: number): Promise<void> {
  for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
    clock.advance(100);
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  }
}

function asked(): unknown[] {
  return network.asked.filter(({ options }) => options.method === 'POST').map(({ path, options }) => [path, options.body]);
}

const PRINT = '/api/v1/printers/p1/print';

test('a device prints by its dialogue, and only when asked, until somebody chooses otherwise; the choice outlives a reload', async () => {
  const reloaded = fresh();
  await reloaded.open();
  expect(reloaded.choice.value).toEqual({ printer: COUNTER, automatic: true });
  await storage.delete('facts', 'printing');
  const untouched = fresh();
  await untouched.open();
  expect([untouched.finished(SALE), untouched.print(SALE, false)]).toEqual([false, 'dialog']);
  await untouched.choose({ printer: null, automatic: true });
  expect(untouched.finished(SALE)).toBe(true);
  expect(asked()).toEqual([]);
});

test('the printer is asked for only when the server has the document', async () => {
  state = 'unsent';
  expect(desk.finished(SALE)).toBe(false);
  await pass(2);
  expect(asked()).toEqual([]);
  state = 'sent';
  await pass(1);
  expect(asked()).toEqual([[PRINT, { document: 's1', copy: false }]]);
  expect(desk.troubles.value).toEqual([]);
});

test('a document that does not get through is told, and printed again from there', async () => {
  state = 'unsent';
  desk.finished(SALE);
  await pass(16);
  const [trouble] = desk.troubles.value;
  expect(trouble).toMatchObject({ reason: 'unsent', trying: false });
  state = 'sent';
  void desk.again(trouble!);
  await pass(1);
  expect([desk.troubles.value, asked()]).toEqual([[], [[PRINT, { document: 's1', copy: false }]]]);
});

test('offline, a receipt that was asked for goes to the dialogue; one that prints by itself only says so', () => {
  offline = true;
  expect(desk.print(SALE, false)).toBe('offline');
  expect(desk.troubles.value).toEqual([]);
  expect(desk.finished(SALE)).toBe(false);
  expect(desk.troubles.value).toMatchObject([{ reason: 'offline' }]);
  expect(asked()).toEqual([]);
});

test('what the printer says is told while the server goes on trying, and forgotten when the paper came', async () => {
  desk.finished(SALE);
  job = { ...JOB, tries: 1, last_error: 'The printer is out of paper.' };
  await pass(2);
  expect(desk.troubles.value).toMatchObject([{ reason: 'printer', detail: 'The printer is out of paper.', trying: true }]);
  job = { ...JOB, state: 'PRINTED', tries: 2 };
  await pass(20);
  expect(desk.troubles.value).toEqual([]);
  const questions = network.asked.length;
  await pass(60);
  expect(network.asked.length).toBe(questions);
});

test('a trouble that somebody has seen does not come back', async () => {
  desk.finished(SALE);
  job = { ...JOB, tries: 1, last_error: 'The printer does not answer.' };
  await pass(2);
  desk.settle(SALE.id);
  await pass(30);
  expect(desk.troubles.value).toEqual([]);
});

test('a job that was given up is taken up again, not printed a second time', async () => {
  desk.finished(SALE);
  job = { ...JOB, state: 'FAILED', tries: 20, last_error: 'The printer does not answer.' };
  await pass(2);
  const [trouble] = desk.troubles.value;
  expect(trouble).toMatchObject({ reason: 'printer', trying: false, job: 'j1' });
  await desk.again(trouble!);
  expect(asked().slice(1)).toEqual([['/api/v1/print-jobs/j1/retry', {}]]);
});

test('when the answer is lost, asking again carries the same key', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  printing = [{ status: 502, body: null }];
  desk.print(SALE, true);
  await pass(1);
  expect(desk.troubles.value).toMatchObject([{ reason: 'unknown' }]);
  await desk.again(desk.troubles.value[0]!);
  const keys = network.asked.filter(({ path }) => path === PRINT).map(({ options }) => options.key);
  expect(keys).toEqual([expect.any(String), keys[0]]);
  expect(asked().at(-1)).toEqual([PRINT, { document: 's1', copy: true }]);
});

test('books that come a moment after the document are waited for; a printer that is gone is not', async () => {
  printing = [{ status: 404, body: { code: 'printing.no_receipt' } }];
  desk.print(SALE, false);
  await pass(2);
  expect([desk.troubles.value, asked().length]).toEqual([[], 2]);
  printing = [{ status: 404, body: { code: 'printing.no_such_printer' } }];
  desk.print({ ...SALE, id: 's2' }, false);
  await pass(2);
  expect(desk.troubles.value).toMatchObject([{ reason: 'gone' }]);
});

test('a document that the server did not take is not printed', async () => {
  state = 'refused';
  desk.print(SALE, false);
  await pass(1);
  expect([desk.troubles.value[0]?.reason, asked()]).toEqual(['refused', []]);
});

import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { TillDocument } from '~/wire/documents';
import { canonicalText } from './canonical';
import { freshParts, MIA, REGISTER } from './fakes';
import { chainStart, Journal, type Draft } from './journal';

const WRITER = { register: REGISTER, code: 'T1', epoch: 1 };
const DRAWER_IN: Draft = {
  body: { kind: 'cash_movement', direction: 'in', amount: 2000, reason: 'Wechselgeld ä€😀' },
  business_date: '2026-11-23',
  shift: null,
  by: MIA
};
const SHIFT: Draft = { ...DRAWER_IN, body: { kind: 'shift_open', float: 15000, denominations: [] } };

function assertChain(documents: readonly TillDocument[]): void {
  let previous = chainStart(REGISTER, 1);
  documents.forEach((document, index) => {
    const { hash, ...rest } = document;
    expect(document.position).toBe(index + 1);
    expect(document.previous_hash).toBe(previous);
    expect(hash).toBe(createHash('sha256').update(canonicalText(rest), 'utf8').digest('hex'));
    previous = hash;
  });
}

test('documents are numbered by kind and chained over all kinds', async () => {
  const { storage, clock } = await freshParts();
  const journal = await new Journal(storage, clock).open();
  const made = [await journal.finish(WRITER, SHIFT), await journal.finish(WRITER, DRAWER_IN), await journal.finish(WRITER, DRAWER_IN)];
  expect(made.map(({ number }) => number)).toEqual(['T1-1-O000001', 'T1-1-C000001', 'T1-1-C000002']);
  expect(made[0]?.shift).toBe(made[0]?.id);
  assertChain(made);
  expect(journal.waiting.value).toEqual({ unsent: 3, stuck: 0 });
});

test('many finished at once still make one chain without a gap', async () => {
  const { storage, clock } = await freshParts();
  const [one, other] = [await new Journal(storage, clock).open(), await new Journal(storage, clock).open()];
  await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 ? one : other).finish(WRITER, DRAWER_IN)));
  assertChain(await one.unsent(100));
});

test('a new epoch begins a new chain', async () => {
  const { storage, clock } = await freshParts();
  const journal = await new Journal(storage, clock).open();
  await journal.finish(WRITER, DRAWER_IN);
  const made = await journal.finish({ ...WRITER, epoch: 2 }, DRAWER_IN);
  expect(made.number).toBe('T1-2-C000001');
  expect(made.previous_hash).toBe(chainStart(REGISTER, 2));
});

test('it is one strict transaction: when any write fails, neither document nor number nor fact is there', async () => {
  const { storage, clock } = await freshParts();
  const journal = await new Journal(storage, clock).open();
  await journal.finish(WRITER, DRAWER_IN);
  const opened = vi.spyOn(storage, 'transaction');
  const unclonable = (): Record<string, unknown> => ({ cart: 'emptied', bad: () => 'functions cannot be stored' });
  await expect(journal.finish(WRITER, DRAWER_IN, unclonable)).rejects.toThrow();
  expect(opened).toHaveBeenCalledWith(['documents', 'facts'], 'readwrite', { durability: 'strict' });
  expect(await storage.get('facts', 'cart')).toBeUndefined();
  expect(await journal.unsent(9)).toHaveLength(1);
  const next = await journal.finish(WRITER, DRAWER_IN);
  expect(next.number).toBe('T1-1-C000002');
  assertChain(await journal.unsent(9));
});

test('text that is not well-formed is refused before anything is written', async () => {
  const { storage, clock } = await freshParts();
  const journal = await new Journal(storage, clock).open();
  const broken = { ...DRAWER_IN, body: { ...DRAWER_IN.body, reason: '\ud800' } } as Draft;
  await expect(journal.finish(WRITER, broken)).rejects.toThrow(TypeError);
  expect(await journal.head()).toBeNull();
});

test('a reload continues the chain where it ended', async () => {
  const { storage, clock, name } = await freshParts();
  await (await new Journal(storage, clock).open()).finish(WRITER, DRAWER_IN);
  const again = await new Journal((await freshParts(name)).storage, clock).open();
  expect(again.waiting.value.unsent).toBe(1);
  await again.finish(WRITER, DRAWER_IN);
  assertChain(await again.unsent(9));
});

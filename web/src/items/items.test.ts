import { beforeEach, expect, test, vi } from 'vitest';
import { combinations, draftOf, emptyDraft, withOptions, type Draft } from './draft';
import { ItemController } from './item-controller.svelte';
import { clashes, merged } from './merge';

const SIZES = { name: 'Size', values: ['S', 'M'] };
const COLOURS = { name: 'Colour', values: ['red', 'blue'] };

function dress(): Draft {
  const variants = [
    { id: 'v1', sku: 'A-S', options: ['S'], price: 5900, price_per: '1', barcodes: ['4006381333931'], archived: false },
    { id: 'v2', sku: 'A-M', options: ['M'], price: 6100, price_per: '1', barcodes: [], archived: false }
  ];
  return { ...emptyDraft(['vat']), name: 'Aurora', options: [SIZES], variants };
}

test('an item without options has one combination: itself', () => {
  expect(combinations([])).toEqual([[]]);
});

test('a second option keeps the stored variants and gives new ones the price of their like', () => {
  const wider = withOptions(dress(), [SIZES, COLOURS]);
  expect(wider.variants.map(({ id, options, price }) => [id, options.join('/'), price])).toEqual([
    ['v1', 'S/red', 5900],
    ['', 'S/blue', 5900],
    ['v2', 'M/red', 6100],
    ['', 'M/blue', 6100]
  ]);
});

test('a value taken away archives the stored variant and drops the unsaved one', () => {
  const wider = withOptions(dress(), [SIZES, COLOURS]);
  const narrow = withOptions(wider, [{ name: 'Size', values: ['S'] }, COLOURS]);
  expect(narrow.variants.map(({ id, archived }) => [id, archived])).toEqual([
    ['v1', false],
    ['', false],
    ['v2', true]
  ]);
});

test('a variant that is not sold stays so when another option value is added, and is sold again when its own comes back', () => {
  const base = dress();
  base.variants = base.variants.map((each) => (each.id === 'v2' ? { ...each, archived: true } : each));
  const wider = withOptions(base, [{ name: 'Size', values: ['S', 'M', 'L'] }]);
  expect(wider.variants.map(({ options, archived }) => [options[0], archived])).toEqual([['S', false], ['M', true], ['L', false]]);
  const narrow = withOptions(dress(), [{ name: 'Size', values: ['S'] }]);
  expect(withOptions(narrow, [SIZES]).variants.map(({ id, archived }) => [id, archived])).toEqual([['v1', false], ['v2', false]]);
});

test('what both changed differently is a clash; what only one changed is taken', () => {
  const base = dress();
  const mine = { ...dress(), name: 'Aurora dress' };
  const theirs = { ...dress(), name: 'Aurora robe', description: 'Silk' };
  mine.variants = base.variants.map((each) => (each.id === 'v1' ? { ...each, price: 6500 } : each));
  expect(clashes(base, mine, theirs)).toEqual([{ key: 'name', mine: 'Aurora dress', theirs: 'Aurora robe' }]);
  const kept = merged(base, mine, theirs, new Set());
  expect([kept.name, kept.description, kept.variants[0]?.price]).toEqual(['Aurora dress', 'Silk', 6500]);
  expect(merged(base, mine, theirs, new Set(['name'])).name).toBe('Aurora robe');
});

const stored = { id: 'i1', ...dress() };
const answers: { method: string; etag: string | null }[] = [];

beforeEach(() => {
  answers.length = 0;
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
});

function server(items: { value: unknown; etag: string }[], refuse: () => boolean): void {
  const reply = (body: unknown, status: number, etag = ''): Response =>
    new Response(JSON.stringify(body), { status, headers: { ETag: etag } });
  let read = 0;
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    if (!url.includes('/items/')) return Promise.resolve(reply({ data: [], next_cursor: null, has_more: false }, 200));
    if (init.method === 'GET') {
      const next = items[Math.min(read++, items.length - 1)];
      return Promise.resolve(reply(next?.value, 200, next?.etag));
    }
    answers.push({ method: init.method ?? '', etag: headers['If-Match'] ?? null });
    if (refuse()) return Promise.resolve(reply({ code: 'kernel.stale', status: 412, detail: 'changed' }, 412));
    return Promise.resolve(reply({ ...stored, ...(JSON.parse(String(init.body)) as object) }, 200, '"9"'));
  });
}

test('a save that meets another change of the same fact asks, and then saves over the newer version', async () => {
  server([{ value: stored, etag: '"1"' }, { value: { ...stored, name: 'Theirs' }, etag: '"2"' }], () => answers.length === 1);
  const controller = new ItemController('i1');
  await controller.load();
  controller.draft.name = 'Mine';
  expect(await controller.save()).toBeNull();
  expect(controller.clashes).toEqual([{ key: 'name', mine: 'Mine', theirs: 'Theirs' }]);
  controller.settle(new Set());
  expect((await controller.save())?.name).toBe('Mine');
  expect(answers.map((each) => each.etag)).toEqual(['"1"', '"2"']);
});

test('a save that meets a change of another fact merges by itself', async () => {
  server([{ value: stored, etag: '"1"' }, { value: { ...stored, description: 'Silk' }, etag: '"2"' }], () => answers.length === 1);
  const controller = new ItemController('i1');
  await controller.load();
  controller.draft.name = 'Mine';
  expect((await controller.save())?.name).toBe('Mine');
  expect([controller.draft.name, controller.draft.description, controller.clashes]).toEqual(['Mine', 'Silk', []]);
  expect(controller.changes).toBe(0);
});

test('an item as the server gives it becomes a draft that changes nothing', () => {
  const draft = draftOf({ ...stored, variants: stored.variants.map((each) => ({ ...each, name: '' })) });
  expect(draft.variants).toEqual(dress().variants);
});

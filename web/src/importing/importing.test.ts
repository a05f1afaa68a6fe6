import { beforeEach, expect, test, vi } from 'vitest';
import { ImportController } from './import-controller.svelte';

const CHECKED = {
  id: 'b1',
  profile: 'shopify',
  file_name: 'apparel.csv',
  state: 'checked',
  counts: { new: 20, changed: 1, unchanged: 0, problems: 2, notices: 0 },
  checked_at: '2026-11-23T10:00:00Z',
  problems: [{ row: 17, column: 'Price', value: '12,5O', code: 'importing.price_unreadable', message: 'No price.', fix: 'Write 12.50.' }],
  notices: [],
  changes: [{ row: 2, sku: 'A', name: 'Shirt', kind: 'changed', fields: [{ field: 'price', kind: 'money', before: 5500, after: 5900 }] }],
  kept: []
};
let asked: { path: string; method: string; key: string; body: unknown }[] = [];

function server(answer: (path: string) => { status: number; body: unknown } | null): void {
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '');
    const headers = init.headers as Record<string, string>;
    asked.push({ path, method: init.method ?? '', key: headers['Idempotency-Key'] ?? '', body: init.body });
    const found = answer(path);
    if (!found) return Promise.reject(new TypeError('no network'));
    return Promise.resolve(new Response(JSON.stringify(found.body), { status: found.status }));
  });
}

beforeEach(() => {
  asked = [];
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
});

test('a file is checked, then imported, then taken back, each write under a key of its own', async () => {
  const state: Record<string, string> = { '/imports': 'checked', '/imports/b1/apply': 'applied', '/imports/b1/undo': 'undone' };
  server((path) => ({ status: 200, body: { ...CHECKED, state: state[path] } }));
  const controller = new ImportController();
  await controller.upload(new File(['Handle,Title'], 'apparel.csv'));
  expect([controller.step, controller.batch?.counts.new]).toEqual(['match', 20]);
  await controller.apply();
  expect([controller.step, controller.batch?.state]).toEqual(['done', 'applied']);
  await controller.undo();
  expect(controller.batch?.state).toBe('undone');
  expect(new Set(asked.map((each) => each.key)).size).toBe(3);
  expect(asked[0]?.body).toBeInstanceOf(FormData);
});

test('a refused file says why and keeps the step', async () => {
  server(() => ({ status: 422, body: { code: 'importing.unknown_format', status: 422, detail: 'Not a product export.' } }));
  const controller = new ImportController();
  await controller.upload(new File(['x'], 'x.csv'));
  expect([controller.step, controller.busy, controller.failure?.code]).toEqual(['file', null, 'importing.unknown_format']);
});

test('an import that the server did not answer can be tried again', async () => {
  let down = false;
  server(() => (down ? null : { status: 200, body: CHECKED }));
  const controller = new ImportController();
  await controller.upload(new File(['x'], 'x.csv'));
  down = true;
  await controller.apply();
  expect([controller.step, controller.failure?.code]).toEqual(['match', 'web.unreachable']);
  down = false;
  await controller.apply();
  expect([controller.step, controller.failure]).toEqual(['done', null]);
});

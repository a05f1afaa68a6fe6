import { beforeEach, expect, test, vi } from 'vitest';
import type { Printer, PrintJob } from '~/wire/printing';
import { PrintersController } from './printers-controller.svelte';

const COUNTER: Printer = { id: 'p1', location: 'l1', name: 'Counter 1', host: '192.168.1.50', port: 9100, columns: 42, kicks_drawer: true, fallback: null, archived: false, version: 3 };
const JOB: PrintJob = {
  id: 'j1', printer: 'p1', printer_name: 'Counter 1', document: 'd1', title: 'T1-1-S000001', is_copy: false, state: 'FAILED', tries: 20,
  last_error: 'The printer does not answer.', missing: '', queued_at: '2026-11-23T10:00:00Z', next_try_at: null, printed_at: null, printed_on: null
};

let asked: { method: string; path: string; body: unknown; etag: string | null }[];
let broken: string;
let controller: PrintersController;

beforeEach(async () => {
  asked = [];
  broken = '';
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    const path = url.replace('/api/v1', '');
    asked.push({ method, path, body: init.body ? (JSON.parse(init.body as string) as unknown) : null, etag: new Headers(init.headers).get('If-Match') });
    if (broken && path.startsWith(broken)) return Response.json({ code: 'x', status: 500, detail: 'no' }, { status: 500 });
    return Response.json(bodyOf(method, path));
  });
  controller = new PrintersController();
  await controller.load();
  asked = [];
});

function bodyOf(method: string, path: string): unknown {
  if (path.startsWith('/print-jobs')) return method === 'GET' ? { data: [JOB], has_more: path.endsWith('limit=25') } : JOB;
  if (path.startsWith('/locations')) return { data: [{ id: 'l1', code: 'S1', name: 'Shop' }], next_cursor: null };
  if (path.endsWith('/test')) return JOB;
  return method === 'GET' ? { data: [COUNTER] } : COUNTER;
}

const writes = (): unknown[] => asked.filter(({ method }) => method !== 'GET').map(({ method, path, body, etag }) => [method, path, body, etag]);

test('printers, places and the queue are loaded together', () => {
  expect([controller.printers[0]?.name, controller.locations[0]?.name, controller.jobs[0]?.title, controller.started]).toEqual(['Counter 1', 'Shop', 'T1-1-S000001', true]);
});

test('a change carries the version and leaves the location alone; retiring can be taken back', async () => {
  await controller.change(COUNTER, { location: 'l1', name: 'Counter', host: 'p.local', port: 9101, columns: 32, kicks_drawer: false, fallback: null });
  await controller.retire(COUNTER);
  await controller.bringBack(COUNTER);
  expect(writes()).toEqual([
    ['PATCH', '/printers/p1', { name: 'Counter', host: 'p.local', port: 9101, columns: 32, kicks_drawer: false, fallback: null }, '"3"'],
    ['PATCH', '/printers/p1', { archived: true }, '"3"'],
    ['PATCH', '/printers/p1', { archived: false }, '"4"']
  ]);
});

test('a failed job is taken up and the queue asked for again', async () => {
  await controller.retry('j1');
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /print-jobs/j1/retry', 'GET /print-jobs?limit=25']);
});

test('a queue that cannot be asked for keeps what it showed and says that it is old', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  broken = '/print-jobs';
  await controller.refresh();
  expect([controller.stale, controller.jobs.length, controller.failure]).toEqual([true, 1, null]);
  broken = '';
  await controller.refresh();
  expect(controller.stale).toBe(false);
});

test('more of the queue stays shown when it is refreshed', async () => {
  expect(controller.more).toBe(true);
  await controller.showMore();
  await controller.refresh();
  expect(asked.map(({ path }) => path)).toEqual(['/print-jobs?limit=50', '/print-jobs?limit=50']);
  expect(controller.more).toBe(false);
});

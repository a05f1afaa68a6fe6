/** A shop's server in memory, for tests: it enrols, takes documents as the wire contract says, and tells changes. */
import { FakeClock } from '~/platform/clock';
import { FakeNetwork, type Answer } from '~/platform/network';
import { openStorage } from '~/platform/storage';
import type { TillDocument } from '~/wire/documents';
import type { Change, Enrolment } from '~/wire/till';
import { canonicalText } from './canonical';
import { chainStart } from './journal';

export const REGISTER = '019ab000-0000-7000-8000-00000000000a';
export const MIA = '019ab000-0000-7000-8000-0000000000aa';

export const ENROLMENT: Enrolment = {
  token: 'secret',
  device: '019ab000-0000-7000-8000-00000000000d',
  register: { id: REGISTER, code: 'T1', name: 'Front till', epoch: 1, chain_start: chainStart(REGISTER, 1) },
  location: { id: '019ab000-0000-7000-8000-00000000000c', code: 'S1', name: 'Shop', address: '', time_zone: 'Europe/Berlin', day_cutoff: '04:00' },
  business: { id: '019ab000-0000-7000-8000-00000000000b', name: 'Chic Threads', currency: 'EUR', minor_digits: 2, locale: 'en', rounding: 'line' }
};

export class FakeServer {
  readonly documents = new Map<string, string>();
  readonly arrived: string[] = [];
  changes: Change[] = [];
  reset = false;
  missing: { from: number; to: number }[] = [];
  heartbeats: unknown[] = [];
  /** What GET /documents/{id} answers. */
  fetched: { document: TillDocument; state: string; returned: Record<string, string> } | null = null;
  /** Answers instead of the usual one, by document id. */
  verdicts = new Map<string, string>();
  /** A status for the whole batch when it holds this document. */
  poison: { id: string; status: number } | null = null;

  readonly network = new FakeNetwork({
    'POST /api/v1/devices/enrol': () => ({ status: 200, body: ENROLMENT }),
    'POST /api/v1/documents': (body) => this.#take((body as { documents: TillDocument[] }).documents),
    'GET /api/v1/changes': (_, path) => this.#tell(new URLSearchParams(path.split('?')[1])),
    'POST /api/v1/heartbeat': (body) => this.#listen(body),
    'GET /api/v1/documents/': () => (this.fetched ? { status: 200, body: this.fetched } : { status: 404, body: null })
  });

  #take(batch: TillDocument[]): Answer {
    if (this.poison && batch.some(({ id }) => id === this.poison?.id)) return { status: this.poison.status, body: null };
    const answers = batch.map((document) => {
      this.arrived.push(document.id);
      const text = canonicalText(document);
      const known = this.documents.get(document.id);
      this.documents.set(document.id, known ?? text);
      const usual = known === undefined ? 'created' : known === text ? 'exists' : 'exists_with_different_content';
      return { id: document.id, result: this.verdicts.get(document.id) ?? usual, exceptions: [], number: document.number };
    });
    return { status: 200, body: { answers } };
  }

  #tell(query: URLSearchParams): Answer {
    const since = this.reset ? 0 : Number(query.get('since') || '0');
    const page = this.changes.slice(since, since + Number(query.get('limit')));
    const cursor = String(since + page.length);
    const body = { cursor, has_more: since + page.length < this.changes.length, reset: this.reset, changes: page };
    this.reset = false;
    return { status: 200, body };
  }

  #listen(body: unknown): Answer {
    this.heartbeats.push(body);
    return { status: 200, body: { missing: this.missing, server_time: '2026-11-23T10:00:02.000Z' } };
  }
}

let databases = 0;

/** Storage of its own for each test, or the same again by name: what a reload sees. */
export async function freshParts(name = `till ${(databases += 1)}`): Promise<{ storage: Awaited<ReturnType<typeof openStorage>>; clock: FakeClock; name: string }> {
  return { storage: await openStorage(name), clock: new FakeClock(), name };
}

export function itemChange(id: string, more: Record<string, unknown> = {}, variant: Record<string, unknown> = {}): Change {
  const only = { id: `${id}-v`, sku: `SKU-${id}`, name: '', options: [], price: 5900, price_per: '1', barcodes: [], archived: false, position: 0, ...variant };
  const data = { id, name: `Item ${id}`, category: null, archived: false, track_stock: true, options: [], taxes: ['vat19'], variants: [only], ...more };
  return { kind: 'item', id, deleted: false, data };
}

export const VAT: Change = {
  kind: 'tax',
  id: 'vat19',
  deleted: false,
  data: { id: 'vat19', name: 'VAT 19 %', rate_ppm: 190000, inclusive: true, compound: false, archived: false }
};

/**
 * The register's own book. `finish` writes a document, its number, its place in the hash chain and its
 * unsent state in one transaction with strict durability; only when it returns may anything be printed.
 */
import type { Clock } from '~/platform/clock';
import type { Delivery, DocumentRecord, Storage } from '~/platform/storage';
import type { Body, Header, Kind, TillDocument } from '~/wire/documents';
import { canonicalText } from './canonical';
import { newId } from './ids';
import { sha256Hex } from './sha256';
import { Watched, type Readable } from './watched';

/** Who writes: the register's identity in this epoch. */
export interface Writer {
  register: string;
  code: string;
  epoch: number;
}

/** The end of the chain. */
export interface Head extends Writer {
  position: number;
  hash: string;
  sequences: Partial<Record<Kind, number>>;
}

export interface Draft {
  body: Body;
  business_date: string;
  /** The shift the document belongs to; a shift_open document is its own. */
  shift: string | null;
  by: string;
}

/** Small things to remember, by key. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Waiting {
  unsent: number;
  /** Documents the server did not take: kept, shown, never sent again by themselves. */
  stuck: number;
}

const LETTERS: Record<Kind, string> = { sale: 'S', return: 'R', shift_open: 'O', shift_close: 'Z', cash_movement: 'C' };
const HEAD = 'chain.head';

export function chainStart(register: string, epoch: number): string {
  return sha256Hex(`${register}:${epoch}`);
}

export function documentHash(document: Omit<Header, 'hash'> & Body): string {
  const { hash: _, ...unhashed } = document as TillDocument;
  return sha256Hex(canonicalText(unhashed));
}

export class Journal {
  readonly #waiting = new Watched<Waiting>({ unsent: 0, stuck: 0 });
  readonly #finished = new Watched<TillDocument | null>(null);

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock
  ) {}

  get waiting(): Readable<Waiting> {
    return this.#waiting;
  }

  /** The document finished last. */
  get finished(): Readable<TillDocument | null> {
    return this.#finished;
  }

  /** Counts what waits; to be called once before use. */
  async open(): Promise<this> {
    await this.#count();
    return this;
  }

  /** Writes the document for good, together with the facts that follow from it. */
  async finish(writer: Writer, draft: Draft, follow: (made: TillDocument) => Facts = () => ({})): Promise<TillDocument> {
    const transaction = this.storage.transaction(['documents', 'facts'], 'readwrite', { durability: 'strict' });
    const facts = transaction.objectStore('facts');
    const writes: Promise<unknown>[] = [];
    try {
      const head = continued((await facts.get(HEAD)) as Head | undefined, writer);
      const document = chained(head, draft, this.clock.now());
      writes.push(transaction.objectStore('documents').add(recordOf(document)), facts.put(advanced(head, document), HEAD));
      for (const [key, value] of Object.entries(follow(document))) writes.push(facts.put(value, key));
      await Promise.all([...writes, transaction.done]);
      this.#waiting.set({ ...this.#waiting.value, unsent: this.#waiting.value.unsent + 1 });
      this.#finished.set(document);
      return document;
    } catch (failure) {
      abort(transaction, writes);
      throw failure;
    }
  }

  async head(): Promise<Head | null> {
    return ((await this.storage.get('facts', HEAD)) as Head | undefined) ?? null;
  }

  /** The oldest documents that wait, in the order of the chain. */
  async unsent(limit: number): Promise<TillDocument[]> {
    const records = await this.storage.getAllFromIndex('documents', 'unsent', undefined, limit);
    return records.map(documentOf);
  }

  /** Notes what the server said; `sent` documents leave the queue, the others leave it and are shown. */
  async settle(outcomes: readonly { id: string; state: Delivery; answer?: string }[]): Promise<void> {
    const transaction = this.storage.transaction('documents', 'readwrite', { durability: 'strict' });
    for (const { id, state, answer } of outcomes) {
      const record = await transaction.store.get(id);
      if (!record) continue;
      const { unsent: _waits, answer: _said, ...rest } = record;
      const waits = state === 'unsent' ? { unsent: [record.epoch, record.position] as [number, number] } : {};
      await transaction.store.put({ ...rest, state, ...waits, ...(answer === undefined ? {} : { answer }) });
    }
    await transaction.done;
    await this.#count();
  }

  /** Puts documents back into the queue that the server says never arrived. */
  async sendAgain(epoch: number, ranges: readonly { from: number; to: number }[]): Promise<void> {
    const places = ranges.map(({ from, to }) => IDBKeyRange.bound([epoch, from], [epoch, to]));
    const found = await Promise.all(places.map((range) => this.storage.getAllFromIndex('documents', 'place', range)));
    const lost = found.flat().filter(({ state }) => state === 'sent');
    if (lost.length > 0) await this.settle(lost.map(({ id }) => ({ id, state: 'unsent' })));
  }

  async find(idOrNumber: string): Promise<DocumentRecord | null> {
    const byId = await this.storage.get('documents', idOrNumber);
    return byId ?? (await this.storage.getFromIndex('documents', 'number', idOrNumber)) ?? null;
  }

  /** The latest records first. */
  async latest(limit: number, wanted: (record: DocumentRecord) => boolean = () => true): Promise<DocumentRecord[]> {
    const found: DocumentRecord[] = [];
    let cursor = await this.storage.transaction('documents').store.index('made_at').openCursor(null, 'prev');
    while (cursor && found.length < limit) {
      if (wanted(cursor.value)) found.push(cursor.value);
      cursor = await cursor.continue();
    }
    return found;
  }

  async ofShift(shift: string): Promise<TillDocument[]> {
    return (await this.storage.getAllFromIndex('documents', 'shift', shift)).map(documentOf);
  }

  /** The returns against a sale. */
  async returnsOf(sale: string): Promise<DocumentRecord[]> {
    return this.storage.getAllFromIndex('documents', 'of', sale);
  }

  async #count(): Promise<void> {
    const unsent = await this.storage.countFromIndex('documents', 'unsent');
    const refused = await this.storage.countFromIndex('documents', 'state', 'refused');
    const different = await this.storage.countFromIndex('documents', 'state', 'different');
    this.#waiting.set({ unsent, stuck: refused + different });
  }
}

export function documentOf(record: DocumentRecord): TillDocument {
  return record.document as unknown as TillDocument;
}

function continued(head: Head | undefined, writer: Writer): Head {
  if (head?.register === writer.register && head.epoch === writer.epoch) return { ...head, code: writer.code };
  return { ...writer, position: 0, hash: chainStart(writer.register, writer.epoch), sequences: {} };
}

function chained(head: Head, draft: Draft, at: Date): TillDocument {
  const { kind } = draft.body;
  const id = newId(at);
  const sequence = (head.sequences[kind] ?? 0) + 1;
  const unhashed = {
    ...draft.body,
    id,
    schema: 1 as const,
    register: head.register,
    epoch: head.epoch,
    position: head.position + 1,
    sequence,
    number: `${head.code}-${head.epoch}-${LETTERS[kind]}${String(sequence).padStart(6, '0')}`,
    previous_hash: head.hash,
    made_at: at.toISOString(),
    business_date: draft.business_date,
    shift: kind === 'shift_open' ? id : draft.shift,
    by: draft.by
  };
  return { ...unhashed, hash: documentHash(unhashed) };
}

function advanced(head: Head, { position, hash, kind, sequence }: TillDocument): Head {
  return { ...head, position, hash, sequences: { ...head.sequences, [kind]: sequence } };
}

function recordOf(document: TillDocument): DocumentRecord {
  const { id, kind, number, shift, made_at, epoch, position } = document;
  const of = document.kind === 'return' ? document.of : null;
  const facts = { id, kind, number, shift, of, made_at, epoch, position };
  return { ...facts, state: 'unsent', unsent: [epoch, position], document: { ...document } };
}

function abort(transaction: { abort(): void; done: Promise<void> }, writes: readonly Promise<unknown>[]): void {
  void Promise.allSettled([...writes, transaction.done]);
  try {
    transaction.abort();
  } catch {
    // It has ended by itself already, which undoes it just as well.
  }
}

/**
 * Paper for finished documents: by the browser's print dialogue or on a network printer of the shop. The server
 * is asked to print once it has the document, beside everything else: nothing waits for paper, and the journal
 * is only read.
 */
import type { Clock } from '~/platform/clock';
import { Unreachable, type Answer, type Ask, type Network } from '~/platform/network';
import type { Storage } from '~/platform/storage';
import type { TradeDocument } from '~/wire/documents';
import { printers as printersReader, printJob, printJobs, type Printer, type PrintJob } from '~/wire/printing';
import { flag, nullable, object, text, type Read } from '~/wire/read';
import { newId } from './ids';
import type { Journal } from './journal';
import { Watched, type Readable } from './watched';

/** What this device remembers: a network printer or null for its own print dialogue, and whether receipts print by themselves. */
const choiceReader = object({ printer: nullable(object({ id: text, name: text })), automatic: flag });
export type PrintChoice = Read<typeof choiceReader>;

/** Where a receipt goes: `offline` is the dialogue because the printer cannot be asked for. */
export type PrintWay = 'printer' | 'dialog' | 'offline';

/**
 * `unsent`: the server has not got the document yet; `unknown`: it does not say what became of the printing;
 * `refused`: it does not print this; `gone`: it has no such printer; `waits`: the printer's turn has not come;
 * `printer`: the printer itself, in the words of `detail`.
 */
export type PrintReason = 'offline' | 'unsent' | 'unknown' | 'refused' | 'gone' | 'waits' | 'printer';

/** A receipt that did not come out. The document itself is safe. */
export interface PrintTrouble {
  readonly wish: PrintWish;
  readonly reason: PrintReason;
  readonly detail: string;
  /** The server goes on trying by itself. */
  readonly trying: boolean;
  /** The print job that was given up. */
  readonly job: string | null;
}

export interface PrintWish {
  readonly document: TradeDocument;
  readonly copy: boolean;
  readonly printer: { readonly id: string; readonly name: string };
  /** Names the wish to the server, so that asking again does not print twice. */
  readonly key: string;
}

export interface PrintParts {
  storage: Storage;
  journal: Pick<Journal, 'find'>;
  network: Network;
  clock: Clock;
  token: () => string;
  offline: () => boolean;
}

class Missed extends Error {
  constructor(readonly reason: PrintReason) {
    super(reason);
  }
}

const API = '/api/v1';
const FACT = 'printing';
const BY_HAND: PrintChoice = { printer: null, automatic: false };
/** How long a document may take to the server before a person is told. */
const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 300;
const DEADLINE_MS = 10_000;
const FIRST_QUESTION_MS = 1_000;
const LONGEST_QUESTION_MS = 15_000;
/** The server gives a job up after ten minutes. */
const FOLLOW_MS = 15 * 60_000;

export function wayOf({ printer }: PrintChoice, offline: boolean): PrintWay {
  if (printer === null) return 'dialog';
  return offline ? 'offline' : 'printer';
}

interface Followed {
  readonly wish: PrintWish;
  readonly since: number;
}

export class PrintDesk {
  readonly #choice = new Watched<PrintChoice>(BY_HAND);
  readonly #troubles = new Watched<readonly PrintTrouble[]>([]);
  readonly #followed = new Map<string, Followed>();
  #pauseMs = FIRST_QUESTION_MS;
  #pause = new AbortController();
  #following = false;

  constructor(private readonly parts: PrintParts) {}

  get choice(): Readable<PrintChoice> {
    return this.#choice;
  }

  /** What did not come out, the newest first. */
  get troubles(): Readable<readonly PrintTrouble[]> {
    return this.#troubles;
  }

  async open(): Promise<void> {
    const stored = await this.parts.storage.get('facts', FACT);
    try {
      if (stored !== undefined) this.#choice.set(choiceReader(stored, ''));
    } catch (failure) {
      console.error('the choice of a printer is not readable', failure);
    }
  }

  async choose(choice: PrintChoice): Promise<void> {
    this.#choice.set(choice);
    await this.parts.storage.put('facts', choice, FACT);
  }

  /** The network printers of this register's location; throws Unreachable. */
  async printers(location: string): Promise<Printer[]> {
    const { status, body } = await this.#call('/printers', {});
    if (status !== 200) throw new Unreachable(`status ${status}`);
    return printersReader(body, '').data.filter((each) => each.location === location);
  }

  /** A document was finished: prints it when receipts print by themselves. Says whether the dialogue is to be opened. */
  finished(document: TradeDocument): boolean {
    if (!this.#choice.value.automatic) return false;
    const way = this.print(document, false);
    // A dialogue that nobody asked for would stand in the way of the next sale.
    if (way === 'offline') this.#complain(this.#wish(document, false), 'offline');
    return way === 'dialog';
  }

  /** Prints on the printer chosen, or says that the dialogue is to be opened. */
  print(document: TradeDocument, copy: boolean): PrintWay {
    const way = wayOf(this.#choice.value, this.parts.offline());
    this.settle(document.id);
    if (way === 'printer') void this.#carry(this.#wish(document, copy));
    return way;
  }

  /** Once more what did not come out. */
  async again({ wish, job }: PrintTrouble): Promise<void> {
    this.settle(wish.document.id);
    if (job === null) {
      const { printer } = this.#choice.value;
      return this.#carry(printer && printer.id !== wish.printer.id ? this.#wish(wish.document, wish.copy) : wish);
    }
    try {
      const { status } = await this.#call(`/print-jobs/${job}/retry`, { method: 'POST', body: {} });
      // 409: somebody took it up in the office meanwhile.
      if (status !== 200 && status !== 409) throw new Missed('unknown');
      this.#follow(job, wish);
    } catch (failure) {
      this.#complain(wish, reasonOf(failure), { job });
    }
  }

  /** The trouble with a document is over, or somebody has seen it and wants to hear no more. */
  settle(document: string): void {
    for (const [job, { wish }] of [...this.#followed]) if (wish.document.id === document) this.#followed.delete(job);
    const left = this.#troubles.value.filter(({ wish }) => wish.document.id !== document);
    if (left.length < this.#troubles.value.length) this.#troubles.set(left);
  }

  #wish(document: TradeDocument, copy: boolean): PrintWish {
    const { printer } = this.#choice.value;
    return { document, copy, printer: printer ?? { id: '', name: '' }, key: newId(this.parts.clock.now()) };
  }

  async #carry(wish: PrintWish): Promise<void> {
    try {
      const until = this.#now() + PATIENCE_MS;
      await this.#arrival(wish.document.id, until);
      this.#follow((await this.#ask(wish, until)).id, wish);
    } catch (failure) {
      this.#complain(wish, reasonOf(failure));
    }
  }

  /** Waits until the server has the document. */
  async #arrival(id: string, until: number): Promise<void> {
    for (;;) {
      const record = await this.parts.journal.find(id);
      if (record?.state === 'sent') return;
      if (record && record.state !== 'unsent') throw new Missed('refused');
      if (this.parts.offline()) throw new Missed('offline');
      if (this.#now() >= until) throw new Missed('unsent');
      await this.parts.clock.sleep(LOOK_AGAIN_MS);
    }
  }

  async #ask({ document, copy, printer, key }: PrintWish, until: number): Promise<PrintJob> {
    for (;;) {
      const { status, body } = await this.#call(`/printers/${printer.id}/print`, { method: 'POST', body: { document: document.id, copy }, key });
      if (status === 201 || status === 200) return printJob(body, '');
      if (status === 408 || status === 429 || status >= 500) throw new Missed('unknown');
      if (status !== 404) throw new Missed('refused');
      if (codeOf(body) !== 'printing.no_receipt') throw new Missed('gone');
      // The server has taken the document, but its books come a moment later.
      if (this.#now() >= until) throw new Missed('refused');
      await this.parts.clock.sleep(LOOK_AGAIN_MS * 3);
    }
  }

  #follow(job: string, wish: PrintWish): void {
    this.#followed.set(job, { wish, since: this.#now() });
    this.#pauseMs = FIRST_QUESTION_MS;
    this.#pause.abort();
    if (!this.#following) void this.#watch();
  }

  /** One question for all jobs at a time, more and more seldom. */
  async #watch(): Promise<void> {
    this.#following = true;
    while (this.#followed.size > 0) {
      this.#pause = new AbortController();
      await this.parts.clock.sleep(this.#pauseMs, this.#pause.signal);
      if (this.#pause.signal.aborted) continue;
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_QUESTION_MS);
      await this.#look();
    }
    this.#following = false;
  }

  async #look(): Promise<void> {
    let jobs: readonly PrintJob[];
    try {
      const { status, body } = await this.#call('/print-jobs?limit=100', {});
      jobs = status === 200 ? printJobs(body, '').data : [];
    } catch (failure) {
      if (!(failure instanceof Unreachable)) console.error(failure);
      jobs = [];
    }
    for (const [id, { wish, since }] of [...this.#followed]) {
      const job = jobs.find((each) => each.id === id);
      if (job) this.#learn(job, wish, since);
      else if (this.#now() - since > FOLLOW_MS) this.#followed.delete(id);
    }
  }

  #learn(job: PrintJob, wish: PrintWish, since: number): void {
    if (job.state === 'PRINTED') this.settle(wish.document.id);
    else if (job.state === 'FAILED') {
      this.#followed.delete(job.id);
      this.#complain(wish, 'printer', { detail: job.last_error, job: job.id });
    } else if (job.last_error) this.#complain(wish, 'printer', { detail: job.last_error, trying: true });
    else if (this.#now() - since > PATIENCE_MS) this.#complain(wish, 'waits', { trying: true });
  }

  #complain(wish: PrintWish, reason: PrintReason, more: Partial<PrintTrouble> = {}): void {
    const trouble = { wish, reason, detail: '', trying: false, job: null, ...more };
    const others = this.#troubles.value.filter((each) => each.wish.document.id !== wish.document.id);
    const known = this.#troubles.value.find((each) => each.wish === wish);
    if (known?.reason !== reason || known.detail !== trouble.detail || known.trying !== trouble.trying) this.#troubles.set([trouble, ...others]);
  }

  #now(): number {
    return this.parts.clock.now().getTime();
  }

  #call(path: string, ask: Ask): Promise<Answer> {
    return this.parts.network.ask(API + path, { ...ask, token: this.parts.token(), deadlineMs: DEADLINE_MS });
  }
}

function reasonOf(failure: unknown): PrintReason {
  if (failure instanceof Missed) return failure.reason;
  if (!(failure instanceof Unreachable)) console.error(failure);
  return 'unknown';
}

function codeOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code : '';
}

/**
 * Carries finished documents to the server and brings its changes back. It never stops selling: what fails
 * is tried again after a while that grows with chance in it, and one bad document never holds up the others.
 */
import type { Clock } from '~/platform/clock';
import { Unreachable, type Answer, type Ask, type Network } from '~/platform/network';
import type { Delivery } from '~/platform/storage';
import type { TillDocument } from '~/wire/documents';
import { answers, changes, heartbeat, type Changes, type DocumentAnswer } from '~/wire/till';
import type { Journal } from './journal';
import { Watched, type Readable } from './watched';

export interface SyncStatus {
  reach: 'unknown' | 'online' | 'offline';
  /** The server does not know this device (any more): it must be enrolled again. Selling goes on. */
  revoked: boolean;
  /** How far the server's clock is ahead of ours, in milliseconds. */
  clockAheadMs: number;
}

/** What takes the server's changes in. */
export interface Receiver {
  cursor(): string;
  take(page: Changes): Promise<void>;
}

export interface Vitals {
  persisted: boolean;
  version: string;
}

export interface SyncParts {
  journal: Journal;
  receiver: Receiver;
  network: Network;
  clock: Clock;
  token: () => string;
  vitals: () => Vitals;
  chance?: () => number;
}

const API = '/api/v1';
const BATCH = 50;
const PAGE = 5000;
const POLL_MS = 5_000;
const HEARTBEAT_MS = 30_000;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

class Revoked extends Error {}
class Broken extends Error {}

/** A pause that doubles with each failure and is spread by chance, so that tills do not come back all at once. */
export function pauseAfter(failures: number, chance: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** failures);
  return Math.max(SHORTEST_PAUSE_MS, Math.round(ceiling * chance));
}

export function deliveryOf(result: string): Delivery | null {
  if (result === 'created' || result === 'exists') return 'sent';
  if (result === 'exists_with_different_content') return 'different';
  return result.startsWith('refused:') ? 'refused' : null;
}

export class Sync {
  readonly #status = new Watched<SyncStatus>({ reach: 'unknown', revoked: false, clockAheadMs: 0 });
  #failures = 0;
  #lastHeartbeat = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #nudged = false;
  #pause = new AbortController();

  constructor(private readonly parts: SyncParts) {}

  get status(): Readable<SyncStatus> {
    return this.#status;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    this.#stopped = false;
    while (!this.#stopped) {
      this.#nudged = false;
      await this.round();
      if (this.#nudged) continue;
      const { clock, chance = Math.random } = this.parts;
      this.#pause = new AbortController();
      await clock.sleep(this.#failures === 0 ? POLL_MS : pauseAfter(this.#failures, chance()), this.#pause.signal);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.nudge();
  }

  /** Something happened (a document, the network came back): do not wait, and go round again when one is running. */
  nudge(): void {
    this.#nudged = true;
    this.#pause.abort();
  }

  /** One round: send, ask, report. Answers whether the server was reached. */
  async round(): Promise<boolean> {
    try {
      await this.#send();
      await this.#ask();
      await this.#report();
      this.#failures = 0;
      this.#note({ reach: 'online', revoked: false });
      return true;
    } catch (failure) {
      this.#failures += 1;
      if (failure instanceof Revoked) this.#note({ reach: 'online', revoked: true });
      else this.#note({ reach: 'offline' });
      if (!(failure instanceof Unreachable || failure instanceof Revoked)) console.error(failure);
      return false;
    }
  }

  async #send(): Promise<void> {
    const { journal } = this.parts;
    for (;;) {
      const batch = await journal.unsent(BATCH);
      if (batch.length === 0) return;
      await this.#deliver(batch);
    }
  }

  /** Sends a batch; halves it when the server cannot take it as a whole, until the bad one stands alone. */
  async #deliver(batch: readonly TillDocument[]): Promise<void> {
    const { status, body } = await this.#call('/documents', { method: 'POST', body: { documents: batch } });
    if (status === 200 || status === 201 || status === 207) return this.#settle(batch, answers(body, '').answers);
    if (status === 408 || status === 425 || status === 429 || status >= 500) throw new Unreachable(`status ${status}`);
    if (batch.length === 1) {
      return this.parts.journal.settle(batch.map(({ id }) => ({ id, state: 'refused', answer: `http.${status}` })));
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#deliver(batch.slice(0, middle));
    await this.#deliver(batch.slice(middle));
  }

  async #settle(batch: readonly TillDocument[], said: readonly DocumentAnswer[]): Promise<void> {
    const mine = new Set(batch.map(({ id }) => id));
    const outcomes = said.flatMap(({ id, result }) => {
      const state = mine.has(id) ? deliveryOf(result) : null;
      return state === null ? [] : [{ id, state, ...(state === 'sent' ? {} : { answer: result }) }];
    });
    // Without a single usable answer the same batch would be sent for ever, at full speed.
    if (outcomes.length === 0) throw new Broken('the server answered none of the documents');
    await this.parts.journal.settle(outcomes);
  }

  async #ask(): Promise<void> {
    const { receiver } = this.parts;
    for (;;) {
      const since = encodeURIComponent(receiver.cursor());
      const { status, body } = await this.#call(`/changes?since=${since}&limit=${PAGE}`, {});
      if (status !== 200) throw new Unreachable(`status ${status}`);
      const page = changes(body, '');
      await receiver.take(page);
      if (!page.has_more) return;
    }
  }

  async #report(): Promise<void> {
    const { clock, journal, vitals } = this.parts;
    const now = clock.now().getTime();
    if (now - this.#lastHeartbeat < HEARTBEAT_MS) return;
    const head = await journal.head();
    const body = { epoch: head?.epoch ?? 0, position: head?.position ?? 0, unsent: journal.waiting.value.unsent, ...vitals() };
    const answer = await this.#call('/heartbeat', { method: 'POST', body });
    if (answer.status !== 200) throw new Unreachable(`status ${answer.status}`);
    this.#lastHeartbeat = now;
    const { missing, server_time } = heartbeat(answer.body, '');
    if (server_time) this.#note({ clockAheadMs: Date.parse(server_time) - clock.now().getTime() });
    if (head && missing.length > 0) {
      await journal.sendAgain(head.epoch, missing);
      await this.#send();
    }
  }

  async #call(path: string, ask: Ask): Promise<Answer> {
    const answer = await this.parts.network.ask(API + path, { ...ask, token: this.parts.token() });
    if (answer.status === 401 || answer.status === 403) throw new Revoked(`status ${answer.status}`);
    return answer;
  }

  #note(news: Partial<SyncStatus>): void {
    const next = { ...this.#status.value, ...news };
    const same = (Object.keys(next) as (keyof SyncStatus)[]).every((key) => next[key] === this.#status.value[key]);
    if (!same) this.#status.set(next);
  }
}

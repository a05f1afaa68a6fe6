/**
 * The server's data on this device: one compressed snapshot and the changes since. A restart reads the
 * snapshot and applies the changes; when many have gathered they are folded into a new snapshot.
 */
import type { Storage } from '~/platform/storage';
import type { Change, Changes } from '~/wire/till';
import { Catalogue, type Entities } from './catalogue';
import { packed, unpacked } from './gzip';
import type { Receiver } from './sync';
import { Watched, type Readable } from './watched';

/** Names the shape of the snapshot: a new name makes every till fetch everything anew. */
const SNAPSHOT = 'catalogue 2';
const FOLD_AFTER = 2_000;

/** The catalogue with a number that grows with each change, so that a follower sees that it changed. */
export interface Edition {
  catalogue: Catalogue;
  edition: number;
  /** Grows only when items or categories changed: stock changes with every sale, names seldom. */
  shelf: number;
}

export class MasterData implements Receiver {
  readonly #editions = new Watched<Edition>({ catalogue: new Catalogue(), edition: 0, shelf: 0 });
  #cursor = '';
  #unfolded = 0;
  /** A first load is under way: its pages are not kept one by one, the last one writes the snapshot. */
  #arriving = true;

  constructor(private readonly storage: Storage) {}

  get editions(): Readable<Edition> {
    return this.#editions;
  }

  cursor(): string {
    return this.#cursor;
  }

  /** Loads what this device knows. */
  async open(): Promise<this> {
    const snapshot = await this.storage.get('snapshots', SNAPSHOT);
    if (!snapshot) return this;
    const catalogue = Catalogue.of((await unpacked(snapshot.bytes)) as Entities);
    this.#cursor = snapshot.cursor;
    this.#arriving = false;
    for (const delta of await this.storage.getAll('deltas')) {
      apply(catalogue, delta.changes as Change[]);
      this.#cursor = delta.cursor;
      this.#unfolded += delta.changes.length;
    }
    this.#tell(catalogue);
    return this;
  }

  async take(page: Changes): Promise<void> {
    if (page.reset) this.#arriving = true;
    const catalogue = page.reset ? new Catalogue() : this.#editions.value.catalogue;
    apply(catalogue, page.changes);
    this.#cursor = page.cursor;
    // A cursor that moved past nothing is not worth a write: asking from the older one answers the same.
    if (page.changes.length === 0 && !this.#arriving) return;
    await this.#keep(page, catalogue);
    this.#tell(catalogue, page.reset || page.changes.some(({ kind }) => kind === 'item' || kind === 'category'));
  }

  /** Another register, another catalogue: everything is fetched anew. */
  async forget(): Promise<void> {
    await Promise.all([this.storage.clear('snapshots'), this.storage.clear('deltas')]);
    this.#cursor = '';
    this.#unfolded = 0;
    this.#arriving = true;
    this.#tell(new Catalogue());
  }

  async #keep(page: Changes, catalogue: Catalogue): Promise<void> {
    this.#unfolded += page.changes.length;
    if (!this.#arriving) await this.storage.add('deltas', { cursor: page.cursor, changes: page.changes });
    if (!page.has_more && (this.#arriving || this.#unfolded > FOLD_AFTER)) await this.#fold(catalogue);
  }

  async #fold(catalogue: Catalogue): Promise<void> {
    const cursor = this.#cursor;
    const bytes = await packed(catalogue.entities());
    const transaction = this.storage.transaction(['snapshots', 'deltas'], 'readwrite');
    await Promise.all([
      transaction.objectStore('snapshots').put({ cursor, bytes }, SNAPSHOT),
      transaction.objectStore('deltas').clear(),
      transaction.done
    ]);
    this.#unfolded = 0;
    this.#arriving = false;
  }

  #tell(catalogue: Catalogue, shelfChanged = true): void {
    const { edition, shelf } = this.#editions.value;
    this.#editions.set({ catalogue, edition: edition + 1, shelf: shelfChanged ? shelf + 1 : shelf });
  }
}

function apply(catalogue: Catalogue, changes: readonly Change[]): void {
  for (const change of changes) {
    try {
      catalogue.apply(change);
    } catch (failure) {
      // One entity that we cannot read must not keep the others from the till.
      console.error(`change of ${change.kind} ${change.id} is not readable`, failure);
    }
  }
}

/** One item being edited: what was opened, what it is now, and what stands in the way of saving it. */
import { getVersioned, writeVersioned, type Versioned } from '~/wire/client';
import { item as readItem, type Item } from '~/wire/office';
import { asProblem, type Problem } from '~/wire/problem';
import { bodyOf, changedKeys, draftOf, emptyDraft, factsOf, withOptions, type Draft } from './draft';
import { Shelves } from './items-controller.svelte';
import { clashes, merged, type Clash } from './merge';

export class ItemController {
  readonly shelves = new Shelves();
  draft = $state<Draft>(emptyDraft([]));
  loading = $state(true);
  saving = $state(false);
  failure = $state.raw<Problem | null>(null);
  refused = $state.raw<Problem | null>(null);
  clashes = $state.raw<Clash[]>([]);
  #base = $state.raw<Draft>(emptyDraft([]));
  #theirs: Draft | null = null;
  #etag: string | null = null;
  readonly changes = $derived(changedKeys(factsOf(this.#base), factsOf(this.draft)).length);

  constructor(readonly id: string | null) {}

  async load(): Promise<void> {
    this.loading = true;
    this.failure = null;
    try {
      await this.shelves.load();
      if (this.id) this.#open(await getVersioned(`/items/${this.id}`, readItem));
      else this.#start(emptyDraft(this.shelves.taxes.filter((tax) => tax.inclusive).slice(0, 1).map((tax) => tax.id)));
    } catch (error) {
      this.failure = asProblem(error);
    } finally {
      this.loading = false;
    }
  }

  setOptions(options: Draft['options']): void {
    this.draft = withOptions($state.snapshot(this.draft), options);
  }

  /** Saves; gives the item, or null when something must be looked at first. */
  async save(): Promise<Item | null> {
    this.saving = true;
    this.refused = null;
    try {
      const saved = this.id
        ? await writeVersioned('PUT', `/items/${this.id}`, { read: readItem, body: bodyOf($state.snapshot(this.draft)), etag: this.#etag })
        : await writeVersioned('POST', '/items', { read: readItem, body: bodyOf($state.snapshot(this.draft)) });
      this.#open(saved);
      return saved.value;
    } catch (error) {
      return await this.#refused(asProblem(error));
    } finally {
      this.saving = false;
    }
  }

  /** Goes on from their version with mine laid over it; the clashes named in `taken` stay theirs. */
  settle(taken: ReadonlySet<string>): void {
    if (!this.#theirs) return;
    const mine = $state.snapshot(this.draft);
    this.draft = merged(this.#base, mine, this.#theirs, taken);
    this.#base = this.#theirs;
    this.#theirs = null;
    this.clashes = [];
  }

  /** Back to what is stored: the undo of a save. */
  async restore(before: Draft): Promise<void> {
    this.draft = before;
    await this.save();
  }

  get stored(): Draft {
    return this.#base;
  }

  async #refused(problem: Problem): Promise<Item | null> {
    if (!problem.isStale || !this.id) {
      this.refused = problem;
      return null;
    }
    const current = await getVersioned(`/items/${this.id}`, readItem);
    this.#etag = current.etag;
    this.#theirs = draftOf(current.value);
    const found = clashes(this.#base, $state.snapshot(this.draft), this.#theirs);
    this.clashes = found;
    if (found.length > 0) return null;
    this.settle(new Set());
    return this.save();
  }

  #open({ value, etag }: Versioned<Item>): void {
    this.#etag = etag;
    this.#start(draftOf(value));
  }

  #start(draft: Draft): void {
    this.#base = draft;
    this.draft = structuredClone(draft);
  }
}

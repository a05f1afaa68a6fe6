/** What the catalogue pane shows: a search, a category, tiles or a list. */
import type { Catalogue } from '~/core/catalogue';
import { Search } from '~/core/search';
import type { Category, Item } from '~/wire/till';

export type Look = 'tiles' | 'list';
const STORED = 'tillbook.till.look';
/** More than fit a screen several times over; the rest is a search away. */
const SHOWN = 120;

export class Browse {
  query = $state('');
  category = $state<string | null>(null);
  look = $state<Look>('tiles');
  #catalogue = $state.raw<Catalogue | null>(null);
  #shelf = $state(0);
  #followed: Catalogue | null = null;
  #followedShelf = -1;
  #search: Search | null = null;

  readonly categories = $derived.by((): Category[] => {
    void this.#shelf;
    const used = new Set([...(this.#catalogue?.items.values() ?? [])].map(({ category }) => category));
    return [...(this.#catalogue?.categories.values() ?? [])]
      .filter(({ id }) => used.has(id))
      .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name));
  });

  readonly items = $derived.by((): Item[] => {
    void this.#shelf;
    if (this.query.trim() !== '') return this.#search?.find(this.query, SHOWN) ?? [];
    const found: Item[] = [];
    for (const item of this.#catalogue?.items.values() ?? []) {
      if (item.archived || (this.category !== null && item.category !== this.category)) continue;
      found.push(item);
      if (found.length >= SHOWN) break;
    }
    return found;
  });

  readonly isBare = $derived.by(() => (void this.#shelf, (this.#catalogue?.items.size ?? 0) === 0));

  constructor() {
    this.look = localStorage.getItem(STORED) === 'list' ? 'list' : 'tiles';
  }

  /** Follows the catalogue; `shelf` tells that the items of the same one have changed. */
  follow(catalogue: Catalogue, shelf: number): void {
    if (catalogue === this.#followed && shelf === this.#followedShelf) return;
    [this.#followed, this.#followedShelf] = [catalogue, shelf];
    this.#search = new Search(() => catalogue.items.values());
    this.#catalogue = catalogue;
    this.#shelf = shelf;
  }

  /** Makes the search ready while nobody waits for it. */
  prepare(): void {
    this.#search?.prepare();
  }

  setLook(look: Look): void {
    this.look = look;
    localStorage.setItem(STORED, look);
  }
}

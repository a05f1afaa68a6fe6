/** The list of items: search, category, and what the editor needs to know besides. */
import { Paged } from '~/ui/paged.svelte';
import { get, write } from '~/wire/client';
import { category, item, page, tax, type Category, type Item, type Tax } from '~/wire/office';

export class ItemsController {
  q = $state('');
  category = $state('');
  archived = $state(false);
  readonly list = new Paged<Item>((cursor) =>
    get('/items', page(item), { q: this.q, category: this.category, archived: this.archived ? 'true' : '', cursor })
  );
  readonly shelves = new Shelves();

  async load(): Promise<void> {
    await Promise.all([this.list.load(), this.shelves.load()]);
  }
}

/** Categories and taxes: few, so they are fetched whole. */
export class Shelves {
  categories = $state.raw<Category[]>([]);
  taxes = $state.raw<Tax[]>([]);
  failure = $state.raw<unknown>(null);

  async load(): Promise<void> {
    try {
      const [categories, taxes] = await Promise.all([get('/categories', page(category)), get('/taxes', page(tax))]);
      this.categories = categories.data.filter((each) => !each.archived);
      this.taxes = taxes.data.filter((each) => !each.archived);
    } catch (error) {
      this.failure = error;
    }
  }

  nameOf(id: string | null): string {
    return this.categories.find((each) => each.id === id)?.name ?? '';
  }

  async addCategory(name: string): Promise<string> {
    const made = await write('POST', '/categories', { read: category, body: { name } });
    this.categories = [...this.categories, made];
    return made.id;
  }
}

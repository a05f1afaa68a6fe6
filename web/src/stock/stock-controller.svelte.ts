/** Stock levels by place, and the moves of one variant. */
import { Paged } from '~/ui/paged.svelte';
import { get, write } from '~/wire/client';
import { level, location, move, nothing, page, type Level, type Location, type Move } from '~/wire/office';

export class StockController {
  q = $state('');
  location = $state('');
  locations = $state.raw<Location[]>([]);
  readonly levels = new Paged<Level>((cursor) => get('/stock/levels', page(level), { q: this.q, location: this.location, cursor }));

  async load(): Promise<void> {
    await Promise.all([this.levels.load(), this.#loadLocations()]);
  }

  movesOf(variant: string): Paged<Move> {
    return new Paged((cursor) => get('/stock/moves', page(move), { variant, location: this.location, cursor }));
  }

  placeName(id: string): string {
    return this.locations.find((each) => each.id === id)?.name ?? '';
  }

  /** Moves stock by hand; the undo is the opposite move. */
  async adjust(product: string, place: string, change: string): Promise<void> {
    await write('POST', '/inventory/update', { read: nothing, body: { product_id: product, quantity_change: change, location_id: place } });
  }

  async #loadLocations(): Promise<void> {
    try {
      this.locations = (await get('/locations', page(location))).data;
    } catch {
      // Without them the filter is missing; the list says itself when the server is away.
      this.locations = [];
    }
  }
}

/** "2" -> "-2" and back. */
export function opposite(quantity: string): string {
  return quantity.startsWith('-') ? quantity.slice(1) : `-${quantity}`;
}

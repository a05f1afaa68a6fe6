/** Sales and returns: the filtered list, and the one that is open with all that it did. */
import { Paged } from '~/ui/paged.svelte';
import { address, get } from '~/wire/client';
import { entry, move, page, sale, saleRow, type Entry, type Move, type Sale, type SaleRow } from '~/wire/office';
import { asProblem, type Problem } from '~/wire/problem';
import { may } from '~/wire/session';
import { span } from './days';
import { Names } from './names.svelte';

export class SalesController {
  q = $state('');
  kind = $state('');
  from = $state('');
  to = $state('');
  location = $state('');
  readonly names = new Names();
  readonly list = new Paged<SaleRow>((cursor) =>
    get('/sales', page(saleRow), { q: this.q, kind: this.kind, ...span(this.from, this.to), location: this.location, cursor })
  );

  async load(): Promise<void> {
    await Promise.all([this.list.load(), this.names.load()]);
  }
}

export class SaleController {
  sale = $state.raw<Sale | null>(null);
  entries = $state.raw<Entry[]>([]);
  moves = $state.raw<Move[]>([]);
  failure = $state.raw<Problem | null>(null);
  readonly receipt: string;

  constructor(
    readonly id: string,
    language: string
  ) {
    this.receipt = address(`/sales/${id}/receipt.html`, { language });
  }

  async load(): Promise<void> {
    this.failure = null;
    try {
      const none = { data: [] };
      const [found, entries, moves] = await Promise.all([
        get(`/sales/${this.id}`, sale),
        may('ledger.read') ? get('/ledger/entries', page(entry), { source: this.id }) : none,
        may('stock.read') ? get('/stock/moves', page(move), { source: this.id }) : none
      ]);
      this.sale = found;
      this.entries = entries.data;
      this.moves = moves.data;
    } catch (error) {
      this.failure = asProblem(error);
    }
  }
}

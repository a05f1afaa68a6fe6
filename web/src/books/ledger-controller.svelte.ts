/** The trial balance over some days, and the entries of one account. */
import { Paged } from '~/ui/paged.svelte';
import { get } from '~/wire/client';
import { entry, page, trialBalance, type Entry, type TrialBalance } from '~/wire/office';
import { asProblem, type Problem } from '~/wire/problem';
import { span } from './days';

export class LedgerController {
  from = $state('');
  to = $state('');
  balance = $state.raw<TrialBalance | null>(null);
  failure = $state.raw<Problem | null>(null);

  async load(): Promise<void> {
    this.failure = null;
    try {
      this.balance = await get('/ledger/trial-balance', trialBalance, span(this.from, this.to));
    } catch (error) {
      this.failure = asProblem(error);
    }
  }

  entriesOf(account: string): Paged<Entry> {
    return new Paged((cursor) => get('/ledger/entries', page(entry), { account, cursor, ...span(this.from, this.to) }));
  }
}

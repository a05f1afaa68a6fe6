/** A shift: from the float to the count. What should be in the drawer follows from its documents. */
import type { TillDocument, WireTender } from '~/wire/documents';

export interface Shift {
  id: string;
  opened_at: string;
  business_date: string;
  by: string;
}

export interface DrawerSummary {
  float: number;
  /** Cash taken for sales, change already given. */
  sales: number;
  /** Cash given back for returns, as a negative amount. */
  returns: number;
  /** Cash put in and taken out. */
  movements: number;
  expected: number;
  /** How many documents moved cash. */
  counts: { sales: number; returns: number; movements: number };
  /** Sums of the tenders that are not cash, by code. */
  others: ReadonlyMap<string, number>;
}

function cashOf(tenders: readonly WireTender[]): number {
  return tenders.filter(({ tender }) => tender === 'cash').reduce((sum, { amount }) => sum + amount, 0);
}

export function drawerSummary(documents: readonly TillDocument[]): DrawerSummary {
  const sum = { float: 0, sales: 0, returns: 0, movements: 0 };
  const counts = { sales: 0, returns: 0, movements: 0 };
  const others = new Map<string, number>();
  for (const document of documents) {
    if (document.kind === 'shift_open') sum.float += document.float;
    else if (document.kind === 'cash_movement') {
      counts.movements += 1;
      sum.movements += document.direction === 'in' ? document.amount : -document.amount;
    } else if (document.kind !== 'shift_close') {
      const side = document.kind === 'sale' ? 'sales' : 'returns';
      const cash = cashOf(document.tenders) - document.change;
      if (cash !== 0) counts[side] += 1;
      sum[side] += cash;
      for (const { tender, amount } of document.tenders) {
        if (tender !== 'cash') others.set(tender, (others.get(tender) ?? 0) + amount);
      }
    }
  }
  return { ...sum, expected: sum.float + sum.sales + sum.returns + sum.movements, counts, others };
}

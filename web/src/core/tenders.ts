/** Paying: what was given, what is left, what comes back. */
import type { WireTender } from '~/wire/documents';

export interface Settlement {
  tenders: readonly WireTender[];
  /** Still to pay; 0 when enough was given. */
  remaining: number;
  /** Given back in cash. */
  change: number;
}

export function settlement(total: number, tenders: readonly WireTender[]): Settlement {
  const given = tenders.reduce((sum, { amount }) => sum + amount, 0);
  const cash = tenders.filter(({ tender }) => tender === 'cash').reduce((sum, { amount }) => sum + amount, 0);
  return { tenders, remaining: Math.max(0, total - given), change: Math.max(0, Math.min(given - total, cash)) };
}

/** Only cash may exceed what is due: nobody gives change on a card. */
export function mayTender(total: number, tenders: readonly WireTender[], next: WireTender): boolean {
  const { remaining } = settlement(total, tenders);
  return next.amount > 0 && remaining > 0 && (next.tender === 'cash' || next.amount <= remaining);
}

/** Steps and notes that people hand over, in whole units of the currency. */
const STEPS = [1, 5, 10];
const NOTES: Record<string, readonly number[]> = {
  EUR: [5, 10, 20, 50, 100, 200],
  USD: [1, 5, 10, 20, 50, 100],
  GBP: [5, 10, 20, 50],
  CHF: [10, 20, 50, 100, 200],
  JPY: [1000, 5000, 10000]
};
const OTHER_NOTES: readonly number[] = [5, 10, 20, 50, 100, 200, 500];

/** Amounts likely to be handed over for `due`, smallest first, without `due` itself. */
export function quickCash(due: number, currency: string, minorDigits: number, most = 4): number[] {
  const unit = 10 ** minorDigits;
  const notes = NOTES[currency] ?? OTHER_NOTES;
  const steps = STEPS.map((step) => Math.ceil(due / (step * unit)) * step * unit);
  const whole = notes.map((note) => note * unit).filter((amount) => amount > due);
  const amounts = [...new Set([...steps, ...whole])].filter((amount) => amount > due).sort((a, b) => a - b);
  return amounts.slice(0, most);
}

/** The note that one would hand over for `due`: the smallest that is enough, or the next round sum. */
export function likelyNote(due: number, currency: string, minorDigits: number): number {
  const unit = 10 ** minorDigits;
  const notes = NOTES[currency] ?? OTHER_NOTES;
  const largest = (notes.at(-1) ?? 100) * unit;
  const enough = notes.map((note) => note * unit).find((amount) => amount > due);
  return enough ?? Math.ceil((due + 1) / (largest / 4)) * (largest / 4);
}

/** Coins and notes of a cash drawer, largest first, in minor units. */
export function denominations(currency: string, minorDigits: number): number[] {
  const unit = 10 ** minorDigits;
  const notes = (NOTES[currency] ?? OTHER_NOTES).map((note) => note * unit);
  const coins: Record<string, readonly number[]> = {
    EUR: [200, 100, 50, 20, 10, 5, 2, 1],
    USD: [25, 10, 5, 1],
    GBP: [200, 100, 50, 20, 10, 5, 2, 1],
    CHF: [500, 200, 100, 50, 20, 10, 5],
    JPY: [500, 100, 50, 10, 5, 1]
  };
  const small = coins[currency] ?? (minorDigits > 0 ? [2 * unit, unit, unit / 2, unit / 5, unit / 10] : [1]);
  return [...new Set([...notes, ...small.filter(Number.isInteger)])].sort((a, b) => b - a);
}

/** What an item becomes while it is edited: pure rules, no server, no screen. */
import type { Item } from '~/wire/office';

export interface DraftVariant {
  /** Empty until the server has given one. */
  id: string;
  sku: string;
  options: string[];
  price: number | null;
  price_per: string;
  barcodes: string[];
  archived: boolean;
}
export interface Draft {
  name: string;
  category: string | null;
  description: string;
  unit: string;
  track_stock: boolean;
  archived: boolean;
  taxes: string[];
  options: { name: string; values: string[] }[];
  variants: DraftVariant[];
}

export function draftOf(item: Item): Draft {
  return structuredClone({
    name: item.name,
    category: item.category,
    description: item.description,
    unit: item.unit,
    track_stock: item.track_stock,
    archived: item.archived,
    taxes: item.taxes,
    options: item.options,
    variants: item.variants.map(({ id, sku, options, price, price_per, barcodes, archived }) => ({ id, sku, options, price, price_per, barcodes, archived }))
  });
}

export function emptyDraft(taxes: string[]): Draft {
  const variant = { id: '', sku: '', options: [], price: null, price_per: '1', barcodes: [], archived: false };
  return { name: '', category: null, description: '', unit: 'piece', track_stock: true, archived: false, taxes, options: [], variants: [variant] };
}

/** What is sent: a new variant goes without an id. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const variants = draft.variants.map(({ id, ...rest }) => (id ? { id, ...rest } : rest));
  return { ...draft, variants };
}

/** Every combination of the options' values, in their order. */
export function combinations(options: Draft['options']): string[][] {
  return options.reduce<string[][]>((before, option) => before.flatMap((start) => option.values.map((value) => [...start, value])), [[]]);
}

/**
 * The variants that the options ask for: known ones keep their id and figures, new combinations
 * take the price of the nearest known one. A variant that no combination wants is archived when
 * it is stored, dropped when it is new.
 */
export function withOptions(draft: Draft, options: Draft['options']): Draft {
  const asked = options.filter((option) => option.values.length > 0);
  const offered = new Set(combinations(draft.options).map((combination) => JSON.stringify(combination)));
  const left = [...draft.variants];
  const kept = combinations(asked).map((combination) => {
    const at = left.findIndex((variant) => fits(variant.options, combination));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (!found) return fresh(draft, combination);
    // Not sold although its values are offered: that was a choice, and stays one.
    return { ...found, options: combination, archived: found.archived && offered.has(JSON.stringify(combination)) };
  });
  const orphans = left.filter((variant) => variant.id !== '').map((variant) => ({ ...variant, archived: true }));
  return { ...draft, options, variants: [...kept, ...orphans] };
}

function fits(had: string[], combination: string[]): boolean {
  const shared = Math.min(had.length, combination.length);
  return had.slice(0, shared).every((value, index) => value === combination[index]);
}

function fresh(draft: Draft, options: string[]): DraftVariant {
  const alike = draft.variants.find((variant) => variant.options[0] === options[0]) ?? draft.variants[0];
  return { id: '', sku: '', options, price: alike?.price ?? null, price_per: alike?.price_per ?? '1', barcodes: [], archived: false };
}

export function labelOf(variant: Pick<DraftVariant, 'options'>): string {
  return variant.options.join(' / ');
}

/** Flat facts of a draft: what two people may have changed differently. */
export type Facts = ReadonlyMap<string, unknown>;

export function factsOf(draft: Draft): Facts {
  const facts = new Map<string, unknown>();
  for (const key of ['name', 'category', 'description', 'unit', 'track_stock', 'archived', 'taxes'] as const) facts.set(key, draft[key]);
  facts.set('options', draft.options.map((option) => option.name));
  for (const variant of draft.variants) {
    for (const key of ['sku', 'options', 'price', 'price_per', 'barcodes', 'archived'] as const) {
      facts.set(`${variant.id || labelOf(variant)}/${key}`, variant[key]);
    }
  }
  return facts;
}

export function changedKeys(before: Facts, after: Facts): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => !same(before.get(key), after.get(key)));
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Two people changed the same item: what each changed, what both changed, and one item out of it. */
import { changedKeys, factsOf, same, type Draft, type DraftVariant, type Facts } from './draft';

export interface Clash {
  readonly key: string;
  readonly mine: unknown;
  readonly theirs: unknown;
}

/** The facts that both changed to different values since `base`. */
export function clashes(base: Draft, mine: Draft, theirs: Draft): Clash[] {
  const [was, own, other] = [factsOf(base), factsOf(mine), factsOf(theirs)];
  const changed = new Set(changedKeys(was, own));
  return changedKeys(was, other)
    .filter((key) => changed.has(key) && own.has(key) && !same(own.get(key), other.get(key)))
    .map((key) => ({ key, mine: own.get(key), theirs: other.get(key) }));
}

/** Their item with my changes laid over it; of a clash, mine unless `taken` names it. */
export function merged(base: Draft, mine: Draft, theirs: Draft, taken: ReadonlySet<string>): Draft {
  const [was, own] = [factsOf(base), factsOf(mine)];
  const wanted = new Set(changedKeys(was, own).filter((key) => !taken.has(key)));
  const laid = <K extends keyof Draft>(key: K): Draft[K] => (wanted.has(key) ? mine[key] : theirs[key]);
  return {
    name: laid('name'),
    category: laid('category'),
    description: laid('description'),
    unit: laid('unit'),
    track_stock: laid('track_stock'),
    archived: laid('archived'),
    taxes: laid('taxes'),
    options: laid('options'),
    variants: mergedVariants(mine, theirs, wanted, own)
  };
}

function mergedVariants(mine: Draft, theirs: Draft, wanted: ReadonlySet<string>, own: Facts): DraftVariant[] {
  const stored = theirs.variants.map((variant) => {
    const laid = Object.entries(variant).map(([field, value]) => {
      const key = `${variant.id}/${field}`;
      return [field, wanted.has(key) && own.has(key) ? own.get(key) : value];
    });
    return Object.fromEntries(laid) as DraftVariant;
  });
  return [...stored, ...mine.variants.filter((variant) => variant.id === '')];
}

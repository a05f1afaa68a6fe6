/** One text for one document: sorted keys, no white space, whole numbers only. Its SHA-256 is the document's hash. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Throws when a value has no exact form: a fraction, a number beyond 2^53, a lone surrogate, undefined. */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return wholeText(value);
  if (typeof value === 'string') return stringText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object') return objectText(value as Record<string, unknown>);
  throw new TypeError(`no canonical form for ${typeof value}`);
}

function wholeText(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a whole number that is exact`);
  return String(value + 0);
}

function stringText(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new TypeError('text is not well-formed Unicode');
  return JSON.stringify(value);
}

function objectText(value: Record<string, unknown>): string {
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${stringText(key)}:${canonicalText(value[key])}`).join(',')}}`;
}

/** Replaces what is not well-formed, so that a pasted broken emoji never stops a sale. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

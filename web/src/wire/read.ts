/** Readers: what comes from outside is unknown until one of these has looked at it. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  constructor(
    readonly path: string,
    expected: string
  ) {
    super(`${path || 'answer'} is not ${expected}`);
  }
}

export type Reader<T> = (value: unknown, path: string) => T;
export type Read<R> = R extends Reader<infer T> ? T : never;

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw new Unreadable(path, 'text');
  return value;
};

export const whole: Reader<number> = (value, path) => {
  if (!Number.isSafeInteger(value)) throw new Unreadable(path, 'a whole number');
  return value as number;
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new Unreadable(path, 'true or false');
  return value;
};

/** A quantity: a whole number or a decimal text. */
export const decimal: Reader<string> = (value, path) => {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  throw new Unreadable(path, 'a quantity');
};

export const anything: Reader<unknown> = (value) => value;

export const nullable =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : reader(value, path);

/** Takes `fallback` where the value is missing. */
export const or =
  <T>(reader: Reader<T>, fallback: T): Reader<T> =>
  (value, path) =>
    value === undefined || value === null ? fallback : reader(value, path);

export const list =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new Unreadable(path, 'a list');
    return value.map((each, index) => reader(each, `${path}/${index}`));
  };

export const record =
  <T>(reader: Reader<T>): Reader<Record<string, T>> =>
  (value, path) => {
    const found = members(value, path);
    return Object.fromEntries(Object.entries(found).map(([key, each]) => [key, reader(each, `${path}/${key}`)]));
  };

export const oneOf =
  <T extends string>(...choices: T[]): Reader<T> =>
  (value, path) => {
    const found = choices.find((each) => each === value);
    if (found === undefined) throw new Unreadable(path, choices.join(' or '));
    return found;
  };

export const object =
  <S extends Record<string, Reader<unknown>>>(shape: S): Reader<{ [K in keyof S]: Read<S[K]> }> =>
  (value, path) => {
    const found = members(value, path);
    const read = Object.entries(shape).map(([key, reader]) => [key, reader(found[key], `${path}/${key}`)]);
    return Object.fromEntries(read) as { [K in keyof S]: Read<S[K]> };
  };

function members(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(path, 'an object');
  return value as Record<string, unknown>;
}

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { loadTextEngine, type TextEngine } from './engine';

interface Vector {
  name: string;
  cart: unknown;
  priced?: unknown;
  reversal?: unknown;
  error?: { code: string; pointer: string };
}

const VECTORS = join(import.meta.dirname, '../../../tests/vectors');
const WASM = createRequire(import.meta.url).resolve('@micropython/micropython-webassembly-pyscript/micropython.wasm');
let engine: TextEngine;

beforeAll(async () => {
  engine = await loadTextEngine(WASM);
});

test('amounts beyond 32 bits cross the border whole', () => {
  const line = { id: '1', variant: null, sku: '', name: 'Ä "quoted"', quantity: '3', unit_price: 3_000_000_000, taxes: [] };
  const priced = JSON.parse(engine.price(JSON.stringify({ currency: 'EUR', taxes: [], lines: [line], discounts: [] }))) as { total: number };
  expect(priced.total).toBe(9_000_000_000);
});

test('what is no cart is refused by a code', () => {
  expect(JSON.parse(engine.price('{}'))).toHaveProperty('error.code');
});

// The same files that CPython reads; canonical text is compared byte for byte.
const vectors = readdirSync(VECTORS)
  .filter((file) => file.startsWith('pricing_'))
  .flatMap((file) => JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as Vector[]);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

test.each(vectors.filter(({ error }) => !error))('vector: $name', (vector) => {
  expect(engine.price(JSON.stringify(vector.cart))).toBe(canonical(vector.priced));
  if (vector.reversal) expect(engine.reverse(JSON.stringify(vector))).toBe(canonical(vector.reversal));
});

test.each(vectors.filter(({ error }) => error))('vector: refused, $name', ({ cart, error }) => {
  expect(JSON.parse(engine.price(JSON.stringify(cart)))).toMatchObject({ error });
});

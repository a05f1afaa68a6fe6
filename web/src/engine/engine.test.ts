import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { loadTextEngine, type TextEngine } from './engine';

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

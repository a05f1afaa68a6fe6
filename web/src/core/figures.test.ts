import { pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { businessDate } from './businessday';
import { orderCode, ownCode } from './codes';
import { moneyText, percentText, typedMoney, typedPercent } from './money';
import { pbkdf2 } from './pin';
import { milliOf, quantityText, typedMilli } from './quantity';
import { Search } from './search';
import { hex } from './sha256';
import { likelyNote, mayTender, quickCash, settlement } from './tenders';
import type { Item } from '~/wire/till';

test.each([
  [123456, 2, 'EUR', 'en', '€1,234.56'],
  [-5, 2, 'EUR', 'en', '-€0.05'],
  [500, 0, 'JPY', 'en', '¥500'],
  [1234, 3, 'BHD', 'en', 'BHD\u00a01.234'],
  [9007199254740991, 2, 'EUR', 'en', '€90,071,992,547,409.91']
])('%i with %i digits of %s is written exactly', (amount, minorDigits, code, language, text) => {
  expect(moneyText(amount, { code, minorDigits }, language)).toBe(text);
});

test('typed amounts, percentages and quantities are read without floats', () => {
  expect(['12', '12,5', '12.50', '0.07', '1.234', 'x', ''].map((typed) => typedMoney(typed, 2))).toEqual([1200, 1250, 1250, 7, null, null, null]);
  expect(['10', '12,5', '100', '101', '0.0001'].map(typedPercent)).toEqual([100_000, 125_000, 1_000_000, null, 1]);
  expect(['3', '0,5', '1.2345', '-1'].map(typedMilli)).toEqual([3000, 500, null, null]);
  expect([190_000, 125_000, 1].map(percentText)).toEqual(['19', '12.5', '0.0001']);
});

test('quantities survive the way to the wire and back', () => {
  for (const milli of [1, 250, 1000, -1000, -1500, 999_999_999]) expect(milliOf(quantityText(milli))).toBe(milli);
  expect(quantityText(-250)).toBe('-0.25');
  expect(() => milliOf('1e3')).toThrow(TypeError);
});

test('change is given only in cash, and only cash may exceed what is due', () => {
  expect(settlement(8060, [{ tender: 'card', amount: 5000 }, { tender: 'cash', amount: 5000 }])).toMatchObject({ remaining: 0, change: 1940 });
  expect(mayTender(8060, [], { tender: 'card', amount: 8061 })).toBe(false);
  expect(mayTender(8060, [], { tender: 'cash', amount: 10000 })).toBe(true);
  expect(mayTender(8060, [{ tender: 'cash', amount: 8060 }], { tender: 'cash', amount: 1 })).toBe(false);
});

test('the amounts offered are more than what is due and plausible', () => {
  expect(quickCash(8060, 'EUR', 2)).toEqual([8100, 8500, 9000, 10000]);
  expect([300, 1200, 8060, 20_000, 21_000].map((due) => likelyNote(due, 'EUR', 2))).toEqual([500, 2000, 10_000, 25_000, 25_000]);
  expect(quickCash(1000, 'JPY', 0).every((amount) => amount > 1000)).toBe(true);
});

test.each([
  ['2026-11-23T02:59:00Z', '2026-11-22'],
  ['2026-11-23T03:00:00Z', '2026-11-23'],
  ['2026-03-29T01:30:00Z', '2026-03-28'],
  ['2026-03-29T02:00:00Z', '2026-03-29']
])('%s in Berlin with a day that begins at four is %s', (at, day) => {
  expect(businessDate(new Date(at), { time_zone: 'Europe/Berlin', day_cutoff: '04:00' })).toBe(day);
});

test('our own codes are read even when the keyboard layout bent their punctuation', () => {
  const id = '019ab000-0000-7000-8000-00000000000a';
  expect(ownCode(orderCode(id))).toEqual({ kind: 'o', id });
  expect(ownCode(orderCode(id).toUpperCase().replaceAll(':', 'Ö').replaceAll('-', 'ß'))).toEqual({ kind: 'o', id });
  expect(ownCode('4006381333931')).toBeNull();
});

test('PBKDF2 without WebCrypto gives the same hash', () => {
  const [secret, salt] = [new TextEncoder().encode('1234'), new Uint8Array([1, 2, 3])];
  expect(hex(pbkdf2(secret, salt, 50))).toBe(pbkdf2Sync(secret, salt, 50, 32, 'sha256').toString('hex'));
});

test('search finds every word, ignores accents and puts beginnings of words first', () => {
  const item = (name: string, sku: string): Item =>
    ({ id: name, name, archived: false, variants: [{ name: '', sku, barcodes: ['4006381333931'] }] }) as unknown as Item;
  const search = new Search(() => [item('Laurel top', 'B'), item('Aurora Kleid groß', 'A-1'), item('Crème brûlée', 'C')]);
  expect(search.find('aur').map(({ name }) => name)).toEqual(['Aurora Kleid groß', 'Laurel top']);
  expect(search.find('kleid aur')).toHaveLength(1);
  expect(search.find('creme')).toHaveLength(1);
  expect(search.find('GROSS')).toHaveLength(1);
  expect(search.find('a-1')).toHaveLength(1);
  expect(search.find('4006381')).toHaveLength(3);
  expect(search.find('  ')).toEqual([]);
});

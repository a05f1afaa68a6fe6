import { expect, test } from 'vitest';
import { Figures, readAmount, readQuantity, toDecimal } from './figures';

test.each([
  ['12.5', 2, 1250],
  ['12,50', 2, 1250],
  ['1.234,56', 2, 123456],
  ['1,234.56', 2, 123456],
  ['1.234.567', 2, 123456700],
  ["1'234.50", 2, 123450],
  ['-3', 2, -300],
  ['.5', 2, 50],
  ['500', 0, 500],
  ['1.5', 3, 1500],
  ['90071992547409.91', 2, 9007199254740991]
])('%s with %i digits is %i minor units', (typed, digits, amount) => {
  expect(readAmount(typed, digits)).toBe(amount);
});

test.each([['12,5O', 2], ['', 2], ['1.234', 2], ['1,2,3', 2], ['99999999999999999', 2], ['--1', 2]])('%s is no amount', (typed, digits) => {
  expect(readAmount(typed, digits)).toBeNull();
});

test.each([['0,250', '0.250'], ['007', '7'], ['-1', '-1'], ['.5', '0.5']])('%s is the quantity %s', (typed, quantity) => {
  expect(readQuantity(typed)).toBe(quantity);
});

test('amounts beyond what a float can hold with cents are written exactly', () => {
  const figures = new Figures({ currency: 'EUR', digits: 2 });
  expect(figures.money(9007199254740991)).toBe('€90,071,992,547,409.91');
  expect(figures.money(-5)).toBe('-€0.05');
  expect(figures.percent(190000)).toBe('19 %');
  expect(figures.percent(5500)).toBe('0.55 %');
  expect(toDecimal(-5, 2)).toBe('-0.05');
});

test('a moment is told on the clock of the shop, a business day in none', () => {
  const figures = new Figures({ currency: 'EUR', digits: 2, timeZone: 'Europe/Berlin' });
  expect(figures.clock('2026-11-22T23:30:00Z')).toBe('12:30 AM');
  expect(figures.clock('2026-11-22T23:30:00Z', 'America/New_York')).toBe('6:30 PM');
  expect(figures.day('2026-11-23')).toBe('Nov 23, 2026');
});

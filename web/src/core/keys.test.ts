import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '~/platform/clock';
import { KeyRouter, type KeyPress, type Typed } from './keys';

let clock: FakeClock;
let router: KeyRouter;
let heard: string[];
let typed: Typed;

beforeEach(() => {
  clock = new FakeClock();
  heard = [];
  typed = { buffer: '', quantity_milli: null };
  router = new KeyRouter(clock, (now) => (typed = now));
  router.use({
    scanned: (code, inField) => heard.push(`scan ${code}${inField ? ' in field' : ''}`),
    resolve: (text) => heard.push(`resolve ${text}`),
    pay: () => heard.push('pay'),
    step: (by) => heard.push(`step ${by}`),
    remove: () => heard.push('remove'),
    move: (by) => heard.push(`move ${by}`),
    letters: (text) => heard.push(`letters ${text}`),
    command: (command) => (heard.push(command), true)
  });
});

function press(key: string, more: Partial<KeyPress> = {}): boolean {
  return router.press({ key, at: clock.now().getTime(), repeat: false, chord: false, focus: 'none', ...more });
}

function burst(code: string, gap: () => number, end = 'Enter', focus: KeyPress['focus'] = 'none'): boolean {
  for (const key of code) {
    press(key, { focus });
    clock.advance(gap());
  }
  return press(end, { focus });
}

/** A person types slowly enough to be one. */
function type(keys: string[]): void {
  for (const key of keys) {
    press(key);
    clock.advance(150);
  }
}

/** Chance that repeats, so that a failure can be looked at. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

test('of 500 bursts none pays, none changes a quantity and every code arrives', () => {
  const chance = dice(7);
  const letters = '0123456789ABCXYZabcxyz-+*/. ?';
  const codes: string[] = [];
  for (let i = 0; i < 500; i += 1) {
    const length = 4 + Math.floor(chance() * 26);
    const code = Array.from({ length }, () => letters[Math.floor(chance() * letters.length)]).join('');
    codes.push(`scan ${code}`);
    const quick = 2 + chance() * 55;
    const focus = chance() < 0.3 ? 'control' : 'none';
    const consumed = burst(code.startsWith(' ') ? `A${code.slice(1)}` : code, () => Math.min(88, quick * (0.5 + chance())), chance() < 0.8 ? 'Enter' : 'Tab', focus);
    if (code.startsWith(' ')) codes[codes.length - 1] = `scan A${code.slice(1)}`;
    expect(consumed).toBe(true);
    clock.advance(chance() * 600);
  }
  clock.advance(1000);
  expect(heard).toEqual(codes);
  expect(typed).toEqual({ buffer: '', quantity_milli: null });
});

test('the second terminator of a scanner pays nothing', () => {
  burst('4006381333931', () => 10);
  clock.advance(8);
  expect(press('Enter')).toBe(true);
  expect(heard).toEqual(['scan 4006381333931']);
});

test('a scan into a text field is a scan, and its Enter is consumed', () => {
  expect(burst('4006381333931', () => 10, 'Enter', 'field')).toBe(true);
  expect(heard).toEqual(['scan 4006381333931 in field']);
});

test('a person’s digits gather and Enter resolves them', () => {
  type(['4', '2']);
  expect(typed.buffer).toBe('42');
  press('Enter');
  expect(heard).toEqual(['resolve 42']);
});

test('digits and a star are the quantity of the next article, decimals too', () => {
  type(['3', '*']);
  expect(typed).toEqual({ buffer: '', quantity_milli: 3000 });
  burst('4006381333931', () => 10);
  expect(router.takeQuantity()).toBe(3000);
  expect(router.takeQuantity()).toBe(1000);
  type(['0', ',', '5', '×']);
  expect(typed.quantity_milli).toBe(500);
});

test('Enter pays only when the ticket has been left alone for 400 ms', () => {
  router.touched();
  clock.advance(399);
  press('Enter');
  expect(heard).toEqual([]);
  clock.advance(1);
  press('Enter');
  expect(heard).toEqual(['pay']);
});

test('a held Enter pays nothing, and one on a focused button is the button’s', () => {
  press('Enter', { repeat: true });
  expect(press('Enter', { focus: 'control' })).toBe(false);
  expect(heard).toEqual([]);
});

test('keys work on the selected line', () => {
  type(['+', '-']);
  press('Delete');
  press('ArrowUp');
  press('ArrowDown');
  expect(heard).toEqual(['step 1', 'step -1', 'remove', 'move -1', 'move 1']);
});

test('function keys are commands, Escape first forgets what was typed', () => {
  type(['5']);
  press('Escape');
  press('Escape');
  press('F10');
  expect(heard).toEqual(['escape', 'exact']);
});

test('letters typed by a person go to the search', () => {
  type(['a']);
  expect(heard).toEqual(['letters a']);
});

test('a sheet takes the keys and gives them back', () => {
  const seen: string[] = [];
  const release = router.use({ scanned: (code) => seen.push(code) });
  burst('12345678', () => 10);
  clock.advance(500);
  press('Enter');
  release();
  press('Enter');
  expect(seen).toEqual(['12345678']);
  expect(heard).toEqual(['pay']);
});

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languages, messageKeys, t } from './index';

const SOURCE = join(import.meta.dirname, '..');

function usedKeys(): Set<string> {
  const keys = new Set<string>();
  for (const entry of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(svelte|ts)$/.test(entry) || entry.endsWith('.test.ts')) continue;
    const text = readFileSync(join(SOURCE, entry), 'utf8');
    for (const match of text.matchAll(/\bt\(\s*'([a-z_]+\.[\w.]+)'/g)) keys.add(match[1] ?? '');
  }
  return keys;
}

test('every language has the same keys', () => {
  for (const { code } of languages) expect(messageKeys(code)).toEqual(messageKeys('en'));
});

test('every key that the source asks for exists', () => {
  const known = new Set(messageKeys('en'));
  expect([...usedKeys()].filter((key) => !known.has(key))).toEqual([]);
});

test('parameters are put in and an unknown key shows itself', () => {
  expect(t('app.version', { version: '1.2' })).toBe('Version 1.2');
  expect(t('app.no_such_key')).toBe('app.no_such_key');
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalText, wellFormed } from './canonical';
import { chainStart, documentHash } from './journal';
import vectors from './documents.vectors.json';
import { isId, newId } from './ids';
import { sha256Hex } from './sha256';

test('keys are sorted, nothing is spaced and only quotes, backslashes and controls are escaped', () => {
  expect(canonicalText({ b: [1, -2, null, true], a: { z: 'ä€😀"\\/', y: '\n\u0001\u007f\u2028' } })).toBe(
    '{"a":{"y":"\\n\\u0001\u007f\u2028","z":"ä€😀\\"\\\\/"},"b":[1,-2,null,true]}'
  );
});

test.each([[0.5], [2 ** 53], [Number.NaN], ['\ud800'], [undefined]])('%s has no canonical form', (value) => {
  expect(() => canonicalText({ value })).toThrow(TypeError);
});

test('minus zero is written as zero', () => {
  expect(canonicalText(-0)).toBe('0');
});

test('broken text is mended before it reaches a document', () => {
  expect(canonicalText(wellFormed('a\ud83d'))).toBe('"a\ufffd"');
});

test('the hash is that of everybody else', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const text = 'ä€x'.repeat(length).slice(0, length);
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

test('ids are version 7 and keep the order in which they were made', () => {
  const at = new Date('2026-11-23T10:00:00.000Z');
  const ids = Array.from({ length: 1000 }, () => newId(at));
  expect(ids.every(isId)).toBe(true);
  expect(ids[0]?.slice(0, 15)).toBe('01a207d9-2100-7');
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(1000);
});

test('the documents of the vectors have these texts, hashes and this chain', () => {
  let previous = chainStart(vectors.documents[0]!.document.register, 1);
  for (const { document, canonical } of vectors.documents) {
    const { hash, ...unhashed } = document;
    expect(canonicalText(unhashed)).toBe(canonical);
    expect(documentHash(document as unknown as Parameters<typeof documentHash>[0])).toBe(hash);
    expect(document.previous_hash).toBe(previous);
    previous = hash;
  }
});

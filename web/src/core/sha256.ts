/**
 * SHA-256 without waiting: a hash must be taken inside the IndexedDB transaction that reads the head
 * of the chain, and such a transaction ends at the first await. It also works on plain http in a LAN,
 * where browsers withhold WebCrypto.
 */
const K = new Uint32Array(64);
const START = new Uint32Array(8);
fillConstants();

function fillConstants(): void {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (x: number): number => Math.floor((x - Math.floor(x)) * 2 ** 32);
  primes.forEach((prime, i) => {
    K[i] = fraction(Math.cbrt(prime));
    if (i < 8) START[i] = fraction(Math.sqrt(prime));
  });
}

const W = new Uint32Array(64);
const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
const at = (words: Uint32Array, i: number): number => words[i] as number;

function mix(state: Uint32Array, bytes: DataView, offset: number): void {
  for (let i = 0; i < 16; i += 1) W[i] = bytes.getUint32(offset + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = at(W, i - 15);
    const y = at(W, i - 2);
    W[i] = at(W, i - 16) + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + at(W, i - 7) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(W, i)) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = at(state, i) + word));
}

/** The 32 bytes of the hash. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state = START.slice();
  for (let offset = 0; offset < padded.length; offset += 64) mix(state, view, offset);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Hex SHA-256 of the UTF-8 of `text`. */
export function sha256Hex(text: string): string {
  return hex(sha256(new TextEncoder().encode(text)));
}

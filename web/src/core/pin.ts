/** Checking a PIN without the server, and counting the tries so that a reload forgives none. */
import type { Storage } from '~/platform/storage';
import type { Pin } from '~/wire/till';
import { fromHex, hex, sha256 } from './sha256';

export const TRIES = 5;
const FAILURES = 'pin.failures';

type Failures = Record<string, number>;

export type PinResult = { outcome: 'right' } | { outcome: 'wrong'; left: number } | { outcome: 'locked' };

export async function pinHash(digits: string, { salt, iterations }: Pick<Pin, 'salt' | 'iterations'>): Promise<string> {
  const secret = new TextEncoder().encode(digits);
  const { subtle } = globalThis.crypto;
  if (!subtle) return hex(pbkdf2(secret, fromHex(salt), iterations));
  const key = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: fromHex(salt), iterations }, key, 256);
  return hex(new Uint8Array(bits));
}

/** The same by our own SHA-256, for plain http in a LAN, where the browser offers no WebCrypto. */
export function pbkdf2(secret: Uint8Array, salt: Uint8Array, iterations: number): Uint8Array {
  const block = new Uint8Array(64);
  block.set(secret.length > 64 ? sha256(secret) : secret);
  const inner = block.map((byte) => byte ^ 0x36);
  const outer = block.map((byte) => byte ^ 0x5c);
  const hmac = (message: Uint8Array): Uint8Array => sha256(joined(outer, sha256(joined(inner, message))));
  let round = hmac(joined(salt, Uint8Array.of(0, 0, 0, 1)));
  const result = round.slice();
  for (let i = 1; i < iterations; i += 1) {
    round = hmac(round);
    for (let j = 0; j < 32; j += 1) result[j] = (result[j] as number) ^ (round[j] as number);
  }
  return result;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

export class PinDesk {
  constructor(private readonly storage: Storage) {}

  async isLocked(user: string): Promise<boolean> {
    return ((await this.#failures())[user] ?? 0) >= TRIES;
  }

  /** The try is counted before it is judged: pulling the plug in between wins nothing. */
  async check(user: string, pin: Pin, digits: string): Promise<PinResult> {
    if (await this.isLocked(user)) return { outcome: 'locked' };
    const tries = await this.#note(user, (before) => before + 1);
    if ((await pinHash(digits, pin)) === pin.hash.toLowerCase()) {
      await this.#note(user, () => 0);
      return { outcome: 'right' };
    }
    return tries >= TRIES ? { outcome: 'locked' } : { outcome: 'wrong', left: TRIES - tries };
  }

  /** A manager has looked at it: the person may try again. */
  async unlock(user: string): Promise<void> {
    await this.#note(user, () => 0);
  }

  async #failures(): Promise<Failures> {
    return ((await this.storage.get('facts', FAILURES)) as Failures | undefined) ?? {};
  }

  async #note(user: string, change: (before: number) => number): Promise<number> {
    const transaction = this.storage.transaction('facts', 'readwrite', { durability: 'strict' });
    const failures = ((await transaction.store.get(FAILURES)) as Failures | undefined) ?? {};
    const tries = change(failures[user] ?? 0);
    await transaction.store.put({ ...failures, [user]: tries }, FAILURES);
    await transaction.done;
    return tries;
  }
}

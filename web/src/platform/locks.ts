/** One writer per device: the tab that holds the lock is the till. */
export interface Locks {
  /** Takes the lock, or answers null when another tab has it. `lost` is called when it is taken away from us. */
  take(name: string, lost: () => void, steal?: boolean): Promise<(() => void) | null>;
}

export const browserLocks: Locks = {
  take(name, lost, steal = false) {
    // Outside a secure context there are no locks; the journal's own transaction still keeps the chain single.
    if (!('locks' in navigator)) return Promise.resolve(() => undefined);
    return new Promise((resolve) => {
      const options = steal ? { steal: true } : { ifAvailable: true };
      navigator.locks
        .request(name, options, (lock) => {
          if (!lock) return resolve(null);
          return new Promise<void>((release) => resolve(() => release()));
        })
        .catch(lost);
    });
  }
};

export class FakeLocks implements Locks {
  readonly #held = new Map<string, () => void>();

  take(name: string, lost: () => void, steal = false): Promise<(() => void) | null> {
    if (this.#held.has(name) && !steal) return Promise.resolve(null);
    this.#held.get(name)?.();
    this.#held.set(name, lost);
    return Promise.resolve(() => void this.#held.delete(name));
  }
}

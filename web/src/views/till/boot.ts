/** Puts the real till together: this browser's storage, clock and network, and the engine. */
import { version } from '$app/environment';
import { Till } from '~/core/till';
import { loadEngine } from '~/engine/engine';
import { systemClock } from '~/platform/clock';
import { browserLocks } from '~/platform/locks';
import { serverNetwork } from '~/platform/network';
import { askToPersist, openStorage } from '~/platform/storage';

export interface Booted {
  till: Till;
  /** Asks the browser never to evict our data; some ask the person, so nothing waits for it. */
  persist: () => Promise<boolean>;
}

const LOCK = 'tillbook till';

/** Becomes the one till of this device; null when another tab is it. `lost` is told when another tab takes over. */
export async function boot(lost: () => void, steal = false): Promise<Booted | null> {
  const held = await browserLocks.take(LOCK, lost, steal);
  if (!held) return null;
  const [storage, engine] = await Promise.all([openStorage(), loadEngine()]);
  let persisted = false;
  const till = new Till({ storage, network: serverNetwork, clock: systemClock, engine, version, persisted: () => persisted });
  await till.open();
  window.addEventListener('online', () => till.sync.nudge());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && till.sync.nudge());
  return { till, persist: async () => (persisted = await askToPersist()) };
}

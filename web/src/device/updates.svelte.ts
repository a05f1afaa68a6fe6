/** The service worker keeps the till on the device; a new version takes over only when nothing waits to be sent. */
export class Updates {
  /** A new version is on the device and waits. */
  ready = $state(false);
  #waiting: ServiceWorker | null = null;
  #asked = false;

  async start(): Promise<void> {
    if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
      if (this.#asked) location.reload();
    });
    const registration = await navigator.serviceWorker.register('/service-worker.js');
    this.#note(registration);
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', () => this.#note(registration));
    });
  }

  /** Refused while documents wait: the new version must not be the first to touch what only this device has. */
  takeOver(unsent: number): boolean {
    if (unsent > 0 || !this.#waiting) return false;
    this.#asked = true;
    this.#waiting.postMessage('take-over');
    return true;
  }

  #note(registration: ServiceWorkerRegistration): void {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    this.#waiting = registration.waiting;
    this.ready = true;
  }
}

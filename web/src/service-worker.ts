/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
/**
 * Keeps the whole application on the device, so that a till starts without a network.
 * A new version waits until the till says that it may take over (device/updates.svelte.ts decides).
 */
import { build, files, version } from '$service-worker';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = `tillbook-${version}`;
const SHELL = '/';
const ASSETS = new Set([...build, ...files]);

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...ASSETS])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (ASSETS.has(url.pathname)) event.respondWith(fromCache(url.pathname, request));
  else if (request.mode === 'navigate' && !isServerPage(url.pathname)) event.respondWith(fromCache(SHELL, request));
});

function isServerPage(path: string): boolean {
  return /^\/(api|docs|admin|healthz|readyz|metrics|media)(\/|$)/.test(path);
}

async function fromCache(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(request);
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('tillbook-') && name !== CACHE).map((name) => caches.delete(name)));
}

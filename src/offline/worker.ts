/** The service worker's entry. The build makes `sw.js` of it, with the names of the files it has built. */
import { activate, answer, install, type Site } from './rules';

declare const OFFLINE_FILES: readonly string[];
declare const OFFLINE_VERSION: string;

const scope = globalThis as unknown as ServiceWorkerGlobalScope;
const site: Site = {
  base: new URL('.', scope.location.href).href,
  files: OFFLINE_FILES,
  version: OFFLINE_VERSION,
  caches: scope.caches,
  fetch: (request, init) => scope.fetch(request, init),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
};

// No skipWaiting: a new version waits until the last tab of the one before is closed, so that none loses its later parts.
scope.addEventListener('install', (event) => event.waitUntil(install(site)));
scope.addEventListener('activate', (event) => event.waitUntil(activate(site).then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const response = answer(site, event.request);
  if (response !== undefined) event.respondWith(response);
});

/** Asks the browser to keep the playground, so that after the first visit it opens without a network. */

interface Surroundings {
  readonly secure: boolean;
  /** Whether it stands in a page of its own, not in a frame. */
  readonly top: boolean;
  readonly hostname: string;
  /** What the address says of it: `?sw=1` also on this machine, `?sw=0` no longer. */
  readonly asked: string | null;
}

/** A server on one's own machine is for trying things out: what is kept of it would hide what changes. */
const LOCAL = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

export function mayKeep({ secure, top, hostname, asked }: Surroundings): boolean {
  return secure && top && asked !== '0' && (asked === '1' || !LOCAL.test(hostname));
}

/** Registers the service worker where that is wanted and allowed, or takes it back; what is refused is no fault. */
export async function keepOffline(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('sw');
  const surroundings = { secure: isSecureContext, top: window.top === window, hostname: location.hostname, asked };
  try {
    if (mayKeep(surroundings)) {
      // What is kept is fetched behind what is needed now.
      if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done, { once: true }));
      await navigator.serviceWorker.register(new URL('sw.js', document.baseURI));
    }
    if (asked === '0') await forget();
  } catch {
    // Browsers refuse it where storage is off, and embeds of a sandbox have no such thing.
  }
}

async function forget(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(document.baseURI);
  await registration?.unregister();
  const names = await caches.keys();
  const base = new URL('.', document.baseURI).href;
  await Promise.all(names.filter((name) => name.startsWith(`memcg-playground ${base} `)).map((name) => caches.delete(name)));
}

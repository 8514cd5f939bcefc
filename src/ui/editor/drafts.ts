/** Drafts of documents, kept where storage is allowed: one a document, the ones edited last. */
import type { Origin } from '../model/playground.svelte';

/** Drafts kept at most; the one longest untouched goes first. */
const KEPT = 12;
/** Characters of a draft that is kept. */
const LONGEST = 262_144;
const PREFIX = 'memcg.draft.';

export interface KeptDraft {
  readonly text: string;
  /** When it was last edited, in ms since 1970. */
  readonly at: number;
}

/** What tells one document from another: where it came from, or its text. */
export function draftKey(origin: Origin, text: string): string {
  switch (origin.kind) {
    case 'shipped':
      return `shipped:${origin.name}`;
    case 'source':
      return `source:${origin.address}`;
    case 'text':
      return `text:${fingerprint(text)}`;
    default:
      return origin satisfies never;
  }
}

/** FNV-1a over the UTF-16 units: no secret, only a name. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return `${hash.toString(16)}.${text.length}`;
}

/** A sandboxed frame has no storage: asking for it throws. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function read(store: Storage, name: string): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(store.getItem(name) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { text, at } = kept as Record<string, unknown>;
    return typeof text === 'string' && typeof at === 'number' ? { text, at } : undefined;
  } catch {
    return undefined;
  }
}

export function recallDraft(key: string): KeptDraft | undefined {
  const store = storage();
  return store && read(store, PREFIX + key);
}

export function dropDraft(key: string): void {
  storage()?.removeItem(PREFIX + key);
}

/** False where it could not be kept: no storage, or none left. */
export function keepDraft(key: string, text: string, at = Date.now()): boolean {
  const store = storage();
  if (store === undefined || text.length > LONGEST) return false;
  try {
    store.setItem(PREFIX + key, JSON.stringify({ text, at } satisfies KeptDraft));
    const others = Object.keys(store)
      .filter((name) => name.startsWith(PREFIX) && name !== PREFIX + key)
      .sort((a, b) => (read(store, b)?.at ?? 0) - (read(store, a)?.at ?? 0));
    for (const name of others.slice(KEPT - 1)) store.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

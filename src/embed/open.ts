/** From an address to the session it stands for: link decoded, document found. */
import { decodeLink, type LinkState } from '../scenario/link';
import { sentence } from '../scenario/problem';
import { type FetchedText, fetchSource } from '../scenario/source';
import type { Origin, Session } from '../ui/model/playground.svelte';
import { shippedText } from './texts';

const DEFAULT_SCENARIO = 'fork-bomb';

export type Opened =
  | {
      readonly ok: true;
      readonly session: Session;
      /** Version of the rules the link was made with. */ readonly rules?: number | undefined;
    }
  | { readonly ok: false; readonly message: string };

async function find(state: LinkState, base: string): Promise<{ readonly origin: Origin; readonly found: FetchedText }> {
  if (state.text !== undefined) return { origin: { kind: 'text' }, found: { ok: true, text: state.text } };
  if (state.src !== undefined) return { origin: { kind: 'source', address: state.src }, found: await fetchSource(state.src, base) };
  const name = state.scenario ?? DEFAULT_SCENARIO;
  return { origin: { kind: 'shipped', name }, found: await shippedText(name, base) };
}

/** Opens the session of an address; without a document in it, the fork bomb. Never throws for what an address can hold. */
export async function openSession(address: { readonly hash: string; readonly search: string; readonly href: string }): Promise<Opened> {
  const link = await decodeLink(address.hash, address.search);
  if (!link.ok) return link;
  const { state } = link;
  const { origin, found } = await find(state, address.href);
  if (!found.ok) return { ok: false, message: sentence(found.message) };
  const session = { text: found.text, origin, set: state.set, journal: state.journal ?? [], tick: state.tick ?? 0, select: state.select };
  return { ok: true, session, rules: state.rules };
}

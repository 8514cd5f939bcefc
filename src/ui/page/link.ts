import { RULES_VERSION } from '../../engine/protocol';
import { decodeLink, encodeLink, type LinkState, rulesNote } from '../../scenario/link';
import { fetchScenario, fetchSource } from '../../scenario/source';
import type { FrameColour } from '../geometry/frame-colours';
import type { Origin, Session } from '../model/playground.svelte';

/** The scenario of a first visit. */
export const FIRST_SCENARIO = 'fork-bomb';

/** A session as the part of an address behind its path. */
export async function linkOf(session: Session, colourBy: FrameColour): Promise<string> {
  const { origin, set, tick, journal, select, text } = session;
  const moved = tick > 0 || journal.length > 0;
  const document: Partial<LinkState> =
    origin.kind === 'shipped' ? { scenario: origin.name } : origin.kind === 'source' ? { src: origin.address } : { text };
  return encodeLink({
    ...document,
    set,
    ...(moved ? { tick, journal, rules: RULES_VERSION } : {}),
    ...(select === undefined ? {} : { select }),
    ...(colourBy === 'owner' ? {} : { view: colourBy }),
  });
}

export type ReadLink =
  | { readonly ok: true; readonly session: Session; readonly colourBy: FrameColour; readonly note: string | undefined }
  | { readonly ok: false; readonly message: string };

/** Reads the page's address, and fetches the document that it names; `shipped` is how a shipped one is got. */
export async function readLink(
  address: Pick<Location, 'hash' | 'search'>,
  base: string,
  shipped: typeof fetchScenario = fetchScenario,
): Promise<ReadLink> {
  const decoded = await decodeLink(address.hash, address.search);
  if (!decoded.ok) return decoded;
  const { state } = decoded;
  const document = await documentOf(state, base, shipped);
  if (!document.ok) return document;
  return {
    ok: true,
    session: {
      text: document.text,
      origin: document.origin,
      set: state.set,
      journal: state.journal ?? [],
      tick: state.tick ?? 0,
      select: state.select,
    },
    colourBy: state.view === 'kind' || state.view === 'order' ? state.view : 'owner',
    note: rulesNote(state.rules, RULES_VERSION),
  };
}

type Fetched = { readonly ok: true; readonly text: string; readonly origin: Origin } | { readonly ok: false; readonly message: string };

async function documentOf(state: LinkState, base: string, shipped: typeof fetchScenario): Promise<Fetched> {
  if (state.text !== undefined) return { ok: true, text: state.text, origin: { kind: 'text' } };
  if (state.src !== undefined) {
    const fetched = await fetchSource(state.src, base);
    return fetched.ok ? { ...fetched, origin: { kind: 'source', address: state.src } } : fetched;
  }
  const name = state.scenario ?? FIRST_SCENARIO;
  const fetched = await shipped(name, base);
  return fetched.ok ? { ...fetched, origin: { kind: 'shipped', name } } : fetched;
}

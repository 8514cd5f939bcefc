/** The way from an embed to the whole page, with what is on screen. */
import { RULES_VERSION } from '../engine/protocol';
import { encodeLink, type LinkState } from '../scenario/link';
import type { Session } from '../ui/model/playground.svelte';

/** A session as a link says it: a shipped or fetched document by its name, any other with its text. */
export function linkState({ text, origin, set, journal, tick, select }: Session): LinkState {
  const document = origin.kind === 'shipped' ? { scenario: origin.name } : origin.kind === 'source' ? { src: origin.address } : { text };
  const moment = tick > 0 || journal.length > 0 ? { tick, journal } : {};
  return { ...document, set, ...moment, ...(select === undefined ? {} : { select }), rules: RULES_VERSION };
}

/** The address of the whole page beside this embed's, showing the session. Throws `LinkError` when the session is too large for a link. */
export async function playgroundAddress(session: Session, base: string): Promise<string> {
  return new URL('.', base).href + (await encodeLink(linkState(session)));
}

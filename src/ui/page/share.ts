/** What the share dialog gives away: texts that lead to a session, each for another place. */
import { encodeSource } from '../../scenario/link';
import type { Session } from '../model/playground.svelte';

/** Links longer than this are cut by some programs. */
const SAFE = 2000;

export interface Shared {
  /** Address of the folder the page stands in, with its slash. */
  readonly base: string;
  /** The part of an address behind its path, `?…#…`. */
  readonly link: string;
  readonly title: string;
}

export function isLong(address: string): boolean {
  return address.length > SAFE;
}

/** The same document before anything was run or typed. */
export function atStart(session: Session): Session {
  return { ...session, tick: 0, journal: [], select: undefined };
}

/** `text` as the words of a Markdown link: nothing in it ends them. */
function linkWords(text: string): string {
  return text.replace(/[[\]\\*_`<]/g, '\\$&').replace(/\s+/g, ' ');
}
function linkGoal({ base, link }: Shared): string {
  return (base + link).replaceAll('(', '%28').replaceAll(')', '%29');
}

/** A picture that leads to the session, in Markdown; `words` are for who does not see it. */
export function badgeCode(shared: Shared, words: string): string {
  return `[![${linkWords(words)}](${shared.base}badge.svg)](${linkGoal(shared)})`;
}

/** The session's title as a link, in Markdown. */
export function markdownLink(shared: Shared): string {
  return `[${linkWords(shared.title)}](${linkGoal(shared)})`;
}

/** The short link to a document on a server; undefined for an address that no link can hold. */
export function sourceLink(base: string, address: string): string | undefined {
  const link = encodeSource(address.trim());
  return link === undefined ? undefined : base + link;
}

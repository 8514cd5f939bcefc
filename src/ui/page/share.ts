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

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function frameCode({ base, link, title }: Shared): string {
  return `<iframe src="${attribute(`${base}embed.html${link}`)}" title="${attribute(title)}" sandbox="allow-scripts" width="100%" height="480" style="border:0" loading="lazy"></iframe>`;
}

/** The element takes a shipped lesson by its name, anything else as the link that it is. */
export function elementCode({ base, link, title }: Shared): string {
  const shipped = /^\?scenario=([a-z0-9-]+)$/.exec(link)?.[1];
  const what = shipped === undefined ? `link="${attribute(link)}"` : `scenario="${shipped}"`;
  return `<script src="${attribute(base)}embed.js"></script>\n<memcg-playground ${what} title="${attribute(title)}" height="480"></memcg-playground>`;
}

/** A picture that leads to the session; `words` are for who does not see it. */
export function badgeCode({ base, link }: Shared, words: string): string {
  const address = (base + link).replaceAll('(', '%28').replaceAll(')', '%29');
  return `[![${words.replace(/[[\]\\]/g, '\\$&').replace(/\s+/g, ' ')}](${base}badge.svg)](${address})`;
}

/** The short link to a document on a server; undefined for an address that no link can hold. */
export function sourceLink(base: string, address: string): string | undefined {
  const link = encodeSource(address.trim());
  return link === undefined ? undefined : base + link;
}

/**
 * The link. All of a session is in it: `#s1.<document>&t=<tick>&sel=<path>&view=<words>&j=<journal>&set=<field=value>&e=<rules>`, document
 * and journal as base64url(deflate-raw(text)). A shipped or fetched document stays outside: `?scenario=NAME` or `?src=ADDRESS`.
 * Version 1 is read for ever; `golden-links.test.ts` holds one of every form released.
 */
import * as v from 'valibot';
import { fromBase64url, toBase64url } from './base64url';
import { deflate, inflate, InflateError } from './deflate';
import { byteLength, MAX_DOCUMENT_BYTES } from './size';
import { type JournalEntry, JournalSchema } from './journal';
import { isSource, type LinkParams, readParams } from './link-params';
import { sentence } from './problem';

const VERSION = 1;
/** No part of a link may be larger than this when it is unpacked. */
const MAX_PART_BYTES = MAX_DOCUMENT_BYTES;
/** Incompressible text of that size in base64, twice (document and journal), with room for the rest. */
const MAX_LINK_LENGTH = 800_000;

/** What a link says. `text`, `scenario` and `src` are the three ways to name the document; at most one is there when encoding. */
export interface LinkState {
  readonly text?: string;
  readonly scenario?: string;
  readonly src?: string;
  /** `FIELD=VALUE` overrides of front matter. */
  readonly set: readonly string[];
  readonly tick?: number;
  /** Path of the chosen group. */
  readonly select?: string;
  /** How the page showed it; the page's own words. */
  readonly view?: string;
  readonly journal?: readonly JournalEntry[];
  /** Version of the simulated rules the link was made with. */
  readonly rules?: number;
}

export type DecodedLink = { readonly ok: true; readonly state: LinkState } | { readonly ok: false; readonly message: string };

/** A state that no link can carry. The message is for people. */
export class LinkError extends Error {}

async function pack(what: string, text: string): Promise<string> {
  if (byteLength(text) > MAX_PART_BYTES) throw new LinkError(`${what} is larger than 256 KiB, which no link can carry: save it as a file`);
  return toBase64url(await deflate(text));
}

async function unpack(what: string, packed: string): Promise<string> {
  const bytes = fromBase64url(packed);
  if (!bytes) throw new LinkError(`${what} is damaged: there are characters in it that no link has`);
  try {
    return await inflate(bytes, MAX_PART_BYTES);
  } catch (error) {
    const reason = error instanceof InflateError ? error.reason : 'broken';
    if (reason === 'large') throw new LinkError(`${what} is larger than 256 KiB when unpacked`);
    if (reason === 'slow') throw new LinkError(`${what} took too long to unpack`);
    throw new LinkError(`${what} is damaged: it cannot be unpacked. Perhaps the link was cut short`);
  }
}

function pair(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`${name}=${encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':')}`];
}

/**
 * The part of an address behind its path: `?…#…`. An unedited shipped document at its start is just `?scenario=NAME`.
 * Throws `LinkError` when document or journal are too large.
 */
export async function encodeLink(state: LinkState): Promise<string> {
  const outside = state.text === undefined ? [...pair('scenario', state.scenario), ...pair('src', state.src)] : [];
  const set = state.set.flatMap((one) => pair('set', one));
  const journal = state.journal?.length ? await pack('the journal', JSON.stringify(state.journal)) : undefined;
  const moment = [...pair('t', state.tick), ...pair('sel', state.select), ...pair('view', state.view), ...pair('j', journal)];
  const search = outside.length > 0 ? `?${[...outside, ...set].join('&')}` : '';
  if (search && moment.length === 0) return search;
  const document = state.text === undefined ? '' : await pack('the document', state.text);
  const inside = outside.length > 0 ? [] : set;
  return `${search}#${[`s${VERSION}.${document}`, ...moment, ...inside, ...pair('e', state.rules)].join('&')}`;
}

/** The part of an address that opens a document from elsewhere; undefined for what is neither an https address nor a path of this site. */
export function encodeSource(address: string): string | undefined {
  return isSource(address) ? `?${pair('src', address).join('')}` : undefined;
}

interface Fragment {
  readonly document: string;
  readonly params: URLSearchParams;
}

function readFragment(fragment: string): Fragment {
  const bare = fragment.replace(/^#/, '');
  if (bare === '') return { document: '', params: new URLSearchParams() };
  const match = /^s([0-9]{1,9})(?:\.([^&]*))?(?:&|$)/.exec(bare);
  if (!match) throw new LinkError('This is not a link of this playground: what follows the # starts with no version, like "s1."');
  const version = Number(match[1]);
  if (version > VERSION) {
    throw new LinkError(
      `This link was made by a newer version of the playground (s${version}; this one reads s${VERSION}). Reload the page, or open it where it was made`,
    );
  }
  if (version < VERSION) throw new LinkError('This is not a link of this playground: there never was a version s0');
  return { document: match[2] ?? '', params: new URLSearchParams(bare.slice(match[0].length)) };
}

async function readJournal(packed: string): Promise<readonly JournalEntry[]> {
  let json: unknown;
  const text = await unpack('Its journal', packed);
  try {
    json = JSON.parse(text);
  } catch {
    throw new LinkError('Its journal is damaged: it is no list of commands');
  }
  const result = v.safeParse(JournalSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new LinkError(
    `Its journal is damaged: ${issue.path ? `command ${Number(issue.path[0].key) + 1} is none` : 'it is no list of commands, or too long a one'}`,
  );
}

async function assemble(params: LinkParams, document: string): Promise<LinkState> {
  const { scenario, src, set, t, sel, view, j, e } = params;
  if (!document && scenario !== undefined && src !== undefined)
    throw new LinkError('It names two documents, a scenario and a source: one is enough');
  const text = document ? await unpack('Its document', document) : undefined;
  const journal = j ? await readJournal(j) : undefined;
  return {
    ...(text !== undefined ? { text } : {}),
    ...(scenario !== undefined ? { scenario } : {}),
    ...(src !== undefined ? { src } : {}),
    set,
    ...(t !== undefined ? { tick: t } : {}),
    ...(sel !== undefined ? { select: sel } : {}),
    ...(view !== undefined ? { view } : {}),
    ...(journal !== undefined ? { journal } : {}),
    ...(e !== undefined ? { rules: e } : {}),
  };
}

/**
 * Reads the fragment (`location.hash`) and the query (`location.search`) of an address. Whatever the bytes, it answers, within bounded
 * time and memory; a refusal's message is for the person who opened the link. A document in the fragment goes before `scenario` or `src`.
 */
export async function decodeLink(fragment: string, search = ''): Promise<DecodedLink> {
  const refused = (message: string): DecodedLink => ({ ok: false, message: `The link cannot be opened. ${sentence(message)}` });
  if (fragment.length + search.length > MAX_LINK_LENGTH) return refused('It is longer than any link of this playground');
  try {
    const { document, params } = readFragment(fragment);
    const result = readParams(new URLSearchParams(search), params);
    if (!result.success) return refused(result.issues[0].message);
    return { ok: true, state: await assemble(result.output, document) };
  } catch (error) {
    if (error instanceof LinkError) return refused(error.message);
    throw error;
  }
}

/** What to tell of a link made under other rules, or undefined: same rules, same state hash. */
export function rulesNote(link: number | undefined, own: number): string | undefined {
  if (link === undefined || link === own) return undefined;
  return link < own
    ? `The simulated kernel was corrected since this link was made (rules ${link}, now ${own}): the run may go differently.`
    : `This link was made under newer rules of the simulated kernel (${link}, this page has ${own}): the run may go differently.`;
}

/** What the attributes of `<memcg-playground>` stand for. */
import { host as words } from '../messages/en-host';
import { CONTROLS, HEIGHT, LANGS, LEAST_HEIGHT, MOST_HEIGHT, PANELS, THEMES, type ThemeName } from './choices';

export const ATTRIBUTES = ['scenario', 'src', 'link', 'panels', 'controls', 'height', 'theme', 'lang', 'lazy', 'title'] as const;
export type Attribute = (typeof ATTRIBUTES)[number];

export interface Wanted {
  /** The frame's address without its theme. */
  readonly frame: URL;
  /** The whole playground with the same document. */
  readonly page: URL;
  /** In CSS pixels. */
  readonly height: number | 'auto';
  readonly theme: ThemeName;
  /** Wait with loading until it is scrolled near. */
  readonly lazy: boolean;
  readonly title: string;
}

const MOST_LINK = 1 << 19;

const short = (text: string): string => text.slice(0, 60);

/** Each is known, or the words that say which is not; empty names and `none` are left out. */
function names(attribute: Attribute, text: string, known: readonly string[]): string | undefined {
  const wrong = text.split(',').find((name) => !['', 'none', ...known].includes(name.trim()));
  return wrong === undefined ? undefined : words.unknown(attribute, short(wrong.trim()), known);
}

/** The query and fragment of a link; undefined for what is none. */
function link(text: string, base: URL): URL | undefined {
  if (text.length > MOST_LINK) return undefined;
  if (/^[?#]/.test(text)) return new URL(text, base);
  return /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

/** A document's address as the playground wants it: a path of its own site, or https. */
function source(text: string, base: URL, page: string): string | undefined {
  if (!URL.canParse(text, page)) return undefined;
  const address = new URL(text, page);
  if (address.origin === base.origin) return address.pathname + address.search;
  return address.protocol === 'https:' && address.username === '' ? address.href : undefined;
}

/**
 * Reads the attributes; `base` is the folder of the playground, `page` the address of the page they are written in. Answers what is
 * wanted, or in words the first thing that is wrong.
 */
export function readAttributes(given: (name: Attribute) => string | null, base: URL, page: string): Wanted | string {
  const search = new URLSearchParams();
  let hash = '';
  const text = (name: Attribute): string => given(name)?.trim() ?? '';
  const chosen = (['scenario', 'src', 'link'] as const).filter((name) => text(name) !== '');
  if (chosen.length > 1) return words.one;
  if (chosen[0] === 'scenario') {
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(text('scenario'))) return words.lesson(short(text('scenario')));
    search.set('scenario', text('scenario'));
  } else if (chosen[0] === 'src') {
    const src = source(text('src'), base, page);
    if (src === undefined) return words.source;
    search.set('src', src);
  } else if (chosen[0] === 'link') {
    const address = link(text('link'), base);
    if (address === undefined) return words.link;
    for (const [name, value] of address.searchParams) search.append(name, value);
    ({ hash } = address);
  }
  const whole = new URL(`./?${search}${hash}`, base);
  for (const [name, known] of [['panels', PANELS] as const, ['controls', CONTROLS] as const]) {
    const list = given(name);
    if (list === null) continue;
    const wrong = names(name, list, known);
    if (wrong !== undefined) return wrong;
    search.set(name, list.trim() || 'none');
  }
  // As every element's, it may name a language that there are no texts in.
  const lang = LANGS.find((one) => one === text('lang').toLowerCase().split('-')[0]);
  if (lang !== undefined) search.set('lang', lang);
  const theme = (text('theme') || 'auto') as ThemeName;
  if (!THEMES.includes(theme)) return words.unknown('theme', short(theme), THEMES);
  const height = text('height') === 'auto' ? 'auto' : Number((text('height') || String(HEIGHT)).replace(/px$/, ''));
  if (height === 'auto') search.set('height', height);
  else if (!(height >= LEAST_HEIGHT && height <= MOST_HEIGHT)) return words.height(short(text('height')));
  return {
    frame: new URL(`embed.html?${search}${hash}`, base),
    page: whole,
    height,
    theme,
    lazy: text('lazy') !== 'false',
    title: text('title') || words.name,
  };
}

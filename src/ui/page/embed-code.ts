/** An embed as somebody wants it in a page of theirs, and the code for that page. */
import { CONTROLS, type Control, HEIGHT, LEAST_HEIGHT, MOST_HEIGHT, type Panel, type ThemeName, USUAL_PANELS } from '../embed-choices';
import type { Shared } from './share';

export interface EmbedChoice {
  readonly panels: readonly Panel[];
  readonly controls: readonly Control[];
  readonly theme: ThemeName;
  /** In CSS pixels; undefined is as wide as the page around. */
  readonly width: number | undefined;
  readonly height: number;
}

export const USUAL_CHOICE: EmbedChoice = { panels: USUAL_PANELS, controls: CONTROLS, theme: 'auto', width: undefined, height: HEIGHT };

/** Sizes that fit where embeds mostly stand: a text, a column, a slide. */
export const SIZES = {
  text: { width: undefined, height: HEIGHT },
  small: { width: 480, height: 360 },
  medium: { width: 720, height: 480 },
  slide: { width: 1120, height: 560 },
} as const satisfies Record<string, Pick<EmbedChoice, 'width' | 'height'>>;

const LEAST_WIDTH = 240;
const MOST_WIDTH = 4000;

function within(least: number, most: number, typed: number | null | undefined): number | undefined {
  return typeof typed === 'number' && Number.isFinite(typed) ? Math.round(Math.min(Math.max(typed, least), most)) : undefined;
}
/** What was typed as a width, as an embed can have it; undefined for nothing. */
export function widthOf(typed: number | null | undefined): number | undefined {
  return within(LEAST_WIDTH, MOST_WIDTH, typed);
}
export function heightOf(typed: number | null | undefined): number {
  return within(LEAST_HEIGHT, MOST_HEIGHT, typed) ?? HEIGHT;
}

export function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What is chosen otherwise than usual, as names and values. */
function unusual({ panels, controls, theme }: EmbedChoice): [name: string, value: string][] {
  const list = (name: string, chosen: readonly string[], usual: readonly string[]): [string, string][] =>
    chosen.join() === usual.join() ? [] : [[name, chosen.join() || 'none']];
  return [
    ...list('panels', panels, USUAL_PANELS),
    ...list('controls', controls, CONTROLS),
    ...(theme === 'auto' ? [] : ([['theme', theme]] as [string, string][])),
  ];
}

/** The address of the frame. */
export function frameAddress({ base, link }: Pick<Shared, 'base' | 'link'>, choice: EmbedChoice): string {
  const [, search = '', hash = ''] = /^(?:\?([^#]*))?(#.*)?$/s.exec(link) ?? [];
  const query = [...(search === '' ? [] : [search]), ...unusual(choice).map(([name, value]) => `${name}=${value}`)].join('&');
  return `${base}embed.html${query === '' ? '' : `?${query}`}${hash}`;
}

export function frameCode(shared: Shared, choice: EmbedChoice): string {
  const src = attribute(frameAddress(shared, choice));
  return `<iframe src="${src}" title="${attribute(shared.title)}" sandbox="allow-scripts" width="${choice.width ?? '100%'}" height="${choice.height}" style="border:0" loading="lazy"></iframe>`;
}

/** The element takes a shipped lesson by its name, anything else as the link that it is. */
export function elementCode({ base, link, title }: Shared, choice: EmbedChoice): string {
  const shipped = /^\?scenario=([a-z0-9-]+)$/.exec(link)?.[1];
  const attributes = [
    ['title', title],
    ...unusual(choice),
    ['height', String(choice.height)],
    ...(choice.width === undefined ? [] : [['style', `max-width:${choice.width}px`]]),
  ].map(([name = '', value = '']) => `${name}="${attribute(value)}"`);
  const what = shipped === undefined ? `link="${attribute(link)}"` : `scenario="${shipped}"`;
  return `<script src="${attribute(base)}embed.js"></script>\n<memcg-playground ${[what, ...attributes].join(' ')}></memcg-playground>`;
}

/** The pictures of the page as files: drawn again from the same geometry, with the colours of the present theme. */
import { area, curveStepAfter } from 'd3-shape';
import { m } from '../../messages';
import { readTokens } from '../design/tokens';
import { pages, whole } from '../format';
import { twinGauge, type Bar } from '../geometry/gauge';
import { layLanes } from '../geometry/lanes';
import { ownerHue, ownerSoft } from '../geometry/owner-hue';
import { linear, ticks as roundTicks } from '../geometry/scale';
import { type TimelinePoint, timeDomain } from '../geometry/timeline';
import { treeRows } from '../geometry/tree-rows';
import { chartTokens } from '../model/timeline-chart';
import type { PlaygroundModel } from '../model/playground.svelte';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function svg(width: number, height: number, title: string, body: string, token: (name: string) => string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12"><title>${escape(title)}</title><rect width="100%" height="100%" fill="${token('--panel')}"/>${body}</svg>\n`;
}

/** Colours of tokens as they are now. */
function colours(): (name: string) => string {
  const read = readTokens(document.body, [...chartTokens(), '--text', '--text-3', '--line-strong', '--accent']);
  return (name) => read.get(name) ?? '#888';
}

/** Usage of the groups over time. */
export function timelineSvg(model: PlaygroundModel, width = 1200, height = 360): string {
  const token = colours();
  const { groups, timeline, time } = model;
  const left = 150;
  const end = timeDomain(Math.max(time.end, time.tick));
  const x = linear(0, end, left, width - 20);
  const data = { groups, series: timeline.series, marksOf: (group: number) => timeline.marksOf(group), marked: timeline.marked };
  const room = { x, domain: end, width: width - left, height: height - 20, shared: true };
  const lanes = layLanes({ ...data, tick: time.tick, end: time.end }, room);
  const bottom = (lanes.at(-1)?.top ?? 0) + (lanes.at(-1)?.height ?? 0);
  const axis = roundTicks(end, 10)
    .map(
      (tick) =>
        `<path d="M${x(tick)} 0V${bottom}" stroke="${token('--line')}"/><text x="${x(tick)}" y="${bottom + 15}" text-anchor="middle" fill="${token('--text-3')}">${whole(tick)}</text>`,
    )
    .join('');
  const drawn = lanes.map((lane) => {
    const id = lane.group?.id ?? 0;
    const fill = (of: (point: TimelinePoint) => number, colour: string): string =>
      `<path d="${
        area<TimelinePoint>(
          (point) => x(point.tick),
          lane.top + lane.y(0),
          (point) => lane.top + lane.y(of(point)),
        ).curve(curveStepAfter)([...lane.points]) ?? ''
      }" fill="${colour}"/>`;
    const marks = lane.marks
      .map(
        (mark) =>
          `<circle cx="${mark.x}" cy="${lane.top + 7}" r="3" fill="none" stroke="${token(`--tone-${mark.tone}`)}" stroke-width="1.6"><title>${escape(m.timeline.mark(mark.tone, mark.count, whole(mark.tick), mark.text))}</title></circle>`,
      )
      .join('');
    const name = `<text x="8" y="${lane.top + lane.height / 2 + 4}" fill="${token('--text')}">${escape(lane.group?.path ?? m.timeline.machine)}</text>`;
    return `${fill((point) => point.usage, token(ownerSoft(id)))}${fill((point) => point.kernel, token(ownerHue(id)))}${marks}${name}`;
  });
  const now = `<path d="M${x(time.tick)} 0V${bottom}" stroke="${token('--accent')}" stroke-width="2"/>`;
  return svg(width, bottom + 24, m.panels.charts, axis + drawn.join('') + now, token);
}

/** The groups with their gauges. */
export function treeSvg(model: PlaygroundModel, width = 520): string {
  const token = colours();
  const ROW = 52;
  const rows = treeRows(model.groups, new Set());
  const ram = model.machine?.ram ?? model.memory.total;
  const body = rows.map((row, i) => {
    const group = model.byId.get(row.id);
    if (group === undefined) return '';
    const gauge = twinGauge(group, ram);
    const left = 12 + row.depth * 14;
    const bar = (one: Bar | undefined, y: number, letter: string, text: string): string => {
      if (one === undefined) return '';
      const long = width - left - 160;
      const limit = one.limit ? `<path d="M${left + 14 + one.limit.at * long} ${y}v8" stroke="${token('--text')}" stroke-width="2"/>` : '';
      return (
        `<text x="${left}" y="${y + 8}" font-size="10" fill="${token('--text-3')}">${letter}</text><rect x="${left + 14}" y="${y}" width="${long}" height="8" rx="2" fill="${token('--line')}"/>` +
        `<rect x="${left + 14}" y="${y}" width="${Math.min(1, one.all) * long}" height="8" fill="${token(ownerSoft(group.id))}"/>` +
        `<rect x="${left + 14}" y="${y}" width="${Math.min(1, one.kernel) * long}" height="8" fill="${token(ownerHue(group.id))}"/>${limit}` +
        `<text x="${width - 10}" y="${y + 8}" text-anchor="end" font-size="11" fill="${token('--text')}">${escape(text)}</text>`
      );
    };
    const top = i * ROW + 8;
    const name = `<text x="${left}" y="${top + 10}" font-weight="600" fill="${token('--text')}">${escape(group.path)}</text>`;
    const memory = bar(gauge.memory, top + 17, m.groups.memory, `${pages(group.res.usage)} / ${pages(group.res.limit)}`);
    const kernel = bar(gauge.kernel, top + 31, m.groups.kernel, `${pages(group.kmem.usage)} / ${pages(group.kmem.limit)}`);
    return name + memory + kernel;
  });
  return svg(width, rows.length * ROW + 16, m.panels.tree, body.join(''), token);
}

/** The frame map as it is on screen, zoom and all; undefined where it is not shown. */
export function framesCanvas(): HTMLCanvasElement | undefined {
  return document.querySelector<HTMLCanvasElement>('[data-panel="frames"] canvas') ?? undefined;
}

/** The frame map in a frame of its own, with a caption. */
export function framesSvg(model: PlaygroundModel): string | undefined {
  const canvas = framesCanvas();
  if (canvas === undefined) return undefined;
  const token = colours();
  const { width, height } = canvas;
  const image = `<image href="${canvas.toDataURL()}" width="${width}" height="${height}"/>`;
  const caption = `<text x="8" y="${height + 16}" fill="${token('--text')}">${escape(model.document?.title ?? '')}, t ${model.time.tick}, ${escape(m.frames.by[model.colourBy])}</text>`;
  return svg(width, height + 24, m.panels.frames, image + caption, token);
}

/** An SVG as pixels, twice as fine. */
export async function pngOf(text: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await blobOf(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function blobOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))));
}

/** Offers something as a file. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

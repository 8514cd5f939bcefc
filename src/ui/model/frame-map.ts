import { type FrameKindName, FRAME_KINDS } from '../../engine/protocol';
import { inkOn } from '../geometry/colours';
import { type FrameColour, type FrameColours, frameColours, type FramePalette, KIND_BITS } from '../geometry/frame-colours';
import { blockBox, cellOf, type FrameLayout, frameAt, layoutFrames, paintFrames, tileRows } from '../geometry/frame-layout';
import { type MapView, pointAt } from '../geometry/map-view';
import type { FrameTable } from './frame-table.svelte';

/** From this many pixels a cell on, blocks have edges; from the other on, kinds have letters. */
const EDGES_FROM = 7;
const LETTERS_FROM = 15;

/** Draws something over the cells; the picture of all of them lies at `place`, one cell of `layout` beside the other. */
export type MapOver = (
  context: CanvasRenderingContext2D,
  layout: FrameLayout,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
) => void;

/** What one drawing of the map is made of. */
export interface Scene {
  readonly by: FrameColour;
  readonly palette: FramePalette;
  /** Frame whose block stands out. */
  readonly marked: number | undefined;
  readonly markColour: string;
  readonly edgeColour: string;
  readonly letters: Readonly<Record<FrameKindName, string>>;
  readonly over?: MapOver | undefined;
}

/**
 * Draws the frame table on a canvas: an image of one pixel a cell, kept by what changed, laid on the canvas through the
 * zoom. Sizes are CSS pixels but for the canvas itself.
 */
export class FrameMap {
  layout: FrameLayout = layoutFrames(1, 1, 1);
  readonly #canvas: HTMLCanvasElement;
  readonly #image = document.createElement('canvas');
  #pixels: ImageData | undefined;
  #width = 1;
  #height = 1;
  #painted: { by: FrameColour; palette: FramePalette; maxOwner: number; colours: FrameColours } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Pixels of a cell before zooming. */
  get scale(): number {
    return Math.min(this.#width / this.layout.width, this.#height / this.layout.height);
  }
  get #left(): number {
    return (this.#width - this.layout.width * this.scale) / 2;
  }
  get #top(): number {
    return (this.#height - this.layout.height * this.scale) / 2;
  }

  /** Takes the size of its box and the machine's frames; true when cells went to other places. */
  resize(width: number, height: number, total: number, ratio: number): boolean {
    this.#width = Math.max(width, 1);
    this.#height = Math.max(height, 1);
    this.#canvas.width = Math.round(this.#width * ratio);
    this.#canvas.height = Math.round(this.#height * ratio);
    const layout = layoutFrames(total, this.#width, this.#height);
    const moved = layout.total !== this.layout.total || layout.columns !== this.layout.columns;
    this.layout = layout;
    if (moved || this.#pixels === undefined) this.#renew();
    return moved;
  }

  #renew(): void {
    this.#image.width = this.layout.width;
    this.#image.height = this.layout.height;
    this.#pixels = new ImageData(this.layout.width, this.layout.height);
    this.#painted = undefined;
  }

  /** The frame under a point of the box. */
  frameAt(x: number, y: number, zoom: MapView): number | undefined {
    const [mapX, mapY] = pointAt(zoom, [x, y]);
    return frameAt(this.layout, Math.floor((mapX - this.#left) / this.scale), Math.floor((mapY - this.#top) / this.scale));
  }

  /** Middle of a frame's cell, unzoomed. */
  placeOf(pfn: number): [number, number] {
    const { x, y } = cellOf(this.layout, pfn);
    return [this.#left + (x + 0.5) * this.scale, this.#top + (y + 0.5) * this.scale];
  }

  /** Draws everything. */
  draw(frames: FrameTable, zoom: MapView, scene: Scene): void {
    const context = this.#canvas.getContext('2d', { alpha: true });
    if (context === null || this.#pixels === undefined || frames.total !== this.layout.total) return;
    this.#paint(frames, scene);
    const ratio = this.#canvas.width / this.#width;
    const cell = this.scale * zoom.k;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(ratio * zoom.k, 0, 0, ratio * zoom.k, ratio * zoom.x, ratio * zoom.y);
    context.imageSmoothingEnabled = cell * ratio < 1;
    const place = { x: this.#left, y: this.#top, width: this.layout.width * this.scale, height: this.layout.height * this.scale };
    context.drawImage(this.#image, place.x, place.y, place.width, place.height);
    scene.over?.(context, this.layout, place);
    context.setTransform(ratio * cell, 0, 0, ratio * cell, ratio * (zoom.x + this.#left * zoom.k), ratio * (zoom.y + this.#top * zoom.k));
    if (cell >= EDGES_FROM) this.#drawBlocks(context, frames, zoom, cell, scene);
    if (scene.marked !== undefined) this.#drawMark(context, frames, scene.marked, cell, scene.markColour);
  }

  /** Paints what changed, or all when the colours did. */
  #paint(frames: FrameTable, { by, palette }: Scene): void {
    const changed = frames.takeChanged();
    const same = this.#painted?.by === by && this.#painted.palette === palette;
    if (same && changed.length === 0) return;
    if (!same || frames.maxOwner > this.#painted!.maxOwner) {
      // Room for as many groups again: new ones seldom make a new table.
      const maxOwner = frames.maxOwner * 2;
      this.#painted = { by, palette, maxOwner, colours: frameColours(by, palette, maxOwner) };
    }
    const { colours } = this.#painted!;
    const pixels = new Uint32Array(this.#pixels!.data.buffer);
    const runs = same ? changed : [{ from: 0, to: frames.total }];
    for (const { from, to } of runs) paintFrames(this.layout, pixels, from, to, frames.kind, frames[colours.by], colours.table);
    const context = this.#image.getContext('2d');
    // A picture of a million pixels is not copied for a handful of them.
    for (const { x, y, width, height } of tileRows(this.layout, runs)) context?.putImageData(this.#pixels!, 0, 0, x, y, width, height);
  }

  /** Edges of the blocks on screen, and their kinds as letters. One unit is one cell. */
  #drawBlocks(context: CanvasRenderingContext2D, frames: FrameTable, zoom: MapView, cell: number, scene: Scene): void {
    const { by, table } = this.#painted!.colours;
    const seen = this.#cellsSeen(zoom, cell);
    context.lineWidth = 1 / cell;
    context.strokeStyle = scene.edgeColour;
    context.font = `0.55px ${getComputedStyle(this.#canvas).fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const drawn = new Set<number>();
    for (let y = seen.top; y < seen.bottom; y++)
      for (let x = seen.left; x < seen.right; x++) {
        const pfn = frameAt(this.layout, x, y);
        if (pfn === undefined) continue;
        const order = frames.order[pfn]!;
        const head = pfn - (pfn % (1 << order));
        if (drawn.has(head)) continue;
        drawn.add(head);
        const box = blockBox(this.layout, pfn, order);
        context.strokeRect(box.x, box.y, box.width, box.height);
        const letter = scene.letters[FRAME_KINDS[frames.kind[pfn]!] ?? 'free'];
        if (cell < LETTERS_FROM || letter === '') continue;
        context.fillStyle = inkOn(table[(frames[by][pfn]! << KIND_BITS) | frames.kind[pfn]!]!);
        context.globalAlpha = 0.75;
        context.fillText(letter, box.x + box.width / 2, box.y + box.height / 2);
        context.globalAlpha = 1;
      }
  }

  #cellsSeen(zoom: MapView, cell: number): { left: number; right: number; top: number; bottom: number } {
    const left = Math.floor((-zoom.x - this.#left * zoom.k) / cell);
    const top = Math.floor((-zoom.y - this.#top * zoom.k) / cell);
    return {
      left: Math.max(0, left),
      top: Math.max(0, top),
      right: Math.min(this.layout.width, left + Math.ceil(this.#width / cell) + 2),
      bottom: Math.min(this.layout.height, top + Math.ceil(this.#height / cell) + 2),
    };
  }

  #drawMark(context: CanvasRenderingContext2D, frames: FrameTable, pfn: number, cell: number, colour: string): void {
    const box = blockBox(this.layout, pfn, frames.order[pfn] ?? 0);
    const { x, y } = cellOf(this.layout, pfn);
    context.strokeStyle = colour;
    context.lineWidth = 2 / cell;
    const grow = Math.max(0, 4 / cell - 1) / 2;
    context.strokeRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow);
    if (cell >= EDGES_FROM && box.width * box.height > 1) {
      context.lineWidth = 1 / cell;
      context.strokeRect(x, y, 1, 1);
    }
  }
}

/** Runs in a browser: how long one redraw of the frame map takes when every frame has changed. */
import { framePalette, paletteTokens } from '../../src/ui/geometry/frame-colours';
import { WHOLE } from '../../src/ui/geometry/map-view';
import { FrameMap } from '../../src/ui/model/frame-map';
import { FrameTable } from '../../src/ui/model/frame-table.svelte';

const ROUNDS = 30;
const KINDS = 8;
const OWNERS = 12;

function table(total: number, shift: number): FrameTable {
  const frames = new FrameTable();
  take(frames, total, shift);
  return frames;
}

function take(frames: FrameTable, total: number, shift: number): void {
  const kind = new Uint8Array(total);
  const order = new Uint8Array(total);
  const owner = new Uint32Array(total);
  for (let pfn = 0; pfn < total; pfn++) {
    kind[pfn] = ((pfn >> 3) + shift) % KINDS;
    owner[pfn] = ((pfn >> 6) + shift) % OWNERS;
  }
  frames.apply({ total, full: true, runs: new Uint32Array(0), kind, order, owner });
}

/** Median milliseconds of a redraw of `total` frames. */
export function benchFrameMap(total: number): number {
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  const map = new FrameMap(canvas);
  map.resize(680, 380, total, 1);
  const names = paletteTokens();
  const palette = framePalette((name) => 0xff000000 | ((names.indexOf(name) * 2654435761) & 0xffffff));
  const letters = { free: '', reserved: 'r', anon: 'a', cache: 'c', stack: 's', slab: 'l', pagetable: 'p', kernel: 'k' };
  const frames = table(total, 0);
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    take(frames, total, i);
    const started = performance.now();
    map.draw(frames, WHOLE, { by: 'owner', palette, marked: undefined, markColour: '#000', edgeColour: '#000', letters });
    canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
    times.push(performance.now() - started);
  }
  canvas.remove();
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

Object.assign(globalThis, { benchFrameMap });

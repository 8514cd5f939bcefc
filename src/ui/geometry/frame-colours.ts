import { FRAME_KINDS } from '../../engine/protocol';
import type { FrameColour } from '../model/playground.svelte';
import { mix, type Pixel } from './colours';
import { HUES, ownerHue, ownerSoft } from './owner-hue';

/** Colours of the map, read once from the design tokens of the present theme. */
export interface FramePalette {
  readonly kind: readonly Pixel[];
  /** By order, taken and free. */
  readonly order: readonly Pixel[];
  readonly freeOrder: readonly Pixel[];
  readonly owner: (group: number, kernel: boolean) => Pixel;
}

/** Largest order of the buddy allocator. */
export const MAX_ORDER = 10;
const FREE = 0;

/** Every design token that a palette may ask for. */
export function paletteTokens(): string[] {
  const owners = Array.from({ length: HUES + 2 }, (_, group) => [ownerHue(group), ownerSoft(group)]);
  return [...FRAME_KINDS.map((kind) => `--kind-${kind}`), '--order-low', '--order-mid', '--order-high', ...owners.flat()];
}

/** Builds the palette; `token` gives the colour of a design token. */
export function framePalette(token: (name: string) => Pixel): FramePalette {
  const kind = FRAME_KINDS.map((name) => token(`--kind-${name}`));
  const [low, middle, high] = [token('--order-low'), token('--order-mid'), token('--order-high')];
  const order = Array.from({ length: MAX_ORDER + 1 }, (_, i) => (i <= 5 ? mix(low, middle, i / 5) : mix(middle, high, (i - 5) / 5)));
  const known = new Map<string, Pixel>();
  const cached = (name: string): Pixel => {
    let colour = known.get(name);
    if (colour === undefined) known.set(name, (colour = token(name)));
    return colour;
  };
  return {
    kind,
    order,
    freeOrder: order.map((colour) => mix(kind[FREE]!, colour, 0.22)),
    owner: (group, kernel) => cached(kernel ? ownerHue(group) : ownerSoft(group)),
  };
}

/** What the map colours: the frame table's arrays. */
export interface FrameArrays {
  readonly kind: Uint8Array;
  readonly order: Uint8Array;
  readonly owner: Uint32Array;
  isKernel(pfn: number): boolean;
}

/** The colour of each frame under a way to colour. */
export function frameColour(frames: FrameArrays, by: FrameColour, palette: FramePalette): (pfn: number) => Pixel {
  const { kind, order, owner } = frames;
  switch (by) {
    case 'kind': {
      const colours = Uint32Array.from(palette.kind);
      return (pfn) => colours[kind[pfn]!]!;
    }
    case 'order': {
      const colours = Uint32Array.from([...palette.order, ...palette.freeOrder]);
      return (pfn) => colours[order[pfn]! + (kind[pfn] === FREE ? MAX_ORDER + 1 : 0)]!;
    }
    case 'owner': {
      const free = palette.kind[FREE]!;
      // Groups count from 0; two colours each, filled as they are met.
      let colours = new Uint32Array(64);
      return (pfn) => {
        if (kind[pfn] === FREE) return free;
        const at = owner[pfn]! * 2 + (frames.isKernel(pfn) ? 1 : 0);
        if (at >= colours.length) {
          const wider = new Uint32Array(at * 2);
          wider.set(colours);
          colours = wider;
        }
        return colours[at] || (colours[at] = palette.owner(owner[pfn]!, (at & 1) === 1));
      };
    }
    default:
      return by satisfies never;
  }
}

import { FRAME_KINDS, type FrameKindName } from '../../engine/protocol';
import { mix, type Pixel } from './colours';
import { HUES, ownerHue, ownerSoft } from './owner-hue';

/** What the map's colours tell. */
export type FrameColour = 'owner' | 'kind' | 'order';

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
/** Kinds that are kernel memory. Frames reserved at boot are nobody's business. */
const KERNEL: readonly FrameKindName[] = ['stack', 'slab', 'pagetable', 'kernel'];
const FREE = FRAME_KINDS.indexOf('free');
const RESERVED = FRAME_KINDS.indexOf('reserved');
const IS_KERNEL = FRAME_KINDS.map((kind) => KERNEL.includes(kind));
/** Bits that a kind takes in an index of `FrameColours.table`. */
export const KIND_BITS = 3;

/** Is a frame of this kind kernel memory? */
export function isKernelKind(kind: number): boolean {
  return IS_KERNEL[kind] ?? false;
}

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
  return {
    kind,
    order,
    freeOrder: order.map((colour) => mix(kind[FREE]!, colour, 0.22)),
    owner: (group, kernel) => token(kernel ? ownerHue(group) : ownerSoft(group)),
  };
}

/**
 * How frames are coloured: `table[(by[pfn] << KIND_BITS) | kind[pfn]]`, so that the loop over a million frames is one
 * look-up each.
 */
export interface FrameColours {
  readonly by: 'owner' | 'order';
  readonly table: Uint32Array;
}

/** The table for one way to colour; groups up to `maxOwner` have their places in it. */
export function frameColours(way: FrameColour, palette: FramePalette, maxOwner: number): FrameColours {
  const by = way === 'owner' ? 'owner' : 'order';
  const rows = by === 'owner' ? maxOwner + 1 : MAX_ORDER + 1;
  const table = new Uint32Array(rows << KIND_BITS);
  for (let row = 0; row < rows; row++)
    for (let kind = 0; kind < FRAME_KINDS.length; kind++) table[(row << KIND_BITS) | kind] = colourOf(way, palette, row, kind);
  return { by, table };
}

function colourOf(way: FrameColour, palette: FramePalette, row: number, kind: number): Pixel {
  switch (way) {
    case 'kind':
      return palette.kind[kind]!;
    case 'order':
      return (kind === FREE ? palette.freeOrder : palette.order)[row]!;
    case 'owner':
      return kind === FREE || kind === RESERVED ? palette.kind[kind]! : palette.owner(row, isKernelKind(kind));
    default:
      return way satisfies never;
  }
}

/** The panels there are, by the names that an embed's address uses. */
export const PANELS = ['tree', 'frames', 'inspector', 'charts', 'console', 'lesson', 'trace', 'scenario'] as const;
export type PanelName = (typeof PANELS)[number];

/** A place for one panel, or for several as tabs. */
export interface StageCell {
  readonly id: string;
  readonly panels: readonly PanelName[];
  /** Share of its row's width, against the others'. */
  readonly weight: number;
}

export interface StageRow {
  readonly id: string;
  readonly cells: readonly StageCell[];
  /** Share of the stage's height. */
  readonly weight: number;
  /** Pixels below which it does not shrink: the stage scrolls instead. */
  readonly least: number;
}

export type StageShape = 'wide' | 'medium' | 'narrow';

const cell = (id: string, weight: number, ...panels: PanelName[]): StageCell => ({ id, weight, panels });
const row = (id: string, weight: number, least: number, ...cells: StageCell[]): StageRow => ({ id, weight, least, cells });

const SHAPES: Readonly<Record<StageShape, readonly StageRow[]>> = {
  wide: [
    row('stage', 48, 240, cell('tree', 24, 'tree'), cell('frames', 49, 'frames'), cell('inspector', 27, 'inspector')),
    row('time', 18, 96, cell('charts', 1, 'charts')),
    row('desk', 34, 180, cell('console', 50, 'console'), cell('lesson', 50, 'lesson', 'trace', 'scenario')),
  ],
  medium: [
    row('stage', 46, 240, cell('tree', 42, 'tree'), cell('frames', 58, 'frames')),
    row('time', 17, 96, cell('charts', 1, 'charts')),
    row('desk', 37, 200, cell('console', 48, 'console'), cell('lesson', 52, 'lesson', 'inspector', 'trace', 'scenario')),
  ],
  narrow: [
    row('stage', 50, 260, cell('upper', 1, 'tree', 'frames', 'inspector', 'charts')),
    row('desk', 50, 240, cell('lower', 1, 'lesson', 'console', 'trace', 'scenario')),
  ],
};

/** How a stage of this width is folded. */
export function stageShape(width: number): StageShape {
  if (width >= 1120) return 'wide';
  return width >= 700 ? 'medium' : 'narrow';
}

/** Rows and cells for the panels that are wanted; places without a panel are left out. */
export function arrange(shape: StageShape, panels: readonly PanelName[]): StageRow[] {
  const rows = SHAPES[shape].map((one) => ({
    ...one,
    cells: one.cells
      .map((place) => ({ ...place, panels: place.panels.filter((panel) => panels.includes(panel)) }))
      .filter((place) => place.panels.length > 0),
  }));
  return rows.filter((one) => one.cells.length > 0);
}

/** Shares after the border between places `at` and `at + 1` was moved by a fraction of the whole; none gets below a tenth of the pair. */
export function moveBorder(weights: readonly number[], at: number, by: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pair = weights[at]! + weights[at + 1]!;
  const first = Math.min(Math.max(weights[at]! + by * total, pair * 0.1), pair * 0.9);
  return weights.map((weight, i) => (i === at ? first : i === at + 1 ? pair - first : weight));
}

/**
 * What the gallery shows of each shipped lesson, as JSON on standard output: what its front matter says of it, and a small picture that is
 * its own run, group by group. Called by the build, as one bundled script: the names and texts come as JSON on standard input.
 */
import { readFileSync } from 'node:fs';
import { Simulation } from '../engine/simulation';
import { WORKSHOP } from '../engine/workshop';
import type { LessonCard, LessonLane, LessonPicture } from '../scenario/lesson-card';

/** Columns of a picture, and its steps of height. */
const COLUMNS = 48;
const STEPS = 63;
/** Groups drawn: those that held the most. */
const MOST_LANES = 4;
/** A run that has not ended here is drawn up to here. */
const LAST_TICK = 2_000_000;
const TICKS_A_LOOK = 50;
const ROOT = 1;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The card of a document. Throws when it is not valid. */
export function cardOf(name: string, text: string): LessonCard {
  const parsed = WORKSHOP.parse(text, []);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problems[0]?.message ?? 'not a document'}`);
  const { title, summary, teaches, minutes, topic } = parsed.document;
  const simulation = new Simulation(parsed.document, WORKSHOP.boot(parsed.document));
  return { name, title, summary, teaches, minutes: minutes ?? 0, topic: topic ?? '', picture: pictureOf(simulation) };
}

/** Runs it to its end and draws what was. */
export function pictureOf(simulation: Simulation): LessonPicture {
  const paths = new Map<number, string>();
  let killed = 0;
  let told = 0;
  for (let going = true; going && simulation.tick < LAST_TICK;) {
    going = simulation.run({ until: simulation.tick + TICKS_A_LOOK }) === 'until';
    for (const { id, path } of simulation.machine.groups()) if (!paths.has(id)) paths.set(id, path);
    const { kernelLog } = simulation.history;
    const end = kernelLog.behind(simulation.tick);
    for (const { row } of kernelLog.entries(told, end)) if (row.text.includes('Killed process')) killed++;
    told = end;
  }
  const { history } = simulation;
  const series = new Map<number, Series>();
  for (const { tick, values } of history.samples.rows) {
    const column = Math.min(COLUMNS - 1, Math.floor((tick * COLUMNS) / Math.max(1, history.end)));
    for (let at = 0; at < values.length; at += 3) {
      const id = values[at]!;
      let one = series.get(id);
      if (one === undefined) series.set(id, (one = { usage: new Array<number>(COLUMNS), kernel: new Array<number>(COLUMNS) }));
      one.usage[column] = Math.max(one.usage[column] ?? 0, values[at + 1]!);
      one.kernel[column] = Math.max(one.kernel[column] ?? 0, values[at + 2]!);
    }
  }
  const marks = history.marks.since(0);
  const refused = marks.filter(({ tone }) => tone === 'refused').reduce((sum, mark) => sum + mark.count, 0);
  const columnsOf = (tone: 'refused' | 'oom', of: (group: number) => boolean): number[] => [
    ...new Set(
      marks
        .filter((mark) => mark.tone === tone && of(mark.group))
        .map(({ tick }) => Math.min(COLUMNS - 1, Math.floor((tick * COLUMNS) / Math.max(1, history.end)))),
    ),
  ];
  const chosen = [...series.keys()]
    .filter((id) => id !== ROOT && highest(series.get(id)!.usage, series.get(id)!.kernel) > 0)
    .sort((a, b) => highest(series.get(b)!.usage, series.get(b)!.kernel) - highest(series.get(a)!.usage, series.get(a)!.kernel) || a - b)
    .slice(0, MOST_LANES)
    .sort((a, b) => a - b);
  const scale = Math.max(1, ...chosen.map((id) => highest(series.get(id)!.usage, series.get(id)!.kernel)));
  const lanes = chosen.map((group): LessonLane => {
    const { usage, kernel } = series.get(group)!;
    return {
      group,
      path: paths.get(group) ?? '',
      usage: highest(usage),
      kernel: highest(kernel),
      drawnUsage: drawn(usage, scale),
      drawnKernel: drawn(kernel, scale),
      refused: columnsOf('refused', (one) => one === group),
      oom: columnsOf('oom', (one) => one === group),
    };
  });
  const other = (one: number): boolean => !chosen.includes(one);
  return { ticks: history.end, refused, killed, lanes, otherRefused: columnsOf('refused', other), otherOom: columnsOf('oom', other) };
}

/** Highest pages of each column; a hole is a column no sample fell into. */
interface Series {
  readonly usage: number[];
  readonly kernel: number[];
}

function highest(...lists: readonly (readonly number[])[]): number {
  return lists.flat().reduce((most, one) => Math.max(most, one ?? 0), 0);
}

/** A letter a column. What is there at all is seen; a column without a sample is as the one before it. */
function drawn(list: readonly number[], scale: number): string {
  let text = '';
  let pages = 0;
  for (let column = 0; column < COLUMNS; column++) {
    pages = list[column] ?? pages;
    text += DIGITS[pages === 0 ? 0 : Math.max(1, Math.round((pages * STEPS) / scale))]!;
  }
  return text;
}

/** The word that makes the script run: what is imported only for its functions reads nothing. */
if (process.argv[2] === 'cards') {
  const documents = JSON.parse(readFileSync(0, 'utf8')) as { readonly name: string; readonly text: string }[];
  process.stdout.write(JSON.stringify(documents.map(({ name, text }) => cardOf(name, text))));
}

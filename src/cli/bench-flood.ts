/**
 * How the page fares under load, in a real browser: a fork bomb that nobody limits, a shell that prints without end, and
 * a thousand groups over a million frames. Measured is the page's own thread: its longest task, how soon it answers
 * somebody who types, its frames and the script in each. The half that runs in the page is `e2e/bench/load.ts`.
 */
import type { Page } from '@playwright/test';
import type { Watched } from '../../e2e/bench/load';

export interface LoadFigures {
  /** Longest task of the page's thread, in ms; 0 when none took the 50 from which browsers tell. */
  readonly longestTask: number;
  /** From a key to what it brought on screen, in ms: median and slowest; what took less than 16 counts as 16. */
  readonly inputMedian: number;
  readonly inputSlowest: number;
  readonly framesPerSecond: number;
  /** Script on the page's thread for each of its frames, in ms of processor time: a busy machine makes it no longer. */
  readonly scriptPerFrame: number;
  /** The same of all that the thread does: script, layout, painting. */
  readonly workPerFrame: number;
  /** From Ctrl-C until the console tells of it, in ms, where that is measured. */
  readonly interrupt?: number;
}

const WATCH_MS = 4000;
/** Time for a load to unfold before it is watched. */
const UNFOLD_MS = 2000;
const KEYS = 'echo hello world';
const FASTEST_TOLD_MS = 16;

const BOMB = "bash -c ':(){ :|:& };:' 2>/dev/null; sleep 100000";
const PRINTING = 'while :; do echo x; done';
const GROUPS = 'for i in {1..1000}; do mkdir g$i; done; while :; do for i in {1..1000}; do cgexec -g memory:g$i true; done; done';

async function begin(page: Page, url: string, line: string): Promise<void> {
  await page.goto(url);
  await page.getByText('paused').first().waitFor();
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'max' });
  const console = page.getByRole('textbox', { name: 'Command line of the console' });
  await console.fill(line);
  await console.press('Enter');
  await page.waitForTimeout(UNFOLD_MS);
}

async function watch(page: Page): Promise<LoadFigures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async (): Promise<readonly [script: number, all: number]> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (wanted: string): number => 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? 0);
    return [ms('ScriptDuration'), ms('TaskDuration')];
  };
  await page.evaluate('watchLoad()');
  const [before, started] = [await spent(), Date.now()];
  await page.keyboard.type(KEYS, { delay: WATCH_MS / KEYS.length });
  const { tasks, inputs, frames } = await page.evaluate<Watched>('watchedLoad()');
  const [after, ms] = [await spent(), Date.now() - started];
  const slow = inputs.sort((a, b) => b - a);
  return {
    longestTask: Math.max(0, ...tasks),
    inputMedian: slow[KEYS.length >> 1] ?? FASTEST_TOLD_MS,
    inputSlowest: slow[0] ?? FASTEST_TOLD_MS,
    framesPerSecond: (frames / ms) * 1000,
    scriptPerFrame: (after[0] - before[0]) / Math.max(1, frames),
    workPerFrame: (after[1] - before[1]) / Math.max(1, frames),
  };
}

/** A fork bomb without a limit on a machine of 1 GiB, at full speed. */
export async function benchBomb(page: Page, url: string): Promise<LoadFigures> {
  await begin(page, `${url}?scenario=fork-bomb-unlimited&set=machine.ram=1G`, BOMB);
  return watch(page);
}

/** A thousand groups with tasks that come and go, over 1 Mi frames. */
export async function benchGroups(page: Page, url: string): Promise<LoadFigures> {
  await begin(page, `${url}?scenario=fork-bomb-unlimited&set=machine.ram=4G`, GROUPS);
  return watch(page);
}

/** A shell that prints without end, and is interrupted. */
export async function benchPrinting(page: Page, url: string): Promise<LoadFigures> {
  await begin(page, `${url}?scenario=fork-bomb-unlimited`, PRINTING);
  const figures = await watch(page);
  return { ...figures, interrupt: await page.evaluate<number>('timeInterrupt()') };
}

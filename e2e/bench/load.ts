/** Runs in the playground's page: watches its thread while something floods it. */

/** What came about since watching began. */
export interface Watched {
  /** Durations of the tasks that took 50 ms and more. */
  readonly tasks: number[];
  /** From each key to what it brought on screen, if that was 16 ms and more. */
  readonly inputs: number[];
  readonly frames: number;
}

interface InputTiming extends PerformanceEntry {
  readonly interactionId: number;
}

const tasks: number[] = [];
const inputs = new Map<number, number>();
let frames = 0;
let since = 0;

/** Begins to watch, or begins anew. */
export function watchLoad(): void {
  tasks.length = 0;
  inputs.clear();
  frames = 0;
  since = performance.now();
}

export function watchedLoad(): Watched {
  return { tasks, inputs: [...inputs.values()], frames };
}

/** Presses Ctrl-C where the focus is; milliseconds until the console says so. */
export function timeInterrupt(): Promise<number> {
  const started = performance.now();
  const pressed = { key: 'c', code: 'KeyC', ctrlKey: true, bubbles: true, cancelable: true };
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', pressed));
  return new Promise((done) => {
    const look = (): void => {
      if (document.body.textContent.includes('^C')) done(performance.now() - started);
      else requestAnimationFrame(look);
    };
    look();
  });
}

function countFrame(): void {
  frames++;
  requestAnimationFrame(countFrame);
}

new PerformanceObserver((list) => {
  // Browsers tell later: what began before is not of the time that is watched.
  for (const { duration, startTime } of list.getEntries()) if (startTime >= since) tasks.push(duration);
}).observe({ type: 'longtask' });
new PerformanceObserver((list) => {
  for (const { interactionId, duration, startTime } of list.getEntries() as InputTiming[]) {
    if (interactionId !== 0 && startTime >= since) inputs.set(interactionId, Math.max(duration, inputs.get(interactionId) ?? 0));
  }
}).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
requestAnimationFrame(countFrame);
Object.assign(globalThis, { watchLoad, watchedLoad, timeInterrupt });

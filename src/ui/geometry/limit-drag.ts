import { UNLIMITED } from '../../engine/protocol';

/** Pages that the bar stands for while a limit on it is moved: room to raise it as well as to lower it. */
export function dragScale(limit: number, scale: number): number {
  return limit === UNLIMITED ? scale : Math.max(scale, limit * 2, 64);
}

/** The pages between two places a limit can have: a power of two, about a hundredth of the bar. */
export function dragStep(scale: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(scale / 100)));
}

/** The limit at a place of the bar, 0..1; at its end there is none. */
export function limitAt(fraction: number, scale: number): number {
  if (fraction >= 1) return UNLIMITED;
  const step = dragStep(scale);
  return Math.max(0, Math.round((fraction * scale) / step) * step);
}

/** Where a key takes a limit; undefined for other keys. Beyond the end of the bar there is none. */
export function limitKey(key: string, limit: number, scale: number, usage: number): number | undefined {
  const from = limit === UNLIMITED ? scale : limit;
  const step = dragStep(scale);
  const goals: Record<string, number> = {
    ArrowRight: from + step,
    ArrowUp: from + step,
    ArrowLeft: from - step,
    ArrowDown: from - step,
    PageUp: from * 2,
    PageDown: Math.floor(from / 2),
    Home: usage,
    End: UNLIMITED,
  };
  const goal = goals[key];
  if (goal === undefined || goal === UNLIMITED) return goal;
  return goal > scale ? UNLIMITED : Math.max(0, goal);
}

/** A straight map from a domain to pixels. */
export interface LinearScale {
  (value: number): number;
  invert(place: number): number;
}

/** Maps [from, to] onto [start, end]. An empty domain maps to `start`. */
export function linear(from: number, to: number, start: number, end: number): LinearScale {
  const factor = to === from ? 0 : (end - start) / (to - from);
  return Object.assign((value: number) => start + (value - from) * factor, {
    invert: (place: number) => (factor === 0 ? from : from + (place - start) / factor),
  });
}

/** Round values from 0 to `to`, about `count` of them: steps of 1, 2 or 5 times a power of ten, and whole. */
export function ticks(to: number, count: number): number[] {
  const rough = to / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(to / step) + 1 }, (_, i) => i * step);
}

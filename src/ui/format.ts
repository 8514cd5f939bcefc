import { UNLIMITED } from '../engine/protocol';
import { m } from '../messages';

/** Bytes in a page. */
export const PAGE_BYTES = 4096;

/** The sign for "no limit". */
export const NO_LIMIT = '∞';

/** Pages as a person says them: `8K`, `4M`, `12.4M`, `1G`; exact where it is short, else three digits, with the language's own point. */
export function pages(count: number): string {
  if (count === UNLIMITED) return NO_LIMIT;
  const kib = count * 4;
  if (kib < 1024) return `${kib}K`;
  const mib = kib / 1024;
  if (mib < 1024) return `${short(mib)}M`;
  return `${short(mib / 1024)}G`;
}

function short(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2).replace('.', m.format.point);
}

/** Pages in bytes, as the control file holds them: digits without groups, to be found there again. */
export function bytes(count: number): string {
  if (count === UNLIMITED) return '9223372036854775807';
  return String(BigInt(count) * BigInt(PAGE_BYTES));
}

/** A whole number with its thousands apart as the language has it: `1,204`. */
export function whole(value: number): string {
  return m.format.whole(value);
}

/** Ticks a second as a factor of real time: 1 tick is 1 ms of simulated time. */
export function speedName(ticksPerSecond: number): string {
  if (ticksPerSecond === 0) return 'max';
  const factor = ticksPerSecond / 1000;
  return factor >= 1 ? `${factor}×` : `1/${Math.round(1 / factor)}×`;
}

/** Numbers as command lines carry them. */

const POWERS = 'KMGTPEZY';

/**
 * `4096`, `4K`, `4KiB`, `4kB` (1000), `2M`, `512b` …: a count with coreutils' multipliers. Undefined for any other text or above
 * 2^53 − 1.
 */
export function parseCount(text: string): number | undefined {
  const match = /^\+?(\d+)(?:([kKmMGTPEZY])(iB|B|)|([bwcx]))?$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '0', power, kind, unit] = match;
  let value = Number(digits);
  if (power !== undefined) {
    const base = kind === 'B' ? 1000 : 1024;
    for (let i = POWERS.indexOf(power.toUpperCase()); i >= 0; i--) value *= base;
  } else if (unit === 'b') value *= 512;
  else if (unit === 'w') value *= 2;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A plain decimal number, blanks refused; undefined for any other text. */
export function parseDecimal(text: string): number | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `0.5`, `2s`, `1m`, `3h`, `1d`, `inf`: a time in ticks (1 ms), rounded up as sleep does. Undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  if (/^\+?inf(inity)?[smhd]?$/i.test(text)) return Number.MAX_SAFE_INTEGER;
  const match = /^\+?(\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d{1,3}))?([smhd]?)$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '0', exponent = '0', unit = 's'] = match;
  const factor = { s: 1000, m: 60000, h: 3600000, d: 86400000 }[unit || 's'] ?? 1000;
  // Decimal text to ticks without a rounding of its own: 0.1 s is 100 ticks, not 101.
  const value = Number(`${digits}e${exponent}`) * factor;
  const ticks = Math.ceil(Math.round(value * 1000) / 1000);
  return Number.isFinite(ticks) && ticks < Number.MAX_SAFE_INTEGER ? ticks : Number.MAX_SAFE_INTEGER;
}

/** Bytes as `ls -h` and `df -h` show them: `4.0K`, `12M`; rounded up. */
export function humanSize(bytes: number, base = 1024): string {
  if (bytes < base) return `${bytes}`;
  let value = bytes;
  let power = -1;
  while (value >= base && power < POWERS.length - 1) {
    value /= base;
    power++;
  }
  const letter = base === 1000 && power === 0 ? 'k' : POWERS[power];
  const tenths = Math.ceil(value * 10);
  if (tenths < 100) return `${Math.floor(tenths / 10)}.${tenths % 10}${letter}`;
  const whole = Math.ceil(value);
  return whole >= base ? `1.0${POWERS[power + 1]}` : `${whole}${letter}`;
}

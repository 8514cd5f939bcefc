/**
 * Numbers as control files take them (lib/cmdline.c memparse, lib/vsprintf.c simple_strtoull, kernel/res_counter.c
 * res_counter_memparse_write_strategy and kernel/cgroup.c, 3.8). Arithmetic is that of 64 bits, and wraps.
 */
import { E2BIG, EINVAL } from './errno';
import { PAGE_SIZE } from './config';
import { RESOURCE_MAX } from './res-counter';

/** Bytes of the kernel's buffer for one write (CGROUP_LOCAL_BUFFER_SIZE). */
const LOCAL_BUFFER_SIZE = 64;
const U64 = (1n << 64n) - 1n;
const PAGE = BigInt(PAGE_SIZE);
const LLONG_MAX = (1n << 63n) - 1n;
const SUFFIX_SHIFT: Readonly<Record<string, bigint>> = { K: 10n, k: 10n, M: 20n, m: 20n, G: 30n, g: 30n };

/** What a number file holds: a value, or the errno of a bad text. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errno: number };

const invalid = { ok: false, errno: EINVAL } as const;

/**
 * A size in pages, rounded up; `-1` is RESOURCE_MAX. Bytes written are counted with their newline: 63 or more are
 * -E2BIG before anything else, none at all is 0.
 */
export function parseSize(text: string): Parsed<number> {
  if (text.length >= LOCAL_BUFFER_SIZE - 1) return { ok: false, errno: E2BIG };
  const word = strstrip(text);
  if (word.startsWith('-')) {
    const { value, rest } = strtoull(word.slice(1), 10);
    return value === 1n && rest === '' ? { ok: true, value: RESOURCE_MAX } : invalid;
  }
  const bytes = memparse(word);
  return bytes === undefined ? invalid : { ok: true, value: Number((((bytes + PAGE - 1n) & U64) / PAGE) & U64) };
}

/** A plain number with its base by prefix; an empty line is 0, a write of no bytes -EINVAL, 64 bytes or more -E2BIG (cgroup_write_X64). */
export function parseU64(text: string): Parsed<bigint> {
  if (text.length === 0) return invalid;
  if (text.length >= LOCAL_BUFFER_SIZE) return { ok: false, errno: E2BIG };
  const { value, rest } = strtoull(strstrip(text), 0);
  return rest === '' ? { ok: true, value } : invalid;
}

/** A number with an optional suffix K, M or G and nothing behind it. */
function memparse(word: string): bigint | undefined {
  const { value, rest } = strtoull(word, 0);
  if (rest === '') return value;
  const shift = rest.length === 1 ? SUFFIX_SHIFT[rest] : undefined;
  return shift === undefined ? undefined : (value << shift) & U64;
}

/** Digits of a base (0: by prefix 0x or 0), wrapping at 2^64, and what stands behind them. */
function strtoull(text: string, base: number): { readonly value: bigint; readonly rest: string } {
  let at = 0;
  let radix = base;
  if (radix === 0) radix = /^0[xX][0-9a-fA-F]/.test(text) ? 16 : text.startsWith('0') ? 8 : 10;
  if (radix === 16) at = 2;
  let value = 0n;
  for (; at < text.length; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit >= radix) break;
    value = (value * BigInt(radix) + BigInt(digit)) & U64;
  }
  return { value, rest: text.slice(at) };
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 255;
}

/** The text up to a NUL byte, blanks at both ends taken off (strstrip). */
export function strstrip(text: string): string {
  const end = text.indexOf('\0');
  return (end === -1 ? text : text.slice(0, end)).replace(/^[\t-\r \xa0]+|[\t-\r \xa0]+$/g, '');
}

/** Pages as a control file shows them: bytes, RESOURCE_MAX as 9223372036854775807. */
export function formatPages(pages: number): string {
  return String(pages === RESOURCE_MAX ? LLONG_MAX : BigInt(pages) * PAGE);
}

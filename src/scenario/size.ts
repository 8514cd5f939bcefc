/** Bytes in a page of the simulated machine (x86_64). */
export const PAGE_SIZE = 4096;

/** A document may be this many bytes of UTF-8. */
export const MAX_DOCUMENT_BYTES = 256 * 1024;

/** Bytes of UTF-8 a text takes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const UNITS: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30 };

/** Digits with an optional K, M or G (powers of 1024), as the kernel's memparse takes them in decimal; undefined for anything else. */
export function parseSize(text: string): bigint | undefined {
  const match = /^([0-9]{1,20})([kmg]?)$/i.exec(text);
  if (!match) return undefined;
  return BigInt(match[1]!) << BigInt(UNITS[match[2]!.toLowerCase()]!);
}

/** Bytes in the shortest exact form: 4M, 8K, 512. */
export function formatSize(bytes: number): string {
  if (bytes > 0 && bytes % 2 ** 30 === 0) return `${bytes / 2 ** 30}G`;
  if (bytes > 0 && bytes % 2 ** 20 === 0) return `${bytes / 2 ** 20}M`;
  if (bytes > 0 && bytes % 2 ** 10 === 0) return `${bytes / 2 ** 10}K`;
  return `${bytes}`;
}

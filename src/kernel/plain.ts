/** Plain data: what records are made of, how it counts for the state hash, and about how much memory it takes. */

/** Plain data: what survives JSON unchanged. `undefined` fields are left out. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** Takes 32-bit words; see `state-hash.ts`. */
export interface HashSink {
  word(value: number): void;
}

const FLOAT = new Float64Array(1);
const FLOAT_WORDS = new Uint32Array(FLOAT.buffer);

/** Feeds plain data to a hash, keys sorted by code unit, `undefined` fields skipped. */
export function hashPlain(sink: HashSink, value: Plain): void {
  switch (typeof value) {
    case 'number':
      sink.word(1);
      FLOAT[0] = value;
      sink.word(FLOAT_WORDS[0]!);
      sink.word(FLOAT_WORDS[1]!);
      return;
    case 'string':
      sink.word(2);
      sink.word(value.length);
      for (let i = 0; i < value.length; i++) sink.word(value.charCodeAt(i));
      return;
    case 'boolean':
      sink.word(value ? 4 : 3);
      return;
    case 'undefined':
      sink.word(5);
      return;
    case 'object':
      break;
    default:
      throw new Error(`not plain data: ${typeof value}`);
  }
  if (value === null) {
    sink.word(6);
  } else if (Array.isArray(value)) {
    sink.word(7);
    sink.word(value.length);
    for (const item of value as readonly Plain[]) hashPlain(sink, item);
  } else {
    const record = value as { readonly [key: string]: Plain };
    const keys = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort();
    sink.word(8);
    sink.word(keys.length);
    for (const key of keys) {
      hashPlain(sink, key);
      hashPlain(sink, record[key]);
    }
  }
}

/** Parts of a record that are looked at; the rest is taken to be shared with other records. */
const WEIGHED_PARTS = 64;

/** About how many bytes a record takes. */
export function weighPlain(value: Plain): number {
  return plainBytes(value, { parts: WEIGHED_PARTS });
}

function plainBytes(value: Plain, left: { parts: number }): number {
  if (--left.parts < 0) return 0;
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  for (const part of Object.values(value) as Plain[]) bytes += 8 + plainBytes(part, left);
  return bytes;
}

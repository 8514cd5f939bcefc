/**
 * Where all simulated state lives, so that a checkpoint is cheap and complete.
 *
 * Two shapes are enough: `Columns` (struct of typed arrays, one row a thing) for what is numerous and hot, and
 * `ObjectStore` (plain records by number) for what holds text or lists. Whatever is in a `Stores` registry is
 * checkpointed, restored and hashed; whatever is not in one is no state.
 */

import { type HashSink, hashPlain } from './plain';

export { ObjectStore } from './object-store';
export { type HashSink, hashPlain, type Plain } from './plain';

export type ColumnType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f64';
export type ColumnArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;
type ArrayOf<T extends ColumnType> = T extends 'u8'
  ? Uint8Array
  : T extends 'i8'
    ? Int8Array
    : T extends 'u16'
      ? Uint16Array
      : T extends 'i16'
        ? Int16Array
        : T extends 'u32'
          ? Uint32Array
          : T extends 'i32'
            ? Int32Array
            : Float64Array;

const CONSTRUCTORS = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f64: Float64Array,
} as const;

/** Bytes in one chunk of a checkpointed column; equal chunks are shared between checkpoints. */
const CHUNK_BYTES = 1024;
/** What a chunk costs beside its bytes. */
const CHUNK_OVERHEAD = 160;
/** 32-bit words of a column that are compared at a time when a checkpoint is taken in parts. */
const PART_WORDS = 1 << 16;

/** One checkpoint of one column: its chunks, shared with the checkpoint before where nothing changed. */
export interface ColumnImage {
  readonly chunks: readonly Uint32Array[];
}

/** One checkpoint of a `Columns`. */
export interface ColumnsImage {
  readonly length: number;
  readonly columns: Readonly<Record<string, ColumnImage>>;
}

/**
 * A growable struct of arrays. Read and write `table.col.NAME[row]` directly (never keep the array across a call that
 * may `grow`, since growing replaces it). Rows at and behind `length` are all zero.
 */
export class Columns<S extends Record<string, ColumnType>> {
  readonly #schema: S;
  readonly #names: readonly (keyof S & string)[];
  /** Setting one row of some columns of one type to zero. */
  #clearers: ((row: number) => void)[] = [];
  #length = 0;
  #capacity = 0;
  col: { [K in keyof S]: ArrayOf<S[K]> };

  constructor(schema: S, length = 0) {
    this.#schema = schema;
    this.#names = (Object.keys(schema) as (keyof S & string)[]).sort();
    this.col = {} as { [K in keyof S]: ArrayOf<S[K]> };
    this.#reserve(Math.max(length, 16));
    // Filled under computed names an object of many columns is a slow dictionary to the engine; its copy is not.
    this.col = { ...this.col };
    this.#length = length;
  }

  /** Rows in use. */
  get length(): number {
    return this.#length;
  }

  /** Bytes of the rows in use. */
  get bytes(): number {
    let bytes = 0;
    for (const name of this.#names) bytes += this.#length * (this.col[name] as ColumnArray).BYTES_PER_ELEMENT;
    return bytes;
  }

  /** Makes at least `length` rows exist; new rows are zero. */
  grow(length: number): void {
    if (length > this.#capacity) this.#reserve(Math.max(length, this.#capacity * 2));
    if (length > this.#length) this.#length = length;
  }

  /** Adds a zero row and answers its number. */
  push(): number {
    const row = this.#length;
    this.grow(row + 1);
    return row;
  }

  /** Sets every column of one row to zero. */
  clear(row: number): void {
    const clearers = this.#clearers;
    for (let i = 0; i < clearers.length; i++) clearers[i]!(row);
  }

  #reserve(capacity: number): void {
    // Whole 8-byte words, so that every column can be compared and hashed as 32-bit words.
    const rows = (capacity + 7) & ~7;
    for (const name of this.#names) {
      const next = new CONSTRUCTORS[this.#schema[name]!](rows) as ColumnArray;
      const old = this.col[name] as ColumnArray | undefined;
      if (old) next.set(old.subarray(0, this.#length) as never);
      (this.col as Record<string, ColumnArray>)[name] = next;
    }
    this.#clearers = clearersOf(this.#names.map((name) => this.col[name] as ColumnArray));
    this.#capacity = rows;
  }

  #words(name: keyof S & string): Uint32Array {
    const array = this.col[name] as ColumnArray;
    const bytes = (this.#length * array.BYTES_PER_ELEMENT + 3) & ~3;
    return new Uint32Array(array.buffer, 0, bytes >> 2);
  }

  /** A checkpoint that shares with `previous` every chunk that did not change; in parts, between which nothing may change. */
  *checkpoint(previous?: ColumnsImage): Generator<void, ColumnsImage> {
    const columns: Record<string, ColumnImage> = {};
    for (const name of this.#names) {
      const words = this.#words(name);
      const chunks: Uint32Array[] = [];
      for (let at = 0; at < words.length; at += PART_WORDS) {
        if (at > 0) yield;
        addChunks(chunks, previous?.columns[name]?.chunks, words, at, Math.min(at + PART_WORDS, words.length));
      }
      columns[name] = { chunks };
    }
    return { length: this.#length, columns };
  }

  /** Puts everything back as it was at `image`. */
  restore(image: ColumnsImage): void {
    if (image.length > this.#capacity) this.#reserve(image.length);
    const longest = Math.max(this.#length, image.length);
    this.#length = longest;
    for (const name of this.#names) {
      const words = this.#words(name);
      let at = 0;
      for (const chunk of image.columns[name]?.chunks ?? []) {
        words.set(chunk, at);
        at += chunk.length;
      }
      words.fill(0, at);
    }
    this.#length = image.length;
  }

  /** Bytes that `image` holds and `previous` does not. */
  weigh(image: ColumnsImage, previous?: ColumnsImage): number {
    let bytes = 0;
    for (const name of this.#names) {
      const chunks = image.columns[name]!.chunks;
      const old = previous?.columns[name]?.chunks;
      bytes += 8 * chunks.length;
      for (let i = 0; i < chunks.length; i++) if (chunks[i] !== old?.[i]) bytes += CHUNK_OVERHEAD + chunks[i]!.byteLength;
    }
    return bytes;
  }

  /** Feeds all rows in use to the hash, column by column in the order of their names. */
  hash(sink: HashSink): void {
    sink.word(this.#length);
    for (const name of this.#names) {
      const words = this.#words(name);
      for (let i = 0; i < words.length; i++) sink.word(words[i]!);
    }
  }
}

/**
 * One function a type, each with a loop of its own text: a loop that meets arrays of many types is many times slower.
 */
function clearersOf(arrays: readonly ColumnArray[]): ((row: number) => void)[] {
  const of = <T extends ColumnArray>(type: new (length: number) => T): T[] => arrays.filter((array): array is T => array instanceof type);
  const [u8, u16, u32, i32, f64] = [of(Uint8Array), of(Uint16Array), of(Uint32Array), of(Int32Array), of(Float64Array)];
  const signed = [...of(Int8Array), ...of(Int16Array)];
  const clearers = [
    [u8, (row: number): void => { for (let i = 0; i < u8.length; i++) u8[i]![row] = 0; }],
    [u16, (row: number): void => { for (let i = 0; i < u16.length; i++) u16[i]![row] = 0; }],
    [u32, (row: number): void => { for (let i = 0; i < u32.length; i++) u32[i]![row] = 0; }],
    [i32, (row: number): void => { for (let i = 0; i < i32.length; i++) i32[i]![row] = 0; }],
    [f64, (row: number): void => { for (let i = 0; i < f64.length; i++) f64[i]![row] = 0; }],
    [signed, (row: number): void => { for (let i = 0; i < signed.length; i++) signed[i]![row] = 0; }],
  ] as const; // prettier-ignore
  return clearers.filter(([some]) => some.length > 0).map(([, clear]) => clear);
}

/** Chunks of the words [from, to), the old ones where nothing changed. */
function addChunks(chunks: Uint32Array[], before: readonly Uint32Array[] | undefined, words: Uint32Array, from: number, to: number): void {
  const step = CHUNK_BYTES >> 2;
  for (let at = from; at < to; at += step) {
    const end = Math.min(at + step, to);
    const old = before?.[chunks.length];
    chunks.push(old !== undefined && sameWords(old, words, at, end) ? old : words.slice(at, end));
  }
}

function sameWords(chunk: Uint32Array, words: Uint32Array, from: number, to: number): boolean {
  if (chunk.length !== to - from) return false;
  for (let i = 0; i < chunk.length; i++) if (chunk[i] !== words[from + i]) return false;
  return true;
}

/** What the registry asks of a store. */
interface Store {
  checkpoint(previous?: never): unknown;
  weigh(image: never, previous?: never): number;
  restore(image: never): void;
  hash(sink: HashSink): void;
}

/** A whole checkpoint, by the stores' names. Opaque to everyone but `Stores`. */
export interface StoresImage {
  readonly images: Readonly<Record<string, unknown>>;
}

/** The registry of all state of one machine. */
export class Stores {
  readonly #stores = new Map<string, Store>();

  /** Registers a store under a name of its own and hands it back. */
  add<T extends Store>(name: string, store: T): T {
    if (this.#stores.has(name)) throw new Error(`store ${name} registered twice`);
    this.#stores.set(name, store);
    return store;
  }
  /** Bytes of all columns: what a checkpoint has to look through. */
  get bytes(): number {
    let bytes = 0;
    for (const store of this.#stores.values()) if (store instanceof Columns) bytes += (store as Columns<Record<string, ColumnType>>).bytes;
    return bytes;
  }
  /** A checkpoint in parts of a few hundred KiB, so that whoever takes it can do something else in between; nothing may change until it is done. */
  *checkpoint(previous?: StoresImage): Generator<void, StoresImage> {
    const images: Record<string, unknown> = {};
    for (const [name, store] of this.#stores) {
      const before = previous?.images[name] as never;
      images[name] = store instanceof Columns ? yield* store.checkpoint(before) : store.checkpoint(before);
    }
    return { images };
  }
  /** Bytes that `image` holds and `previous`, the one it was taken after, does not. An estimate for records. */
  weigh(image: StoresImage, previous?: StoresImage): number {
    let bytes = 0;
    for (const [name, store] of this.#stores) bytes += store.weigh(image.images[name] as never, previous?.images[name] as never);
    return bytes;
  }
  restore(image: StoresImage): void {
    for (const [name, store] of this.#stores) store.restore(image.images[name] as never);
  }
  hash(sink: HashSink): void {
    for (const name of [...this.#stores.keys()].sort()) {
      hashPlain(sink, name);
      this.#stores.get(name)!.hash(sink);
    }
  }
}

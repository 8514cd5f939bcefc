/**
 * Where all simulated state lives, so that a checkpoint is cheap and complete.
 *
 * Two shapes are enough: `Columns` (struct of typed arrays, one row a thing) for what is numerous and hot, and
 * `ObjectStore` (plain records by number) for what holds text or lists. Whatever is in a `Stores` registry is
 * checkpointed, restored and hashed; whatever is not in one is no state.
 */

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

  /** A checkpoint that shares with `previous` every chunk that did not change. */
  checkpoint(previous?: ColumnsImage): ColumnsImage {
    const columns: Record<string, ColumnImage> = {};
    const step = CHUNK_BYTES >> 2;
    for (const name of this.#names) {
      const words = this.#words(name);
      const before = previous?.columns[name]?.chunks;
      const chunks: Uint32Array[] = [];
      for (let at = 0, i = 0; at < words.length; at += step, i++) {
        const end = Math.min(at + step, words.length);
        const old = before?.[i];
        chunks.push(old !== undefined && sameWords(old, words, at, end) ? old : words.slice(at, end));
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

function sameWords(chunk: Uint32Array, words: Uint32Array, from: number, to: number): boolean {
  if (chunk.length !== to - from) return false;
  for (let i = 0; i < chunk.length; i++) if (chunk[i] !== words[from + i]) return false;
  return true;
}

/** Plain data: what survives JSON unchanged. `undefined` fields are left out. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** One checkpoint of an `ObjectStore`: the records themselves, which nobody changes any more. */
export type ObjectsImage<T> = ReadonlyMap<number, T>;

/**
 * Plain records by number. `get` is for reading only; to change a record take it with `edit`, which copies it first
 * when a checkpoint still holds it. `copy` must copy as deep as the owner writes.
 */
export class ObjectStore<T extends object> {
  #records = new Map<number, T>();
  #fresh = new Set<number>();
  readonly #copy: (record: T) => T;
  readonly #plain: (record: T) => Plain;

  /** `plain` is how a record counts for the hash, itself if nothing else is said. */
  constructor(copy: (record: T) => T, plain: (record: T) => Plain = (record) => record as Plain) {
    this.#copy = copy;
    this.#plain = plain;
  }

  get size(): number {
    return this.#records.size;
  }
  has(id: number): boolean {
    return this.#records.has(id);
  }
  /** For reading; throws where there is none (our own fault, never the user's). */
  get(id: number): Readonly<T> {
    const record = this.#records.get(id);
    if (record === undefined) throw new Error(`no record ${id}`);
    return record;
  }
  find(id: number): Readonly<T> | undefined {
    return this.#records.get(id);
  }
  /** For changing. Never keep the answer across a tick. */
  edit(id: number): T {
    const record = this.#records.get(id);
    if (record === undefined) throw new Error(`no record ${id}`);
    if (this.#fresh.has(id)) return record;
    const copy = this.#copy(record);
    this.#records.set(id, copy);
    this.#fresh.add(id);
    return copy;
  }
  set(id: number, record: T): void {
    this.#records.set(id, record);
    this.#fresh.add(id);
  }
  delete(id: number): void {
    this.#records.delete(id);
    this.#fresh.delete(id);
  }
  /** Numbers in ascending order. */
  ids(): number[] {
    return [...this.#records.keys()].sort((a, b) => a - b);
  }

  checkpoint(): ObjectsImage<T> {
    this.#fresh.clear();
    return new Map(this.#records);
  }
  restore(image: ObjectsImage<T>): void {
    this.#records = new Map(image);
    this.#fresh.clear();
  }
  hash(sink: HashSink): void {
    sink.word(this.#records.size);
    for (const id of this.ids()) {
      sink.word(id);
      hashPlain(sink, this.#plain(this.#records.get(id)!));
    }
  }
}

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

/** What the registry asks of a store. */
interface Store {
  checkpoint(previous?: never): unknown;
  restore(image: never): void;
  hash(sink: HashSink): void;
}

/** A whole checkpoint, by the stores' names. Opaque to everyone but `Stores`. */
export interface StoresImage {
  readonly images: Readonly<Record<string, unknown>>;
}

/** What a record of an `ObjectStore` costs beside its contents: its place in a map. */
const RECORD_BYTES = 48;
/** What a chunk costs beside its bytes. */
const CHUNK_OVERHEAD = 160;
/** Parts of a record that are looked at; the rest is taken to be shared with other records. */
const WEIGHED_PARTS = 64;

/** Bytes that an image holds and `previous` does not, near enough to keep a budget; walks the image once. */
function weighImage(image: unknown, previous: unknown): number {
  if (image instanceof Map) {
    const before = previous instanceof Map ? previous : undefined;
    let bytes = RECORD_BYTES * image.size;
    for (const [id, record] of image) if (before?.get(id) !== record) bytes += plainBytes(record as Plain, { parts: WEIGHED_PARTS });
    return bytes;
  }
  const { columns } = image as ColumnsImage;
  const before = previous as ColumnsImage | undefined;
  let bytes = 0;
  for (const name in columns) {
    const chunks = columns[name]!.chunks;
    const old = before?.columns[name]?.chunks;
    bytes += 8 * chunks.length;
    for (let i = 0; i < chunks.length; i++) if (chunks[i] !== old?.[i]) bytes += CHUNK_OVERHEAD + chunks[i]!.byteLength;
  }
  return bytes;
}

function plainBytes(value: Plain, left: { parts: number }): number {
  if (--left.parts < 0) return 0;
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 32;
  for (const part of Object.values(value) as Plain[]) bytes += 8 + plainBytes(part, left);
  return bytes;
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
  checkpoint(previous?: StoresImage): StoresImage {
    const images: Record<string, unknown> = {};
    for (const [name, store] of this.#stores) images[name] = store.checkpoint(previous?.images[name] as never);
    return { images };
  }
  /** Bytes that `image` holds and `previous`, the one it was taken after, does not. An estimate for records. */
  weigh(image: StoresImage, previous?: StoresImage): number {
    let bytes = 0;
    for (const name in image.images) bytes += weighImage(image.images[name], previous?.images[name]);
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

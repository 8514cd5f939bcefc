/**
 * Plain records by number, for what holds text or lists. They lie in pages, so that a checkpoint is a list of pages and
 * only those that were written to since are copied.
 */
import { type HashSink, hashPlain, type Plain, weighPlain } from './plain';

/** Records of a page, as a power of two. */
const SHIFT = 5;
const PAGE = 1 << SHIFT;
/** Pages in a list; those of larger numbers (hashes) are found through a map. */
const NEAR = 1 << 15;

interface Page<T> {
  readonly records: (T | undefined)[];
  /** Bit by record: made or copied since the last checkpoint, so that it may be written to. */
  fresh: number;
  /** No checkpoint holds it. */
  own: boolean;
  count: number;
}

/** One checkpoint of an `ObjectStore`: pages and records that nobody changes any more. */
export interface ObjectsImage<T> {
  readonly size: number;
  readonly near: readonly (Page<T> | undefined)[];
  readonly far: ReadonlyMap<number, Page<T>>;
}

/**
 * `get` is for reading only; to change a record take it with `edit`, which copies it first when a checkpoint still holds
 * it. `copy` must copy as deep as the owner writes.
 */
export class ObjectStore<T extends object> {
  // Filled anew, never replaced: the engine compiles what is never assigned into whoever reads it, and would have to throw
  // nearly all of that code away at the first `restore`.
  readonly #near: (Page<T> | undefined)[] = [];
  readonly #far = new Map<number, Page<T>>();
  /** Pages that are our own. */
  readonly #owned: Page<T>[] = [];
  #size = 0;
  readonly #copy: (record: T) => T;
  readonly #plain: (record: T) => Plain;

  /** `plain` is how a record counts for the hash, itself if nothing else is said. */
  constructor(copy: (record: T) => T, plain: (record: T) => Plain = (record) => record as Plain) {
    this.#copy = copy;
    this.#plain = plain;
  }

  get size(): number {
    return this.#size;
  }
  has(id: number): boolean {
    return this.find(id) !== undefined;
  }
  /** For reading; throws where there is none (our own fault, never the user's). */
  get(id: number): Readonly<T> {
    const record = this.find(id);
    if (record === undefined) throw new Error(`no record ${id}`);
    return record;
  }
  find(id: number): Readonly<T> | undefined {
    return this.#page(id >>> SHIFT)?.records[id & (PAGE - 1)];
  }
  /** For changing. Never keep the answer across a tick. */
  edit(id: number): T {
    const page = this.#page(id >>> SHIFT);
    const record = page?.records[id & (PAGE - 1)];
    if (page === undefined || record === undefined) throw new Error(`no record ${id}`);
    if ((page.fresh & (1 << (id & (PAGE - 1)))) !== 0) return record;
    const copy = this.#copy(record);
    this.#put(id, copy);
    return copy;
  }
  set(id: number, record: T): void {
    this.#put(id, record);
  }
  delete(id: number): void {
    if (!this.has(id)) return;
    const page = this.#writable(id >>> SHIFT);
    page.records[id & (PAGE - 1)] = undefined;
    page.fresh &= ~(1 << (id & (PAGE - 1)));
    this.#size--;
    if (--page.count === 0) this.#setPage(id >>> SHIFT, undefined);
  }
  /** Numbers in ascending order. */
  ids(): number[] {
    const ids: number[] = [];
    this.#eachPage((page, number) => {
      for (let i = 0; i < PAGE; i++) if (page.records[i] !== undefined) ids.push(number * PAGE + i);
    });
    return ids;
  }

  #page(number: number): Page<T> | undefined {
    return number < NEAR ? this.#near[number] : this.#far.get(number);
  }
  #setPage(number: number, page: Page<T> | undefined): void {
    if (number >= NEAR) {
      if (page === undefined) this.#far.delete(number);
      else this.#far.set(number, page);
      return;
    }
    // Without holes: a list with holes is slow.
    while (this.#near.length < number) this.#near.push(undefined);
    this.#near[number] = page;
  }
  #eachPage(visit: (page: Page<T>, number: number) => void): void {
    this.#near.forEach((page, number) => {
      if (page !== undefined) visit(page, number);
    });
    for (const number of [...this.#far.keys()].sort((a, b) => a - b)) visit(this.#far.get(number)!, number);
  }

  #put(id: number, record: T): void {
    const page = this.#writable(id >>> SHIFT);
    const at = id & (PAGE - 1);
    if (page.records[at] === undefined) {
      page.count++;
      this.#size++;
    }
    page.records[at] = record;
    page.fresh |= 1 << at;
  }

  /** The page, a copy of it, or a new one. */
  #writable(number: number): Page<T> {
    const page = this.#page(number);
    if (page?.own === true) return page;
    const records = page?.records.slice() ?? new Array<T | undefined>(PAGE).fill(undefined);
    const copy: Page<T> = { records, fresh: 0, own: true, count: page?.count ?? 0 };
    this.#owned.push(copy);
    this.#setPage(number, copy);
    return copy;
  }

  /** What was written to becomes the checkpoint's. */
  checkpoint(): ObjectsImage<T> {
    for (const page of this.#owned) {
      page.own = false;
      page.fresh = 0;
    }
    this.#owned.length = 0;
    return { size: this.#size, near: this.#near.slice(), far: new Map(this.#far) };
  }
  restore(image: ObjectsImage<T>): void {
    this.#size = image.size;
    this.#near.length = 0;
    for (const page of image.near) this.#near.push(page);
    this.#far.clear();
    for (const [number, page] of image.far) this.#far.set(number, page);
    this.#owned.length = 0;
  }
  /** Bytes that `image` holds and `previous` does not, near enough to keep a budget. */
  weigh(image: ObjectsImage<T>, previous?: ObjectsImage<T>): number {
    let bytes = 8 * (image.near.length + image.far.size);
    const weighPage = (page: Page<T> | undefined, before: Page<T> | undefined): void => {
      if (page === undefined || page === before) return;
      bytes += PAGE_BYTES;
      for (let i = 0; i < PAGE; i++) {
        const record = page.records[i];
        if (record !== undefined && record !== before?.records[i]) bytes += weighPlain(record as Plain);
      }
    };
    for (let i = 0; i < image.near.length; i++) weighPage(image.near[i], previous?.near[i]);
    for (const [number, page] of image.far) weighPage(page, previous?.far.get(number));
    return bytes;
  }
  hash(sink: HashSink): void {
    sink.word(this.#size);
    for (const id of this.ids()) {
      sink.word(id);
      hashPlain(sink, this.#plain(this.find(id)!));
    }
  }
}

/** What a page costs beside its records. */
const PAGE_BYTES = 8 * PAGE + 96;

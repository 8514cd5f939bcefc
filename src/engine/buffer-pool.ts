/**
 * Buffers for bulk data on their way to the page and back. They are transferred, never copied; the page gives them back
 * when it has drawn them, and until then only a few may be on their way, so that a slow page is not flooded.
 */

/** Buffers that may be with the page at one time. */
const MOST_AWAY = 4;
/** After this many milliseconds without one coming back, the page is taken for one that keeps them. */
const PATIENCE_MS = 500;
const SMALLEST = 4096;
const MOST_KEPT = 8;

export class BufferPool {
  #free: ArrayBuffer[] = [];
  #away = 0;
  #lastSent = -Infinity;

  /** Whether another buffer may go out at the time `now`, in milliseconds. */
  maySend(now: number): boolean {
    return this.#away < MOST_AWAY || now - this.#lastSent >= PATIENCE_MS;
  }

  /** A buffer of at least `bytes`, to be sent at the time `now`. */
  take(bytes: number, now: number): ArrayBuffer {
    this.#away = Math.min(this.#away + 1, MOST_AWAY);
    this.#lastSent = now;
    const at = this.#free.findIndex((buffer) => buffer.byteLength >= bytes && buffer.byteLength <= Math.max(SMALLEST, bytes * 4));
    if (at >= 0) return this.#free.splice(at, 1)[0]!;
    let size = SMALLEST;
    while (size < bytes) size *= 2;
    return new ArrayBuffer(size);
  }

  /** Takes buffers back; foreign and empty ones are left to the garbage collector. */
  give(buffers: readonly ArrayBuffer[]): void {
    for (const buffer of buffers) {
      this.#away = Math.max(0, this.#away - 1);
      if (buffer.byteLength >= SMALLEST && this.#free.length < MOST_KEPT) this.#free.push(buffer);
    }
  }
}

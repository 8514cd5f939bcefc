/**
 * A 64-bit hash over all state of a machine: the same run gives the same sixteen digits anywhere. Two lanes of 32 bits
 * (the mixing of MurmurHash3 with different constants), integers only.
 */
import type { Kernel } from './kernel';
import type { HashSink } from './store';

class TwoLanes implements HashSink {
  #a = 0x9747b28c;
  #b = 0x3c6ef372;
  #words = 0;

  word(value: number): void {
    let x = Math.imul(value, 0xcc9e2d51);
    x = (x << 15) | (x >>> 17);
    let a = this.#a ^ Math.imul(x, 0x1b873593);
    a = (a << 13) | (a >>> 19);
    this.#a = (Math.imul(a, 5) + 0xe6546b64) | 0;
    let y = Math.imul(value ^ this.#a, 0x85ebca6b);
    y = (y << 16) | (y >>> 16);
    let b = this.#b ^ Math.imul(y, 0xc2b2ae35);
    b = (b << 11) | (b >>> 21);
    this.#b = (Math.imul(b, 5) + 0x38495ab5) | 0;
    this.#words = (this.#words + 1) | 0;
  }

  digits(): string {
    return hex(finish(this.#a ^ this.#words)) + hex(finish(this.#b ^ Math.imul(this.#words, 0x27d4eb2f)));
  }
}

function finish(lane: number): number {
  let x = lane ^ (lane >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}

/** Sixteen hex digits over every store of the machine. */
export function stateHash(k: Kernel): string {
  const lanes = new TwoLanes();
  k.stores.hash(lanes);
  return lanes.digits();
}

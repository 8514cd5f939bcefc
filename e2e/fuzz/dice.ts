/** Chances that fall the same for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `sides` − 1. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % sides;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.roll(all.length)]!;
  }

  /** `least` to `most` of what `one` makes. */
  several<T>(least: number, most: number, one: () => T): T[] {
    return Array.from({ length: least + this.roll(most - least + 1) }, one);
  }

  bytes(most: number): string {
    return String.fromCharCode(...this.several(0, most, () => this.roll(256)));
  }
}

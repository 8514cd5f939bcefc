/**
 * How much random input the tests put in, and what of it took longest. RUNS in the environment raises the number (a million
 * was tried so) and makes the tests tell which input was the slowest; SEED brings other inputs.
 */
import { expect } from 'vitest';

/** Inputs to each parser. */
export const RUNS = Number(process.env['RUNS'] ?? 10_000);
const TELLS = process.env['RUNS'] !== undefined;

/** Watches the processor time of each input of one kind, in milliseconds. */
export class Stopwatch {
  #count = 0;
  #slowest = 0;
  #input = '';
  #heap = 0;

  constructor(readonly kind: string) {}

  /** Runs `work` on `input` and keeps the time when none took longer. */
  time(input: string, work: () => void): void {
    const from = process.cpuUsage();
    work();
    this.#ended(input, from);
  }

  /** The same for work that waits. */
  async timeAsync(input: string, work: () => Promise<void>): Promise<void> {
    const from = process.cpuUsage();
    await work();
    this.#ended(input, from);
  }

  #ended(input: string, from: NodeJS.CpuUsage): void {
    const { user, system } = process.cpuUsage(from);
    const took = (user + system) / 1000;
    if (this.#count++ % 1000 === 0) this.#heap = Math.max(this.#heap, process.memoryUsage().heapUsed);
    if (took <= this.#slowest) return;
    this.#slowest = took;
    this.#input = input;
  }

  /** Fails when an input took longer than `most` milliseconds. */
  judge(most: number): void {
    if (TELLS) {
      const heap = Math.round(this.#heap / 2 ** 20);
      console.log(`${this.kind}: ${this.#count} inputs, at most ${heap} MiB of heap; the slowest took ${this.#slowest} ms:`);
      console.log(JSON.stringify(this.#input.slice(0, 500)));
    }
    expect(this.#slowest, this.#input.slice(0, 500)).toBeLessThan(most);
  }
}

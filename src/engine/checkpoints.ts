/**
 * Checkpoints of one run, in order of ticks, within a budget of memory. When that is exceeded, the one goes between
 * whose neighbours the least work lies for its age: dense near the present, sparser long ago. The first is never dropped.
 */
import type { LessonState } from './lesson';
import type { Machine, MachineImage } from './machine';

/** 256 MiB. */
export const CHECKPOINT_BYTES = 256 * 1024 * 1024;
/** What a checkpoint costs beside its image. */
const OVERHEAD_BYTES = 1024;

export interface Checkpoint {
  readonly tick: number;
  readonly events: number;
  readonly image: MachineImage;
  readonly lesson: LessonState;
}

/** What a replay up to here has to do, roughly: its ticks and its trace points. */
function workOf({ tick, events }: Checkpoint): number {
  return tick + events;
}

interface Held {
  readonly checkpoint: Checkpoint;
  /** Bytes it holds and the one before it does not. */
  bytes: number;
}

export class Checkpoints {
  #held: Held[] = [];
  #bytes = 0;
  readonly #machine: Machine;
  readonly #budget: number;

  constructor(machine: Machine, budget: number = CHECKPOINT_BYTES) {
    this.#machine = machine;
    this.#budget = budget;
  }

  get count(): number {
    return this.#held.length;
  }
  /** Bytes held in all. */
  get bytes(): number {
    return this.#bytes;
  }
  get last(): Checkpoint | undefined {
    return this.#held.at(-1)?.checkpoint;
  }

  /** The latest one that is not behind `tick`. */
  before(tick: number): Checkpoint | undefined {
    return this.#held[this.#behind(tick) - 1]?.checkpoint;
  }

  #behind(tick: number): number {
    let low = 0;
    let high = this.#held.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#held[middle]!.checkpoint.tick <= tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Takes one of the machine's present, which must lie behind all that are held. */
  take(lesson: LessonState): void {
    for (const part = this.begin(lesson); !part(););
  }

  /** As `take`, in parts: each call of the answer does one, and tells whether that was the last. The machine stands still until then. */
  begin(lesson: LessonState): () => boolean {
    const { tick, events } = this.#machine;
    const parts = this.#machine.checkpoint(this.last?.image);
    return () => {
      const part = parts.next();
      if (part.done !== true) return false;
      this.#held.push({ checkpoint: { tick, events, image: part.value, lesson }, bytes: 0 });
      this.#weigh(this.#held.length - 1);
      while (this.#bytes > this.#budget && this.#held.length > 2) this.#thin();
      return true;
    };
  }

  #weigh(at: number): void {
    const held = this.#held[at];
    if (held === undefined) return;
    const bytes = OVERHEAD_BYTES + this.#machine.weigh(held.checkpoint.image, this.#held[at - 1]?.checkpoint.image);
    this.#bytes += bytes - held.bytes;
    held.bytes = bytes;
  }

  #thin(): void {
    const now = workOf(this.last!);
    let worst = 1;
    let least = Infinity;
    for (let i = 1; i < this.#held.length - 1; i++) {
      const gap = workOf(this.#held[i + 1]!.checkpoint) - workOf(this.#held[i - 1]!.checkpoint);
      // A weak power of the age: a replay long ago may take a little longer, but never for ever.
      const score = gap / Math.sqrt(Math.sqrt(now - workOf(this.#held[i]!.checkpoint) + 1));
      if (score < least) [worst, least] = [i, score];
    }
    const [gone] = this.#held.splice(worst, 1);
    this.#bytes -= gone!.bytes;
    this.#weigh(worst);
  }

  /** Forgets those behind `tick`. */
  truncate(tick: number): void {
    const gone = this.#held.splice(this.#behind(tick));
    for (const { bytes } of gone) this.#bytes -= bytes;
  }
}

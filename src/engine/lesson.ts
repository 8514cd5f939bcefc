/**
 * Runs a document's blocks one after the other: types an sh block into the lesson's shell as soon as that waits at its
 * prompt, judges a check when the block before it has ended. Its state is one immutable record, replaced on every
 * change, so that a checkpoint holds it by reference.
 */
import type { Claim } from '../scenario/claim';
import type { Block } from '../scenario/document';
import { type Evidence, judge, takeBaseline, type Value } from './check';
import type { Machine, Output, Tty } from './machine';
import type { BlockView, CheckView, LessonView } from './protocol';

/** The lesson's terminal. */
export const LESSON_TTY: Tty = 0;
/** Most characters of output kept for checks. */
const OUTPUT_CHARACTERS = 65536;

export interface LessonState {
  /** The sh block at work or to be run next; `blocks.length` when all have ended. */
  readonly next: number;
  /** It has been typed and has not ended. */
  readonly running: boolean;
  readonly blocks: readonly BlockView[];
  readonly baseline: ReadonlyMap<string, Value> | undefined;
  /** Commands of the block that the shell has read. */
  readonly commands: number;
  /** What the last command that printed anything has printed. */
  readonly output: string;
  /** Another command has begun since. */
  readonly stale: boolean;
}

export class Lesson {
  readonly #blocks: readonly Block[];
  readonly #machine: Machine;
  #state: LessonState;

  constructor(blocks: readonly Block[], machine: Machine) {
    this.#blocks = blocks;
    this.#machine = machine;
    const waiting = blocks.map(({ type }): BlockView => ({ type, state: 'waiting' }));
    this.#state = { next: -1, running: false, blocks: waiting, baseline: undefined, commands: 0, output: '', stale: false };
    this.#settle();
  }

  get state(): LessonState {
    return this.#state;
  }
  /** Puts back a state of before. */
  restore(state: LessonState): void {
    this.#state = state;
  }
  /** Every block has ended. */
  get ended(): boolean {
    return this.#state.next >= this.#blocks.length;
  }
  /** The predictions that are asked before the next sh block. */
  asked(): number[] {
    if (this.#state.running) return [];
    return this.#state.blocks.flatMap(({ type, state }, i) => (type === 'predict' && state === 'running' ? [i] : []));
  }
  /** Before a tick: the text to type, when a block is due and the shell waits for it. */
  due(): string | undefined {
    if (this.#state.running || this.ended || !this.#machine.idle(LESSON_TTY)) return undefined;
    const block = this.#blocks[this.#state.next];
    return block?.type === 'sh' ? block.text : undefined;
  }

  /** The due block is typed now. */
  begin(): void {
    const { next } = this.#state;
    const baseline = this.#state.baseline ?? takeBaseline(this.#claims(), this.#evidence());
    const blocks = this.#state.blocks.map((view, i): BlockView => {
      if (i === next) return { type: 'sh', state: 'running', startTick: this.#machine.tick };
      return i < next && view.state !== 'done' ? { ...view, state: 'done' } : view;
    });
    this.#state = { ...this.#state, running: true, blocks, baseline, commands: 0, output: '', stale: false };
  }

  /** After a tick with what it brought on the lesson's terminal. */
  advance({ stdout, began }: Output): void {
    if (!this.#state.running) return;
    if (began) this.#state = { ...this.#state, commands: this.#state.commands + 1, stale: true };
    if (stdout !== '') this.#hear(stdout);
    if (this.#machine.idle(LESSON_TTY)) this.#end();
  }

  #hear(stdout: string): void {
    const before = this.#state.stale ? '' : this.#state.output;
    this.#state = { ...this.#state, output: (before + stdout).slice(-OUTPUT_CHARACTERS), stale: false };
  }

  #end(): void {
    const { next } = this.#state;
    const done = (view: BlockView): BlockView => ({ ...view, state: 'done', endTick: this.#machine.tick });
    const blocks = this.#state.blocks.map((view, i) => (i === next ? done(view) : view));
    this.#state = { ...this.#state, running: false, blocks };
    this.#settle();
  }

  /** Goes on to the next sh block; what lies before it is done, claims are judged, a prediction is asked. */
  #settle(): void {
    const blocks = [...this.#state.blocks];
    let next = this.#state.next + 1;
    for (; next < this.#blocks.length; next++) {
      const block = this.#blocks[next]!;
      if (block.type === 'sh') break;
      if (block.type === 'check') blocks[next] = { type: 'check', state: 'done', checks: this.#judge(block.claims) };
      else blocks[next] = { type: block.type, state: block.type === 'predict' ? 'running' : 'done' };
    }
    this.#state = { ...this.#state, next, blocks };
  }

  #judge(claims: readonly Claim[]): CheckView[] {
    const evidence = this.#evidence();
    return claims.map((claim) => judge(claim, evidence));
  }

  #claims(): Claim[] {
    return this.#blocks.flatMap((block) => (block.type === 'check' ? block.claims : []));
  }

  #evidence(): Evidence {
    return {
      machine: this.#machine,
      status: this.#machine.status(LESSON_TTY),
      stdout: this.#state.output,
      dmesg: this.#machine.kernelLog(),
      baseline: this.#state.baseline ?? new Map<string, Value>(),
    };
  }

  /** As the page shows it. */
  view(): LessonView {
    const { next, running, blocks } = this.#state;
    const current = this.ended ? -1 : next;
    if (!running) return { current, blocks };
    const line = Math.max(0, this.#machine.line(LESSON_TTY));
    return { current, blocks: blocks.map((view, i) => (i === next ? { ...view, line } : view)) };
  }
}

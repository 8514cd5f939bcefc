/**
 * Runs a document's blocks one after the other: types an sh block into the lesson's shell as soon as that waits at its
 * prompt, judges a check when the block before it has ended. Its state is one immutable record, replaced on every
 * change, so that a checkpoint holds it by reference.
 */
import type { Claim } from '../scenario/claim';
import type { Block } from '../scenario/document';
import { type Evidence, judge, takeBaseline, type Value } from './check';
import type { Machine, Tty } from './machine';
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
  /** What the command at work has printed, or the last one did. */
  readonly output: string;
  /** Line of the block that command begins at. */
  readonly outputLine: number;
}

export class Lesson {
  readonly #blocks: readonly Block[];
  readonly #machine: Machine;
  #state: LessonState;

  constructor(blocks: readonly Block[], machine: Machine) {
    this.#blocks = blocks;
    this.#machine = machine;
    const waiting = blocks.map(({ type }): BlockView => ({ type, state: 'waiting' }));
    this.#state = { next: -1, running: false, blocks: waiting, baseline: undefined, output: '', outputLine: 0 };
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
  /** A prediction is asked before the next sh block. */
  get asking(): boolean {
    return !this.#state.running && this.#blocks[this.#state.next - 1]?.type === 'predict';
  }
  /** What tells one command of the lesson from the next: changes when another one begins and when a block ends. */
  get position(): number {
    const { next, running } = this.#state;
    return running ? next * 65536 + this.#line() + 1 : next * 65536;
  }

  #line(): number {
    return Math.min(65534, Math.max(0, this.#machine.line(LESSON_TTY)));
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
    this.#state = { ...this.#state, running: true, blocks, baseline, output: '', outputLine: 0 };
  }

  /** After a tick in which `output` went to the standard output of the lesson's terminal. */
  advance(output: string): void {
    if (!this.#state.running) return;
    if (output !== '') this.#hear(output);
    if (this.#machine.idle(LESSON_TTY)) this.#end();
  }

  #hear(output: string): void {
    const line = this.#line();
    const before = line > this.#state.outputLine ? '' : this.#state.output;
    this.#state = { ...this.#state, output: (before + output).slice(-OUTPUT_CHARACTERS), outputLine: line };
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
    const line = this.#line();
    return { current, blocks: blocks.map((view, i) => (i === next ? { ...view, line } : view)) };
  }
}

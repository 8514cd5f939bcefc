/**
 * What a run has shown so far: terminals, kernel log, trace, samples, marks. It reaches up to the furthest tick of this
 * future; replaying inside it records nothing twice, and dropping a future cuts it off.
 */
import { Marks } from './marks';
import type { KernelLine, Machine } from './machine';
import { TTYS } from './machine';
import type { TraceView, WhyView } from './protocol';
import { Samples } from './samples';
import { TickLog } from './tick-log';
import { TraceLog } from './trace-log';

/** Characters held of each terminal, lines of the kernel log, trace points. */
const TERMINAL_CHARACTERS = 1 << 20;
const KERNEL_LINES = 5000;
const TRACE_POINTS = 20000;
const WHYS = 1000;

export class History {
  readonly terminals: readonly [TickLog<string>, TickLog<string>];
  readonly kernelLog = new TickLog<KernelLine>(KERNEL_LINES);
  readonly trace = new TraceLog(TRACE_POINTS);
  readonly whys = new TickLog<WhyView>(WHYS);
  readonly samples = new Samples();
  readonly marks = new Marks();
  #end = -1;
  /** Rises when a future was dropped, that is, when rows already told became void. */
  #generation = 0;

  constructor() {
    const terminal = () => new TickLog<string>(TERMINAL_CHARACTERS, (text) => text.length);
    this.terminals = [terminal(), terminal()];
  }

  /** The furthest tick recorded. */
  get end(): number {
    return Math.max(0, this.#end);
  }
  get generation(): number {
    return this.#generation;
  }

  /**
   * Takes over what the tick just done brought; `lesson` and `console` are what the two terminals printed. Nothing is recorded of a
   * tick seen before but the trace, which holds only the neighbourhood of the present.
   */
  record(machine: Machine, lesson: string, console: string, kernelLog: readonly KernelLine[], trace: readonly TraceView[]): void {
    const tick = machine.tick;
    const fresh = tick > this.#end;
    for (let i = 0; i < trace.length; i++) {
      this.trace.push(trace[i]!);
      if (fresh) this.marks.add(trace[i]!);
    }
    if (!fresh) return;
    this.#end = tick;
    if (lesson !== '') this.terminals[0].push(tick, lesson);
    if (console !== '') this.terminals[1].push(tick, console);
    for (let i = 0; i < kernelLog.length; i++) this.kernelLog.push(tick, kernelLog[i]!);
    if (this.samples.due(tick)) {
      const values: number[] = [];
      machine.sample(values);
      this.samples.push(tick, values);
    }
  }

  /** Drops the future behind `tick`, at which `events` trace points had come. */
  truncate(tick: number, events: number): void {
    if (tick >= this.#end) return;
    for (const tty of TTYS) this.terminals[tty].truncate(tick);
    this.kernelLog.truncate(tick);
    this.whys.truncate(tick);
    this.trace.truncate(events);
    this.samples.truncate(tick);
    this.marks.truncate(tick);
    this.#end = tick;
    this.#generation++;
  }
}

/**
 * A machine of a few lines for the tests of the session core: two shells that know `echo TEXT`, `sleep N`, `set KEY
 * VALUE`, `refuse` (a trace point), `loop`, `bg N` (something due in N ticks), `panic`, `crash` (our own fault). One
 * command takes one tick.
 */
import type { ScenarioDocument } from '../../scenario/document';
import { parseDocument } from '../../scenario/document';
import { UnbootableError, type Workshop } from '../boot';
import type { FileReading, KernelLine, Machine, Tty } from '../machine';
import type { ChargeView, FrameInfo, GroupView, TraceView } from '../protocol';

interface Shell {
  lines: string[];
  line: number;
  sleep: number;
  loop: boolean;
  status: number;
}

interface State {
  tick: number;
  events: number;
  random: number;
  due: number;
  panic: string | undefined;
  shells: [Shell, Shell];
  values: Record<string, string>;
  log: KernelLine[];
}

const shell = (): Shell => ({ lines: [], line: 0, sleep: 0, loop: false, status: 0 });
const FRAMES = 64;

export class ToyMachine implements Machine {
  #state: State = {
    tick: 0,
    events: 0,
    random: 1,
    due: 0,
    panic: undefined,
    shells: [shell(), shell()],
    values: {},
    log: [],
  };
  #output: [string, string] = ['', ''];
  #echo: [string, string] = ['', ''];
  #trace: TraceView[] = [];
  #told = 0;
  #listening = true;
  #watching = false;
  /** Broken on purpose: `verify` throws from this tick on. */
  brokenFrom = Infinity;
  /** Steps done in all, replays included. */
  steps = 0;
  readonly facts;
  readonly frames = { total: FRAMES, kind: new Uint8Array(FRAMES), order: new Uint8Array(FRAMES), owner: new Uint32Array(FRAMES) };

  constructor(document: ScenarioDocument) {
    const { ramPages, cpus, swapPages, kernel, without } = document.machine;
    if (ramPages === 2048) throw new UnbootableError('too small for a toy');
    this.facts = { kernel, ram: ramPages, cpus, swap: swapPages, without, seed: document.seed };
  }

  get tick() {
    return this.#state.tick;
  }
  get events() {
    return this.#state.events;
  }
  get panic() {
    return this.#state.panic;
  }
  get memory() {
    return { total: FRAMES, free: FRAMES, tasks: 2, staticKey: false };
  }

  step() {
    const state = this.#state;
    this.steps++;
    state.tick++;
    state.random = (Math.imul(state.random, 1664525) + 1013904223) >>> 0;
    if (state.due > 0) state.due--;
    for (const tty of [0, 1] as const) this.#run(tty, state.shells[tty]);
    this.frames.owner[state.tick % FRAMES] = state.tick % 5;
  }

  #run(tty: Tty, at: Shell) {
    if (at.sleep > 0) {
      if (--at.sleep === 0) at.line++;
      return;
    }
    const line = at.lines[at.line];
    if (line === undefined) return;
    if (!at.loop) {
      this.#echo[tty] += `# ${line}\n`;
      this.#command(tty, at, line);
    }
    if (at.loop || at.sleep > 0) return;
    at.line++;
  }

  #command(tty: Tty, at: Shell, line: string) {
    const state = this.#state;
    const [name = '', ...rest] = line.split(' ');
    at.status = 0;
    if (name === 'echo') this.#output[tty] += `${rest.join(' ')}\n`;
    else if (name === 'sleep') at.sleep = Number(rest[0]);
    else if (name === 'set') state.values[rest[0] ?? ''] = rest[1] ?? '';
    else if (name === 'refuse') this.#event();
    else if (name === 'loop') at.loop = true;
    else if (name === 'bg') state.due = Number(rest[0]);
    else if (name === 'crash') throw new Error('toy crash');
    else if (name === 'panic') {
      state.panic = 'toy panic';
      state.log.push({ tick: state.tick, text: 'toy panic' });
    } else if (name !== '') at.status = 127;
  }

  #event() {
    const state = this.#state;
    state.events++;
    if (!this.#listening) return;
    const { events: n, tick } = state;
    this.#trace.push({ n, tick, cpu: 0, pid: 1, comm: 'toy', point: 'refuse', group: 1, text: `n=${n}`, tone: 'refused' });
  }

  quiet() {
    const busy = this.#state.shells.some((each) => each.sleep > 0 || each.loop || each.line < each.lines.length);
    return !busy && this.#state.due === 0;
  }
  hash() {
    let hash = 0;
    for (const c of JSON.stringify(this.#state)) hash = (Math.imul(hash, 31) + c.charCodeAt(0)) >>> 0;
    return hash.toString(16).padStart(16, '0');
  }
  verify() {
    if (this.tick >= this.brokenFrom) throw new Error(`invariant broken at tick ${this.tick}`);
  }

  readonly stateBytes = 0;

  *checkpoint() {
    yield;
    return { state: structuredClone(this.#state), owner: this.frames.owner.slice() };
  }
  restore(image: object) {
    const { state, owner } = image as { state: State; owner: Uint32Array };
    this.#state = structuredClone(state);
    this.frames.owner.set(owner);
    this.#output = ['', ''];
    this.#echo = ['', ''];
    this.#trace = [];
    this.#told = this.#state.log.length;
  }
  weigh(image: object) {
    return JSON.stringify(image).length;
  }

  type(tty: Tty, text: string) {
    const at = this.#state.shells[tty];
    const rest = at.lines.slice(at.line);
    at.lines = [...rest, ...text.split('\n')];
    at.line = 0;
  }
  interrupt(tty: Tty) {
    Object.assign(this.#state.shells[tty], { ...shell(), status: 130 });
  }
  eof() {}
  idle(tty: Tty) {
    const at = this.#state.shells[tty];
    return at.sleep === 0 && !at.loop && at.line >= at.lines.length;
  }
  waits(tty: Tty) {
    return this.idle(tty);
  }
  line(tty: Tty) {
    return this.#state.shells[tty].line;
  }
  status(tty: Tty) {
    return this.#state.shells[tty].status;
  }
  cwd() {
    return '/';
  }
  complete(_tty: Tty, line: string, cursor: number) {
    return [{ text: 'echo', from: 0, to: Math.min(cursor, line.length), kind: 'command' as const }];
  }

  takeOutput(tty: Tty) {
    const [echo, stdout] = [this.#echo[tty], this.#output[tty]];
    this.#echo[tty] = '';
    this.#output[tty] = '';
    return { text: echo + stdout, stdout, began: echo !== '' };
  }
  takeKernelLog() {
    const lines = this.#state.log.slice(this.#told);
    this.#told = this.#state.log.length;
    return lines;
  }
  kernelLog() {
    return this.#state.log.map(({ text }) => `${text}\n`).join('');
  }
  listen(on: boolean) {
    this.#listening = on;
  }
  takeTrace() {
    const trace = this.#trace;
    this.#trace = [];
    return trace;
  }

  takeWhys() {
    return [];
  }
  watch(on: boolean) {
    this.#watching = on;
  }
  takeCharges() {
    return this.#watching ? [TOY_CHARGE] : [];
  }

  groups(): readonly GroupView[] {
    const counter = { usage: this.events, max: this.events, limit: -1, failcnt: 0 };
    return [
      {
        ...{ id: 1, parent: 0, name: '/', path: '/', state: 'unaccounted', useHierarchy: false },
        ...{ res: counter, memsw: counter, kmem: counter, rss: 0, cache: 0, swap: 0, stock: 0, tasks: 2 },
        ...{ oomKillDisable: false, underOom: false },
      },
    ];
  }
  sample(into: number[]) {
    into.push(1, this.events, this.tick);
  }
  groupAt(path: string) {
    return path === '/' ? 1 : 0;
  }
  fileNames() {
    return [
      { name: 'value', readable: true, writable: true },
      { name: 'memory.force_empty', readable: false, writable: true },
    ];
  }
  readFile(_group: number, name: string) {
    return this.readPath(name);
  }
  readPath(path: string): FileReading {
    const text = this.#state.values[path];
    return text === undefined ? { ok: false, message: 'No such file or directory' } : { ok: true, text: `${text}\n` };
  }
  tasks(_group: number, limit: number) {
    return { count: 2, rows: [{ pid: 1, ppid: 0, comm: 'toy', state: 'S', rss: 0 }].slice(0, limit) };
  }
  frameCount() {
    return FRAMES;
  }
  describeFrame(pfn: number): FrameInfo | undefined {
    return pfn < FRAMES ? { pfn, kind: 'free', order: 0, head: pfn, owner: '', ownerId: 0, holds: 'nothing' } : undefined;
  }
}

/** What every tick of a toy charges. */
const TOY_CHARGE: Omit<ChargeView, 'n'> = {
  tick: 0,
  cpu: 0,
  pid: 1,
  comm: 'toy',
  kind: 'user',
  pages: 1,
  group: 1,
  resumed: false,
  outcome: 'charged',
  steps: [{ stop: 'try', outcome: 'pass', pages: 1, counters: [], note: '' }],
};

/** A workshop that makes toys; the machines it made are kept for the tests. */
export function toyWorkshop(): Workshop & { readonly made: ToyMachine[] } {
  const made: ToyMachine[] = [];
  return {
    made,
    lifecycle: { id: 'toy' },
    charge: [],
    parse: parseDocument,
    manual: (name) => (name === 'toy' ? { name, title: 'a toy', text: 'It counts.' } : undefined),
    manualNames: () => ['toy'],
    boot(document) {
      const machine = new ToyMachine(document);
      made.push(machine);
      return machine;
    },
  };
}

export type ToyBlock = readonly ['sh' | 'check' | 'prose' | 'predict', string];

/** A document of blocks given as [type, text]. */
export function toyText(...blocks: readonly ToyBlock[]): string {
  const body = blocks.map(([type, text]) => (type === 'prose' ? text : `\`\`\`${type}\n${text}\n\`\`\``));
  return `---\ntitle: Toy\n---\n${body.join('\n\n')}\n`;
}

export function toyDocument(...blocks: readonly ToyBlock[]): ScenarioDocument {
  const parsed = parseDocument(toyText(...blocks));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

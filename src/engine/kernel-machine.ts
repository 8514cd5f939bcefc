/**
 * The real machine behind the session core: the simulated kernel with its two shells. Everything here reads, but for
 * the clock and the terminals; what the kernel and its programs do stands in their own folders.
 */
import {
  checkInvariants,
  checkpointParts,
  dmesgText,
  drainTrace,
  isQuiet,
  type Kernel,
  lastLogLine,
  listen,
  logSince,
  panicked,
  restore,
  stateHash,
  takeTtyChunks,
  tick,
  ttyEof,
  ttyInterrupt,
  ttyWaited,
} from '../kernel';
import { drainBecauses } from '../kernel/because';
import { drainCharges, watchCharges } from '../kernel/charge-path';
import { controlFileMode, listControlFiles, readControlFile } from '../kernel/cgroup-files';
import { tasksOfMemcg } from '../kernel/cgroup-tasks';
import { cgroupByPath } from '../kernel/cgroup';
import { strerror } from '../kernel/errno';
import { mmRss } from '../kernel/mm';
import { freePageCount } from '../kernel/page-allocator';
import { procRead } from '../kernel/procfs';
import { memcgKmemEnabled } from '../kernel/static-key';
import type { StoresImage } from '../kernel/store';
import { commOf, stateLetter } from '../kernel/task';
import { complete, feed, shellCwd, shellIdle, shellInput, shellLine, shellStatus } from '../userland';
import { toBytes } from './bytes';
import { chargeView } from './charge-view';
import { whyOf } from './why-view';
import { NO_ECHO, prompt, TypedLines } from './echo';
import { describeFrame, FrameReader, framesOf } from './frame-info';
import { groupCount, groupViews, sampleGroups } from './group-view';
import { type FileReading, type KernelLine, type Machine, type Output, type TaskRow, type Tty, TTYS } from './machine';
import type { FrameInfo, GroupView, MachineView, MemoryView } from './protocol';

/** The directory the shells start in, where paths of a document begin. */
const HIERARCHY = '/sys/fs/cgroup/memory';
/** Whoever reads a control file without being a task of the machine. */
const NOBODY = 0;

const NO_OUTPUT: Output = { text: '', stdout: '', began: false };
const NO_LINES: readonly KernelLine[] = [];

export class KernelMachine implements Machine {
  readonly kernel: Kernel;
  readonly #frames = new FrameReader();
  readonly #typed = [new TypedLines(), new TypedLines()] as const;
  /** The prompts that Ctrl-C was typed at, until they are shown. */
  readonly #prompted: [string, string] = ['', ''];
  #listening = false;
  #watching = false;
  /** Number of the last kernel log line that was taken. */
  #told = 0;

  /** `kernel` is booted and has its shells. */
  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.listen(true);
  }

  get tick(): number {
    return this.kernel.clock.col.tick[0]!;
  }
  get events(): number {
    return this.kernel.clock.col.events[0]!;
  }
  get panic(): string | undefined {
    return panicked(this.kernel);
  }
  get facts(): MachineView {
    const { kernel, ramPages, cpus, swapPages, without, seed } = this.kernel.config;
    return { kernel, ram: ramPages, cpus, swap: swapPages, without, seed };
  }
  get memory(): MemoryView {
    const k = this.kernel;
    return {
      total: k.config.ramPages,
      free: freePageCount(k),
      tasks: k.taskTable.col.threads[0]!,
      staticKey: memcgKmemEnabled(k),
      groups: groupCount(k),
    };
  }
  get frames() {
    return this.#frames.read(this.kernel);
  }

  step(): void {
    for (const tty of TTYS) {
      const typed = this.#typed[tty];
      if (typed.any) typed.before(shellInput(this.kernel, tty), this.cwd(tty));
    }
    tick(this.kernel);
  }
  quiet(): boolean {
    return isQuiet(this.kernel);
  }
  hash(): string {
    return stateHash(this.kernel);
  }
  verify(): void {
    const broken = checkInvariants(this.kernel);
    if (broken.length > 0) throw new Error(`tick ${this.tick}: ${broken.join('; ')}`);
  }

  get stateBytes(): number {
    return this.kernel.stores.bytes;
  }
  checkpoint(previous?: object): Iterator<void, StoresImage> {
    return checkpointParts(this.kernel, previous as StoresImage | undefined);
  }
  restore(image: object): void {
    restore(this.kernel, image as StoresImage);
    this.#told = lastLogLine(this.kernel);
    for (const tty of TTYS) {
      this.#prompted[tty] = '';
      this.#sync(tty);
    }
  }
  weigh(image: object, previous?: object): number {
    return this.kernel.stores.weigh(image as StoresImage, previous as StoresImage | undefined);
  }

  type(tty: Tty, text: string): void {
    feed(this.kernel, tty, toBytes(text));
    this.#sync(tty);
  }
  interrupt(tty: Tty): void {
    // At its prompt the line editor shows ^C behind it.
    if (this.idle(tty)) this.#prompted[tty] = shellInput(this.kernel, tty).unfinished ? '> ' : prompt(this.cwd(tty));
    ttyInterrupt(this.kernel, tty);
    this.#sync(tty);
  }
  eof(tty: Tty): void {
    ttyEof(this.kernel, tty);
    this.#sync(tty);
  }
  #sync(tty: Tty): void {
    this.#typed[tty].sync(this.#waiting(tty));
  }
  #waiting(tty: Tty): readonly string[] {
    return this.kernel.ttys.input.get(tty).lines;
  }
  idle(tty: Tty): boolean {
    return shellIdle(this.kernel, tty);
  }
  waits(tty: Tty): boolean {
    return ttyWaited(this.kernel, tty);
  }
  line(tty: Tty): number {
    return shellLine(this.kernel, tty);
  }
  status(tty: Tty): number {
    return shellStatus(this.kernel, tty);
  }
  cwd(tty: Tty): string {
    return shellCwd(this.kernel, tty);
  }
  complete(tty: Tty, line: string, cursor: number) {
    return complete(this.kernel, tty, line, cursor);
  }

  takeOutput(tty: Tty): Output {
    const typed = this.#typed[tty];
    const echo = typed.any ? typed.read(this.#waiting(tty).length, shellInput(this.kernel, tty)) : NO_ECHO;
    const chunks = takeTtyChunks(this.kernel, tty);
    if (chunks.length === 0 && echo === NO_ECHO) return NO_OUTPUT;
    let text = this.#prompted[tty] + echo.text;
    this.#prompted[tty] = '';
    let stdout = '';
    for (const chunk of chunks) {
      text += chunk.text;
      if (chunk.stream === 1) stdout += chunk.text;
    }
    return { text, stdout, began: echo.began };
  }
  takeKernelLog(): readonly KernelLine[] {
    const last = lastLogLine(this.kernel);
    if (last === this.#told) return NO_LINES;
    const lines = logSince(this.kernel, this.#told).filter(({ onConsole }) => onConsole);
    this.#told = last;
    return lines.map(({ tick, text }) => ({ tick, text }));
  }
  kernelLog(): string {
    return dmesgText(this.kernel);
  }
  listen(on: boolean): void {
    if (on === this.#listening) return;
    this.#listening = on;
    listen(this.kernel, on);
  }
  takeTrace() {
    return drainTrace(this.kernel);
  }

  takeWhys() {
    return drainBecauses(this.kernel).map(whyOf);
  }
  watch(on: boolean): void {
    if (on === this.#watching) return;
    this.#watching = on;
    watchCharges(this.kernel, on);
  }
  takeCharges() {
    return this.#watching ? drainCharges(this.kernel).map(chargeView) : [];
  }

  groups(): readonly GroupView[] {
    return groupViews(this.kernel);
  }
  sample(into: number[]): void {
    sampleGroups(this.kernel, into);
  }
  groupAt(path: string): number {
    return cgroupByPath(this.kernel, toBytes(path));
  }
  fileNames(group: number) {
    if (this.kernel.memcgs.col.used[group] !== 1) return [];
    return listControlFiles(this.kernel, group).map((name) => {
      const mode = controlFileMode(name);
      return { name, readable: (mode & 0o444) !== 0, writable: (mode & 0o222) !== 0 };
    });
  }
  readFile(group: number, name: string): FileReading {
    return reading(readControlFile(this.kernel, group, name, NOBODY));
  }
  readPath(path: string): FileReading {
    const inside = path.startsWith(`${HIERARCHY}/`) ? path.slice(HIERARCHY.length + 1) : path;
    if (inside.startsWith('/proc/')) return reading(procRead(this.kernel, inside.slice('/proc/'.length)));
    const slash = inside.lastIndexOf('/');
    const group = this.groupAt(inside.slice(0, slash + 1));
    return group === 0 ? { ok: false, message: 'No such file or directory' } : this.readFile(group, inside.slice(slash + 1));
  }
  tasks(group: number, limit: number): { count: number; rows: readonly TaskRow[] } {
    const k = this.kernel;
    const count = k.memcgs.col.tasks[group] ?? 0;
    if (limit === 0 || count === 0) return { count, rows: [] };
    const pids = tasksOfMemcg(k, group).sort((a, b) => a - b);
    return { count, rows: pids.slice(0, limit).map((pid) => this.#task(pid)) };
  }
  #task(pid: number): TaskRow {
    const k = this.kernel;
    const mm = k.tasks.col.mm[pid]!;
    return { pid, ppid: k.tasks.col.ppid[pid]!, comm: commOf(k, pid), state: stateLetter(k, pid), rss: mm === 0 ? 0 : mmRss(k, mm) };
  }
  frameCount(group: number): number {
    return framesOf(this.kernel, group);
  }
  describeFrame(pfn: number): FrameInfo | undefined {
    return describeFrame(this.kernel, pfn);
  }
}

function reading(result: string | number): FileReading {
  return typeof result === 'string' ? { ok: true, text: result } : { ok: false, message: strerror(result) };
}

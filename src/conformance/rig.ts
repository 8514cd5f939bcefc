/**
 * A machine with an outside task, on which the operations of a case are carried out one after the other, each until
 * everything has settled: deferred work done, killed tasks gone, woken tasks blocked again or finished.
 */
import { errnoName } from '../kernel/errno';
import { createKernel, type Kernel, type UserState } from '../kernel/kernel';
import { childrenOf, EXIT_ZOMBIE, isAlive, TASK_RUNNING } from '../kernel/task';
import { isQuiet, tick, wakeTask } from '../kernel/sched';
import { fatalSignalPending } from '../kernel/signal';
import { checkpoint, restore } from '../kernel/snapshot';
import { runWorkEarly, workPending } from '../kernel/workqueue';
import { panicked } from '../kernel/panic';
import type { KernelName, Machine } from './case';
import { createInit, INIT_PID } from '../kernel/kthread';
import { copyRigState, newRigState, type Answer, type Order, type OutsideOrder, type RigState } from './order';
import { programStep } from './program';
import type { Result } from './result';
import { AT_THE_END, type Turn } from './turn';

const PAGE_BYTES = 4096;
/** A machine that has not settled by then never will. */
const SETTLE_TICKS = 5_000_000;

/** Turns what a task answered into the result of the operation it was told to do. */
export type Shape = (answer: Answer) => Result;

/** A task that a case knows by name. */
export interface Member {
  readonly name: string;
  readonly pid: number;
  /** Its end was told, or was the very thing asked for. */
  gone: boolean;
  /** How far its last order came: pages, children. */
  progress: number;
  /** The order it has not finished yet. */
  pending: Shape | undefined;
  /** What became of an order that was left blocked, until somebody asks. */
  late: Result | undefined;
}

export interface SeenEvent {
  readonly t: string;
  readonly result: Result;
}

export class Rig {
  readonly k: Kernel;
  /** When work items, such as those that make a group's slab caches, get their turn in the course of the next order. */
  turn: Turn = AT_THE_END;
  /** Steps the last order took, and whether work items waited while it went on. */
  stepsMade = 0;
  workWaited = false;
  readonly members = new Map<string, Member>();
  /** The outside task: in the root group, on CPU 0. */
  readonly controlPid: number;
  readonly #byPid = new Map<number, Member>();
  #events: SeenEvent[] = [];

  constructor(machine: Machine, kernel: KernelName, slubNomerge = false) {
    const hooks = {
      step: (k: Kernel, pid: number): void => {
        this.#step(k, pid);
      },
      copy: (state: UserState): UserState => copyRigState(state as RigState),
    };
    const { ramBytes, swapBytes, cpus } = machine;
    this.k = createKernel(
      { ramPages: ramBytes / PAGE_BYTES, swapPages: swapBytes / PAGE_BYTES, cpus, kernel, without: [], slubNomerge, seed: 1 },
      hooks,
    );
    createInit(this.k, newRigState('init'));
    this.#give(INIT_PID, { do: 'spawn', prog: 'control', cpu: 0 });
    while (!isQuiet(this.k)) tick(this.k);
    this.controlPid = this.stateOf(INIT_PID).answer?.counts['value'] ?? 0;
  }

  /**
   * As on a kernel without preemption, a task goes on until it sleeps, is killed or has carried out its order. Work items
   * that make slab caches come in between after a while, as the worker thread does on a real machine.
   */
  #step(k: Kernel, pid: number): void {
    const state = k.user.edit(pid) as RigState;
    const member = this.#byPid.get(pid);
    let steps = 0;
    do {
      if (workPending(k)) this.#takeTurn(k, steps);
      steps++;
      programStep(k, pid, state);
      if (member !== undefined && state.order !== undefined) member.progress = state.order.do === 'touch' ? state.reached : state.done;
      this.stepsMade = Math.max(this.stepsMade, steps);
    } while (state.order !== undefined && isAlive(k, pid) && k.tasks.col.state[pid] === TASK_RUNNING && !fatalSignalPending(k, pid));
  }

  /** The worker thread's turn, if it is now. */
  #takeTurn(k: Kernel, steps: number): void {
    this.workWaited = true;
    if (steps < this.turn.steps) return;
    const { items } = this.turn;
    this.turn = AT_THE_END;
    runWorkEarly(k, items);
  }

  /** Remembers everything; the answer goes back to it, as often as it is called. */
  mark(): () => void {
    const image = checkpoint(this.k);
    const members = [...this.members.values()].map((member) => ({ ...member }));
    const events = [...this.#events];
    return () => {
      restore(this.k, image);
      this.members.clear();
      this.#byPid.clear();
      for (const member of members) this.#know({ ...member });
      this.#events = [...events];
    };
  }

  #know(member: Member): void {
    this.members.set(member.name, member);
    this.#byPid.set(member.pid, member);
  }

  /** False for a task that was reaped: nobody remembers its children. */
  hasState(pid: number): boolean {
    return this.k.user.has(pid);
  }

  stateOf(pid: number): Readonly<RigState> {
    return this.k.user.get(pid) as RigState;
  }

  #give(pid: number, order: Order): void {
    const state = this.k.user.edit(pid) as RigState;
    state.order = order;
    state.answer = undefined;
    state.done = 0;
    state.phase = 0;
    wakeTask(this.k, pid);
  }

  /** Ticks until nothing can happen by itself, and the outside task has reaped its dead children. */
  settle(): void {
    const { k } = this;
    for (let ticks = 0; ; ticks++) {
      if (isQuiet(k)) {
        const why = panicked(k);
        if (why !== undefined) throw new Error(`the machine panicked: ${why}`);
        if (!childrenOf(k, this.controlPid).some((pid) => k.tasks.col.state[pid] === EXIT_ZOMBIE)) return;
        this.#give(this.controlPid, { do: 'reap' });
      }
      if (ticks === SETTLE_TICKS) throw new Error(`the machine did not settle within ${SETTLE_TICKS} ticks`);
      tick(k);
    }
  }

  /** Lets time go by, then settles. */
  wait(ticks: number): void {
    for (let i = 0; i < ticks && panicked(this.k) === undefined; i++) tick(this.k);
    this.settle();
  }

  /** Has the outside task do something. */
  control(order: OutsideOrder): Answer {
    this.#give(this.controlPid, order);
    this.settle();
    const { answer } = this.stateOf(this.controlPid);
    if (answer === undefined) throw new Error(`the outside task did not come back from "${order.do}"`);
    return answer;
  }

  /** Makes an ideal task in the root group. */
  spawn(name: string, cpu: number | undefined): Result | Member {
    const answer = this.control({ do: 'spawn', prog: 'worker', cpu });
    if (answer.errno !== undefined) return { is: 'errno', errno: errnoName(answer.errno) };
    return this.adopt(name, answer.counts['value']!);
  }

  /** Knows a task by a name from now on. */
  adopt(name: string, pid: number): Member {
    const member: Member = { name, pid, gone: false, progress: 0, pending: undefined, late: undefined };
    this.#know(member);
    return member;
  }

  member(name: string): Member {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`there is no task "${name}"`);
    return member;
  }

  alive(member: Member): boolean {
    return isAlive(this.k, member.pid) && this.#byPid.get(member.pid) === member;
  }

  /** Gives a named task an order and settles; a task that waits takes none. */
  order(member: Member, order: Order, shape: Shape): Result {
    this.#collect();
    if (member.pending !== undefined) return { is: 'busy' };
    if (!this.alive(member)) return { is: 'errno', errno: 'ESRCH' };
    member.progress = 0;
    member.pending = shape;
    this.#give(member.pid, order);
    this.settle();
    return this.#outcome(member);
  }

  /** Wakes tasks that no case knows by name, with an order that needs no answer. */
  orderAll(pids: readonly number[], order: Order): void {
    for (const pid of pids) this.#give(pid, order);
    this.settle();
  }

  /** What became of the order a task was given last. */
  #outcome(member: Member): Result {
    if (!this.alive(member)) {
      member.gone = true;
      member.pending = undefined;
      return { is: 'died', progress: BigInt(member.progress) };
    }
    const { answer } = this.stateOf(member.pid);
    const shape = member.pending;
    if (answer === undefined || shape === undefined) return { is: 'blocked', progress: BigInt(member.progress) };
    member.pending = undefined;
    return shape(answer);
  }

  /** Looks again at an order that was left blocked. */
  lookAgain(member: Member): Result {
    this.#collect();
    const { late } = member;
    if (late !== undefined) {
      member.late = undefined;
      return late;
    }
    return this.#outcome(member);
  }

  /** Notes what happened to tasks that were not asked anything. */
  #collect(): void {
    for (const member of this.members.values()) {
      if (member.gone) continue;
      if (!this.alive(member)) {
        const result = this.#outcome(member);
        member.late = result;
        this.#events.push({ t: member.name, result });
      } else if (member.pending !== undefined && this.stateOf(member.pid).answer !== undefined) {
        member.late = this.#outcome(member);
        this.#events.push({ t: member.name, result: member.late });
      }
    }
  }

  /** What happened since the call before to tasks that were not asked anything. */
  takeEvents(): readonly SeenEvent[] {
    this.#collect();
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

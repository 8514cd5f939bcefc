/**
 * A machine whose programs are lists of system calls, for the tests of the machine side: every task runs through its
 * list one call a step, issues a call that sleeps again, and notes each answer.
 */
import type { MachineConfig } from './config';
import { BLOCKED, ECHILD } from './errno';
import { createKernel, type Kernel, type UserState } from './kernel';
import { createInit } from './kthread';
import { isQuiet, tick, wakeTask } from './sched';
import type { Plain } from './store';
import { sysFork, sysPause, sysWait4 } from './syscalls';

/** One call; what it answers is noted, unless it is BLOCKED. */
export type Call = (k: Kernel, pid: number) => unknown;

interface Script extends UserState {
  at: number;
  answers: Plain[];
}

export interface Scripted {
  readonly k: Kernel;
  /** Forks init; the child runs the script of that name. Its pid. */
  spawn(name: string): number;
  /** Answers of a task that lives. */
  answers(pid: number): readonly Plain[];
  /** Ticks until nothing can happen by itself. */
  settle(): void;
  ticks(count: number): void;
}

/** A new state for a child: `sysFork(k, pid, script('name'))`. */
export function script(prog: string): UserState {
  return { prog, at: 0, answers: [] } as Script;
}

/** Boots a machine with init, which reaps one zombie a step, and the given scripts. At its end a script sleeps for ever. */
export function bootScripts(scripts: Readonly<Record<string, readonly Call[]>>, config: Partial<MachineConfig> = {}): Scripted {
  const step = (k: Kernel, pid: number): void => {
    const state = k.user.edit(pid) as Script;
    if (state.prog === 'init') {
      if (sysWait4(k, pid, -1) === -ECHILD) sysPause(k, pid);
      return;
    }
    const call = scripts[state.prog]?.[state.at];
    if (call === undefined) {
      sysPause(k, pid);
      return;
    }
    const answer = call(k, pid);
    if (answer === BLOCKED || k.user.find(pid) !== state) return;
    state.answers.push(answer as Plain);
    state.at++;
  };
  const copy = (state: UserState): UserState => ({ ...state, answers: [...(state as Script).answers] }) as Script;
  const machine: MachineConfig = { ramPages: 4096, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1, ...config };
  const k = createKernel(machine, { step, copy });
  createInit(k, script('init'));
  tick(k);
  return {
    k,
    spawn: (name) => {
      const pid = sysFork(k, 1, script(name));
      wakeTask(k, 1);
      return pid;
    },
    answers: (pid) => (k.user.get(pid) as Script).answers,
    settle: () => {
      for (let ticks = 0; !isQuiet(k); ticks++) {
        if (ticks > 1_000_000) throw new Error('the machine does not settle');
        tick(k);
      }
    },
    ticks: (count) => {
      for (let i = 0; i < count; i++) tick(k);
    },
  };
}

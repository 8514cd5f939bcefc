/** Children of the shell: subshells, elements of pipelines, and those that become a program. */
import { EAGAIN, strerror } from '../../kernel/errno';
import { sysClose, sysDup2, sysFork, sysNanosleep, sysOpen, sysPipe, sysSetpgid, sysTcsetpgrp, O_RDONLY } from '../../kernel/syscalls';
import { childShell } from './child-state';
import { addJob, deathNotice, jobDone, jobOf, jobStatus, jobStopped, removeJobs, waitUntil } from './jobs';
import { ShellError, type Sh } from './machine';
import { messageName } from './messages';
import { randomSeed } from './variables';
import type { Plumbing, PreparedCommand, ShellState } from './state';

/** Pages of the shell's image that a child writes to first of all. */
export const CHILD_PAGES = 15;
/** Longest of the pauses between tries of a fork that answers EAGAIN, in seconds. */
const FORK_SLEEP_MAX = 16;
/** Exit status of a shell whose fork failed. */
const FORK_FAILED = 254;

/** What a child does. */
export interface ChildPlan {
  /** Where its code begins; the parent's own instruction for a prepared command. */
  readonly entry?: number;
  readonly prepared?: PreparedCommand;
  /** Pipe ends it takes as its input and output, and one it must not keep. */
  readonly input?: number;
  readonly output?: number;
  readonly close?: number;
  /** Standard error goes where output goes. */
  readonly both?: boolean;
  readonly background: boolean;
  /** Group to join, 0 for its own; only with job control. */
  readonly group?: number;
  readonly substitution?: boolean;
}

/** Forks; the child's pid. Throws when there can be none: a shell that is not interactive ends then. */
export function forkChild(sh: Sh, plan: ChildPlan): number {
  const pid = tryFork(sh, plan);
  if (typeof pid !== 'number') throw pid;
  return pid;
}

/** As `forkChild`, but answers the error. */
function tryFork(sh: Sh, plan: ChildPlan): number | ShellError {
  for (let sleep = 1; ; sleep *= 2) {
    const pid = sh.call((k, self) => {
      const child = sysFork(k, self, childState(sh, plan));
      if (child > 0 && sh.state.options.monitor && plan.substitution !== true) placeInGroup(sh, child, plan);
      return child;
    });
    if (pid > 0) return pid;
    if (pid === -EAGAIN && sleep < FORK_SLEEP_MAX) {
      sh.say(`${messageName(sh.state)}: fork: retry: ${strerror(EAGAIN)}\n`);
      sh.call((k, self) => sysNanosleep(k, self, sleep * 1000));
      continue;
    }
    return new ShellError('exit', `${messageName(sh.state)}: fork: ${strerror(pid)}\n`, FORK_FAILED);
  }
}

/** Parent's half of putting a child into its process group, so that it is there before the parent goes on. */
function placeInGroup(sh: Sh, child: number, plan: ChildPlan): void {
  const group = plan.group || child;
  sysSetpgid(sh.k, sh.pid, child, group);
  if (!plan.background && sh.state.tty >= 0) sysTcsetpgrp(sh.k, sh.pid, sh.state.tty, group);
}

function childState(sh: Sh, plan: ChildPlan): ShellState {
  const { state } = sh;
  const plumbing: Plumbing = {
    input: plan.input ?? -1,
    output: plan.output ?? -1,
    close: plan.close ?? -1,
    both: plan.both ?? false,
    // Without job control a background command reads nothing and is not interrupted.
    nullInput: plan.background && !state.options.monitor && (plan.input ?? -1) < 0,
    ignoreInterrupts: plan.background && !state.options.monitor,
    group: state.options.monitor && plan.substitution !== true ? (plan.group ?? 0) : -1,
  };
  return childShell(state, {
    pc: plan.entry ?? state.pc,
    prepared: plan.prepared,
    substitution: plan.substitution === true,
    random: randomSeed(state.random, sh.k.taskTable.col.lastPid[0] ?? 0),
    touching: CHILD_PAGES,
    plumbing,
  });
}

/** Child's half: its descriptors. Done before its first instruction. */
export function connectChild(sh: Sh, plumbing: Plumbing): void {
  const { k, pid } = sh;
  const { input, output, close, both, nullInput } = plumbing;
  if (close >= 0) sysClose(k, pid, close);
  if (input >= 0) move(sh, input, 0);
  else if (nullInput) {
    const fd = sysOpen(k, pid, '/dev/null', O_RDONLY);
    if (fd > 0) move(sh, fd, 0);
  }
  if (output >= 0) move(sh, output, 1);
  if (both) sysDup2(k, pid, 1, 2);
}

function move(sh: Sh, from: number, to: number): void {
  if (from === to) return;
  sysDup2(sh.k, sh.pid, from, to);
  sysClose(sh.k, sh.pid, from);
}

/** A pipe; throws as bash does when there is none to be had. */
export function makePipe(sh: Sh): readonly [number, number] {
  const pipe = tryPipe(sh);
  if (pipe instanceof ShellError) throw pipe;
  return pipe;
}

function tryPipe(sh: Sh): readonly [number, number] | ShellError {
  const pipe = sh.call((k, pid) => sysPipe(k, pid));
  return typeof pipe === 'number' ? new ShellError('exit', `${messageName(sh.state)}: pipe error: ${strerror(pipe)}\n`, 1) : pipe;
}

/** Runs the elements of a pipeline, all forked by this shell. */
export function runPipeline(sh: Sh, entries: readonly number[], both: readonly boolean[], text: string, background: boolean): void {
  const pids: number[] = [];
  let input = -1;
  for (let i = 0; i < entries.length; i++) {
    const pipe = i < entries.length - 1 ? tryPipe(sh) : undefined;
    if (pipe instanceof ShellError) return abandon(sh, pids, input, pipe);
    const [reading, writing] = pipe ?? [-1, -1];
    const plan: ChildPlan = {
      entry: entries[i]!,
      background,
      input,
      output: writing,
      close: reading,
      both: both[i] ?? false,
      group: pids[0] ?? 0,
    };
    const child = tryFork(sh, plan);
    if (typeof child !== 'number') return abandon(sh, pids, input, child);
    pids.push(child);
    const old = input;
    sh.once((k, pid) => {
      if (old >= 0) sysClose(k, pid, old);
      if (writing >= 0) sysClose(k, pid, writing);
      return 0;
    });
    input = reading;
  }
  finishStart(sh, pids, text, background);
}

/** The rest of a pipeline could not be started: what runs of it is ended where it is a job of its own. */
function abandon(sh: Sh, pids: readonly number[], input: number, error: ShellError): never {
  sh.once((k, pid) => {
    if (input >= 0) sysClose(k, pid, input);
    if (pids.length > 0) addJob(sh.state, pids, pids[0] ?? 0, '', false);
    return 0;
  });
  throw error;
}

/** A started job: noted, announced, or waited for. */
export function finishStart(sh: Sh, pids: readonly number[], text: string, background: boolean): void {
  const first = pids[0] ?? 0;
  const last = pids.at(-1) ?? 0;
  const group = sh.state.options.monitor ? first : 0;
  const id = sh.once(() => addJob(sh.state, pids, group, text, background));
  if (background) {
    sh.once(() => {
      sh.state.lastBackground = last;
      sh.state.status = 0;
      return 0;
    });
    if (sh.state.interactive) sh.say(`[${id}] ${last}\n`);
    return;
  }
  waitForeground(sh, first);
}

/** Waits for the job of a process and takes its status; says how it died. */
export function waitForeground(sh: Sh, pid: number): void {
  const outcome = waitUntil(sh, (state) => {
    const job = jobOf(state, pid);
    if (job === undefined) return 'none';
    return jobDone(job) ? 'done' : jobStopped(job) ? 'stopped' : undefined;
  });
  const notice = sh.once((k, self) => {
    const { state } = sh;
    if (state.options.monitor && state.tty >= 0) sysTcsetpgrp(k, self, state.tty, state.group);
    const job = jobOf(state, pid);
    if (job === undefined) return '';
    state.status = jobStatus(state, job);
    state.pipeStatus = job.processes.map((process) => statusOf(process.status ?? process.stopped ?? 0));
    if (outcome === 'stopped') return stoppedNotice(sh, pid);
    if (state.interactive && job.processes.some((process) => ((process.status ?? 0) & 0x7f) === 2)) state.interrupted = true;
    const text = deathNotice(state, job);
    removeJobs(state, (other) => other === job);
    return text;
  });
  if (notice !== '') sh.say(notice);
}

function statusOf(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal;
}

/** A foreground job that was stopped becomes a background one. */
function stoppedNotice(sh: Sh, pid: number): string {
  const { state } = sh;
  const job = jobOf(state, pid);
  if (job === undefined) return '';
  const id = job.id > 0 ? job.id : Math.max(0, ...state.jobs.map((other) => other.id)) + 1;
  state.jobs = state.jobs.map((other) => (other === job ? { ...job, id, background: true } : other));
  return `\n[${id}]+  ${'Stopped'.padEnd(24)}${job.text}\n`;
}

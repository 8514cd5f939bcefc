/** The job table: what the shell started, how it ended, and what it says of it. */
import { ECHILD, EINTR } from '../../kernel/errno';
import { sysWait4 } from '../../kernel/syscalls';
import { signalDescription } from '../lib/signals';
import { SUSPEND, type Sh } from './machine';
import { prolog } from './messages';
import type { Job, JobProcess, ShellState } from './state';

const SIGINT = 2;
const SIGPIPE = 13;
const SIGTERM = 15;
/** Ended jobs whose status `wait` may still ask for. */
const MAX_TOLD = 64;

/** Exit status of a process: 128 + signal for one that was killed. */
export function decodeStatus(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : signal === 0x7f ? 128 + ((status >> 8) & 0xff) : 128 + signal;
}

/** Adds a job; a background one gets the next number. Answers its number. */
export function addJob(state: ShellState, pids: readonly number[], group: number, text: string, background: boolean): number {
  // Numbers of jobs that ended and were asked for are free again.
  const used = state.jobs.filter((job) => !(job.told && jobDone(job)));
  const id = background ? Math.max(0, ...used.map((job) => job.id)) + 1 : 0;
  const processes = pids.map((pid): JobProcess => state.early.find((process) => process.pid === pid) ?? { pid });
  if (state.early.length > 0) state.early = state.early.filter((process) => !pids.includes(process.pid));
  const told = (job: Job): Job => (job.id > 0 && job.told && jobDone(job) ? { ...job, id: 0 } : job);
  const jobs = state.jobs.filter((job) => job.id !== 0 || job.background).map(told);
  let drop = jobs.filter((job) => job.told || (!state.interactive && jobDone(job))).length - MAX_TOLD;
  const kept = drop > 0 ? jobs.filter((job) => !(job.told || jobDone(job)) || drop-- <= 0) : jobs;
  state.jobs = [...kept, { id, group, processes, text, background, told: false }];
  return id;
}

export function jobDone(job: Job): boolean {
  return job.processes.every((process) => process.status !== undefined);
}
export function jobStopped(job: Job): boolean {
  return !jobDone(job) && job.processes.every((process) => process.status !== undefined || process.stopped !== undefined);
}

/** The job a process belongs to. */
export function jobOf(state: ShellState, pid: number): Job | undefined {
  return state.jobs.findLast((job) => job.processes.some((process) => process.pid === pid));
}

/** Replaces one job. */
export function changeJob(state: ShellState, job: Job, change: Partial<Job>): void {
  state.jobs = state.jobs.map((other) => (other === job ? { ...job, ...change } : other));
}

/** Takes jobs away. */
export function removeJobs(state: ShellState, gone: (job: Job) => boolean): void {
  if (state.jobs.some(gone)) state.jobs = state.jobs.filter((job) => !gone(job));
}

/** Notes how a child ended or stopped. */
export function recordChild(state: ShellState, pid: number, status: number): void {
  const job = jobOf(state, pid);
  const stopped = (status & 0xff) === 0x7f;
  if (job === undefined) {
    // A child may end before the rest of its pipeline is started.
    if (!stopped) state.early = [...state.early, { pid, status }].slice(-MAX_TOLD);
    return;
  }
  const processes = job.processes.map((process): JobProcess => {
    if (process.pid !== pid) return process;
    return stopped ? { pid, stopped: status } : { pid, status };
  });
  const changed = { ...job, processes };
  changeJob(state, job, changed);
  if (job.background && !state.quietLines && jobDone(changed)) state.deaths += deathNotice(state, changed);
}

/** Reaps what has ended, without waiting: what bash does when SIGCHLD comes. */
export function reapEnded(sh: Sh): void {
  for (;;) {
    const waited = sysWait4(sh.k, sh.pid, -1, { nohang: true, untraced: sh.state.options.monitor });
    if (typeof waited === 'number') return;
    recordChild(sh.state, waited.pid, waited.status);
  }
}

/** Outcome of waiting for a job or process. */
export type Waited = 'done' | 'stopped' | 'interrupted' | 'none';

/** Waits until `over` holds; children that end meanwhile are noted. `interruptible`: a trapped signal ends the wait. */
export function waitUntil(sh: Sh, over: (state: ShellState) => Waited | undefined, interruptible = false): Waited {
  for (;;) {
    const answer = sh.call((k, pid): Waited | 'again' | number => {
      const already = over(sh.state);
      if (already !== undefined) return already;
      const waited = sysWait4(k, pid, -1, { untraced: sh.state.options.monitor });
      if (typeof waited !== 'number') {
        recordChild(sh.state, waited.pid, waited.status);
        return over(sh.state) ?? 'again';
      }
      if (waited === -ECHILD) return 'none';
      return waited === -EINTR ? 'again' : waited;
    });
    if (answer === 'again') {
      if (interruptible && sh.once(() => (sh.state.caught.length > 0 ? 1 : 0)) === 1) return 'interrupted';
      continue;
    }
    if (typeof answer === 'number') throw SUSPEND;
    return answer;
  }
}

/** Status of the last process, or with pipefail of the last that failed. */
export function jobStatus(state: ShellState, job: Job): number {
  const statuses = job.processes.map((process) => decodeStatus(process.status ?? process.stopped ?? 0));
  const failed = statuses.findLast((status) => status !== 0);
  return state.options.pipefail && failed !== undefined ? failed : (statuses.at(-1) ?? 0);
}

/** What killed a job, 0 for nothing. */
export function jobSignal(job: Job): number {
  const status = job.processes.at(-1)?.status ?? 0;
  return status & 0x7f;
}

/** `Running`, `Done`, `Exit 3`, `Killed`, `Stopped`. */
export function jobStateText(job: Job): string {
  if (jobStopped(job)) return 'Stopped';
  if (!jobDone(job)) return 'Running';
  const signal = jobSignal(job);
  if (signal !== 0) return signalDescription(signal);
  const status = decodeStatus(job.processes.at(-1)?.status ?? 0);
  return status === 0 ? 'Done' : `Exit ${status}`;
}

/** The numbers of `%+` and `%-`: the job last stopped or started, and the one before. */
export function currentJobs(state: ShellState): { current: number; previous: number } {
  const stopped = state.jobs.filter((job) => job.id > 0 && jobStopped(job)).map((job) => job.id);
  const others = state.jobs.filter((job) => job.id > 0 && !jobStopped(job)).map((job) => job.id);
  const order = [...others.sort((a, b) => a - b), ...stopped.sort((a, b) => a - b)];
  return { current: order.at(-1) ?? 0, previous: order.at(-2) ?? 0 };
}

/** A line of `jobs`. */
export function jobLine(state: ShellState, job: Job, pids = false): string {
  const { current, previous } = currentJobs(state);
  const mark = job.id === current ? '+' : job.id === previous ? '-' : ' ';
  const pid = pids ? `${String(job.processes[0]?.pid ?? 0).padStart(5)} ` : '';
  const running = !jobDone(job) && !jobStopped(job);
  return `[${job.id}]${mark}  ${pid}${jobStateText(job).padEnd(24)}${job.text}${running ? ' &' : ''}\n`;
}

/** Says which background jobs ended, before the next prompt. */
export function notifyJobs(sh: Sh): void {
  for (;;) {
    const line = sh.once(() => {
      const { state } = sh;
      const job = state.jobs.find((other) => other.id > 0 && jobDone(other) && !other.told);
      if (job === undefined) return '';
      const text = jobLine(state, job);
      removeJobs(state, (other) => other.id === job.id);
      return text;
    });
    if (line === '') return;
    sh.say(line);
  }
}

/** What a shell says of a job that a signal ended; '' for nothing. */
export function deathNotice(state: ShellState, job: Job): string {
  const process = job.processes.findLast((other) => other.status !== undefined && (other.status & 0x7f) !== 0);
  const signal = (process?.status ?? 0) & 0x7f;
  if (process === undefined || signal === 0 || signal === SIGPIPE) return '';
  const core = ((process.status ?? 0) & 0x80) !== 0 ? ' (core dumped)' : '';
  if (state.interactive) return signal === SIGINT ? '\n' : `${signalDescription(signal)}${core}\n`;
  if (signal === SIGINT || (job.background && signal === SIGTERM)) return '';
  if (signal === SIGTERM) return `${signalDescription(signal)}\n`;
  return `${prolog(state)}${String(process.pid).padStart(5)} ${(signalDescription(signal) + core).padEnd(24)}${job.text}\n`;
}

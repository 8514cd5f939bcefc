/** `jobs`, `fg`, `bg`, `wait`, `kill`, `disown`. */
import { strerror } from '../../../kernel/errno';
import { sysKill, sysTcsetpgrp } from '../../../kernel/syscalls';
import { parseSignal, signalName, signalNames } from '../../lib/signals';
import { waitForeground } from '../fork';
import {
  changeJob,
  currentJobs,
  decodeStatus,
  jobDone,
  jobLine,
  jobOf,
  jobStatus,
  jobStopped,
  notifyJobs,
  removeJobs,
  waitUntil,
} from '../jobs';
import type { Sh } from '../machine';
import type { Job, ShellState } from '../state';
import { EX_USAGE, fault, invalidOption, readOptions, type Builtin, type BuiltinArguments } from './builtin';

const SIGCONT = 18;
const SIGTERM = 15;

/** The job of `%1`, `%+`, `%-`, `%text`, `%?text`. */
function findJob(state: ShellState, spec: string): Job | undefined {
  const jobs = state.jobs.filter((job) => job.id > 0);
  const { current, previous } = currentJobs(state);
  const text = spec.replace(/^%/, '');
  if (text === '' || text === '+' || text === '%') return jobs.find((job) => job.id === current);
  if (text === '-') return jobs.find((job) => job.id === previous);
  if (/^\d+$/.test(text)) return jobs.find((job) => job.id === Number(text));
  return text.startsWith('?') ? jobs.find((job) => job.text.includes(text.slice(1))) : jobs.find((job) => job.text.startsWith(text));
}

export const jobs: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'lnprs');
  if (bad !== undefined) return invalidOption(sh, 'jobs', bad, 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]');
  const { state } = sh;
  let status = 0;
  const listed: Job[] = [];
  for (const spec of rest) {
    const job = findJob(state, spec);
    if (job === undefined) status = fault(sh, 'jobs', `${spec}: no such job`);
    else listed.push(job);
  }
  for (const job of rest.length > 0 ? listed : state.jobs) {
    if (job.id === 0 || (job.told && jobDone(job))) continue;
    if (letters.includes('r') && (jobDone(job) || jobStopped(job))) continue;
    if (letters.includes('s') && !jobStopped(job)) continue;
    sh.out(letters.includes('p') ? `${job.processes[0]?.pid ?? 0}\n` : jobLine(state, job, letters.includes('l')));
  }
  sh.flush();
  sh.once(() => {
    removeJobs(state, (job) => job.id > 0 && jobDone(job));
    return 0;
  });
  return status;
};

export const fg: Builtin = (sh, { args }) => resume(sh, 'fg', args[1]);
export const bg: Builtin = (sh, { args }) => resume(sh, 'bg', args[1]);

function resume(sh: Sh, name: 'fg' | 'bg', spec: string | undefined): number {
  const { state } = sh;
  if (!state.options.monitor) return fault(sh, name, 'no job control');
  const id = sh.once(() => findJob(state, spec ?? '%+')?.id ?? 0);
  if (id === 0) return fault(sh, name, `${spec ?? 'current'}: no such job`);
  const first = sh.once((k, pid) => {
    const job = state.jobs.find((other) => other.id === id);
    if (job === undefined) return 0;
    const processes = job.processes.map(({ pid: process, status }) => (status === undefined ? { pid: process } : { pid: process, status }));
    changeJob(state, job, { processes, background: name === 'bg' });
    if (name === 'fg' && state.tty >= 0) sysTcsetpgrp(k, pid, state.tty, job.group);
    sysKill(k, pid, -job.group, SIGCONT);
    return job.processes[0]?.pid ?? 0;
  });
  const text = sh.once(() => state.jobs.find((job) => job.id === id)?.text ?? '');
  sh.say(name === 'fg' ? `${text}\n` : `[${id}]+ ${text} &\n`);
  if (name === 'bg') return 0;
  waitForeground(sh, first);
  return sh.once(() => state.status);
}

/** An interactive shell says at once what became of the jobs it waited for. */
export const wait: Builtin = (sh, given) => {
  const status = waitFor(sh, given);
  if (sh.state.interactive) notifyJobs(sh);
  return status;
};

const waitFor = (sh: Sh, { args }: BuiltinArguments): number => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'nf');
  if (bad !== undefined) return invalidOption(sh, 'wait', bad, 'wait [-fn] [-p var] [id ...]');
  if (letters.includes('n')) return waitNext(sh);
  if (rest.length === 0) {
    const outcome = waitUntil(sh, (state) => (state.jobs.every((job) => jobDone(job) || jobStopped(job)) ? 'done' : undefined), true);
    if (outcome === 'interrupted') return interruptedStatus(sh);
    sh.once(() => {
      if (!sh.state.interactive) removeJobs(sh.state, jobDone);
      return 0;
    });
    return 0;
  }
  let status = 0;
  for (const spec of rest) status = waitOne(sh, spec);
  return status;
};

function interruptedStatus(sh: Sh): number {
  return sh.once(() => 128 + (sh.state.caught[0] ?? 2));
}

function waitOne(sh: Sh, spec: string): number {
  const { state } = sh;
  if (!spec.startsWith('%') && !/^\d+$/.test(spec)) return fault(sh, 'wait', `\`${spec}': not a pid or valid job spec`);
  const pid = sh.once(() => (spec.startsWith('%') ? (findJob(state, spec)?.processes.at(-1)?.pid ?? 0) : Number(spec)));
  const known = sh.once(() => (pid > 0 && jobOf(state, pid) !== undefined ? 1 : 0));
  if (known === 0)
    return spec.startsWith('%')
      ? fault(sh, 'wait', `${spec}: no such job`, 127)
      : fault(sh, 'wait', `pid ${spec} is not a child of this shell`, 127);
  const outcome = waitUntil(
    sh,
    (now) => {
      const job = jobOf(now, pid);
      const process = job?.processes.find((other) => other.pid === pid);
      if (job === undefined || process === undefined) return 'none';
      return (spec.startsWith('%') ? jobDone(job) : process.status !== undefined)
        ? 'done'
        : process.stopped !== undefined
          ? 'stopped'
          : undefined;
    },
    true,
  );
  if (outcome === 'interrupted') return interruptedStatus(sh);
  return sh.once(() => {
    const job = jobOf(state, pid);
    const process = job?.processes.find((other) => other.pid === pid);
    if (job === undefined || process === undefined) return 127;
    const status = decodeStatus(process.status ?? process.stopped ?? 0);
    if (!state.interactive && jobDone(job)) changeJob(state, job, { told: true });
    return status;
  });
}

function waitNext(sh: Sh): number {
  const before = sh.once(() => sh.state.jobs.filter((job) => job.id > 0 && !job.told).map((job) => job.id));
  const ended = (state: ShellState): Job | undefined => state.jobs.find((job) => before.includes(job.id) && jobDone(job) && !job.told);
  const outcome = waitUntil(sh, (state) => (ended(state) === undefined ? (before.length === 0 ? 'none' : undefined) : 'done'), true);
  if (outcome === 'interrupted') return interruptedStatus(sh);
  return sh.once(() => {
    const job = ended(sh.state);
    if (job === undefined) return 127;
    changeJob(sh.state, job, { told: true });
    return jobStatus(sh.state, job);
  });
}

export const disown: Builtin = (sh, { args }) => {
  const { letters, rest } = readOptions(args.slice(1), 'ahr');
  const { state } = sh;
  let status = 0;
  const ids = letters.includes('a')
    ? state.jobs.map((job) => job.id)
    : (rest.length > 0 ? rest : ['%+']).map((spec) => (spec.startsWith('%') ? findJob(state, spec) : jobOf(state, Number(spec)))?.id ?? 0);
  if (ids.includes(0) && !letters.includes('a')) status = fault(sh, 'disown', `${rest[0] ?? 'current'}: no such job`);
  if (!letters.includes('h')) {
    sh.once(() => {
      removeJobs(state, (job) => job.id > 0 && ids.includes(job.id));
      return 0;
    });
  }
  return status;
};

const KILL_USAGE = 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]';

export const kill: Builtin = (sh, { args }) => {
  let signal = SIGTERM;
  let i = 1;
  const first = args[1];
  if (first === '-l' || first === '-L') return listSignals(sh, args.slice(2));
  if (first === '-s' || first === '-n') {
    const chosen = parseSignal(args[2] ?? '');
    if (chosen === undefined) return fault(sh, 'kill', `${args[2] ?? ''}: invalid signal specification`);
    signal = chosen;
    i = 3;
  } else if (first !== undefined && /^-./.test(first) && first !== '--') {
    const chosen = parseSignal(first.slice(1));
    if (chosen === undefined) return fault(sh, 'kill', `${first.slice(1)}: invalid signal specification`);
    signal = chosen;
    i = 2;
  }
  if (args[i] === '--') i++;
  if (args.length <= i) {
    sh.say(`kill: usage: ${KILL_USAGE}\n`);
    return EX_USAGE;
  }
  let status = 0;
  for (const spec of args.slice(i)) status = killOne(sh, spec, signal) || status;
  return status;
};

function killOne(sh: Sh, spec: string, signal: number): number {
  const { state } = sh;
  if (spec.startsWith('%')) {
    const targets = sh.once((): number[] => {
      const job = findJob(state, spec);
      if (job === undefined) return [];
      return state.options.monitor && job.group > 0
        ? [-job.group]
        : job.processes.filter((process) => process.status === undefined).map((process) => process.pid);
    });
    if (targets.length === 0) return fault(sh, 'kill', `${spec}: no such job`);
    let failed = 0;
    for (const target of targets) failed = sh.call((k, pid) => sysKill(k, pid, target, signal)) || failed;
    return failed < 0 ? fault(sh, 'kill', `(${targets[0]}) - ${strerror(failed)}`) : 0;
  }
  if (!/^[-+]?\d+$/.test(spec)) return fault(sh, 'kill', `${spec}: arguments must be process or job IDs`);
  const target = Number(spec);
  const done = sh.call((k, pid) => sysKill(k, pid, target, signal));
  return done < 0 ? fault(sh, 'kill', `(${target}) - ${strerror(done)}`) : 0;
}

function listSignals(sh: Sh, specs: readonly string[]): number {
  let status = 0;
  if (specs.length === 0) {
    for (const [i, name] of signalNames().entries()) sh.out(`${String(i + 1).padStart(2)}) SIG${name}${i % 5 === 4 ? '\n' : '\t'}`);
    sh.out('\n');
  }
  for (const spec of specs) {
    const signal = /^\d+$/.test(spec) ? Number(spec) & 127 : parseSignal(spec);
    const name = signal === undefined ? undefined : signalName(signal);
    if (signal === undefined || name === undefined) status = fault(sh, 'kill', `${spec}: invalid signal specification`);
    else sh.out(`${/^\d+$/.test(spec) ? name : signal}\n`);
  }
  return status;
}

/**
 * What a forked shell starts from: a copy of its parent's state with a few things of its own. Every field is written down,
 * which makes one fast record; spreading the parent's would be a copy and then as many changes.
 */
import { withFrame } from './stack';
import type { Frame, Job, Options, Plumbing, PreparedCommand, ShellState } from './state';

const CHILD: Frame = { type: 'child' };
const NO_TRAPS: Readonly<Record<string, string>> = {};

export interface ChildStart {
  readonly pc: number;
  readonly prepared: PreparedCommand | undefined;
  readonly substitution: boolean;
  readonly random: number;
  readonly touching: number;
  readonly plumbing: Plumbing;
}

export function childShell(state: ShellState, { pc, prepared, substitution, random, touching, plumbing }: ChildStart): ShellState {
  const subshell = prepared === undefined;
  return {
    prog: state.prog,
    starting: state.starting,
    posix: state.posix,
    interactive: false,
    quietLines: state.quietLines,
    fromCommandLine: state.fromCommandLine,
    input: state.input,
    unit: state.unit,
    pc,
    chunkEnd: state.chunkEnd,
    line: state.line,
    lineBase: state.lineBase,
    stack: subshell ? withFrame(state.stack, CHILD) : state.stack,
    log: [],
    cond: substitution ? 0 : state.cond,
    name: state.name,
    args: state.args,
    variables: state.variables,
    functions: state.functions,
    status: state.status,
    pipeStatus: state.pipeStatus,
    substituted: state.substituted,
    lastArgument: state.lastArgument,
    lastBackground: state.lastBackground,
    shellPid: state.shellPid,
    depth: subshell ? state.depth + 1 : state.depth,
    startTick: state.startTick,
    random,
    options: childOptions(state.options, substitution),
    traps: ignoredTraps(state.traps),
    caught: [],
    children: false,
    jobs: subshell ? toldJobs(state.jobs) : [],
    early: [],
    deaths: '',
    hashed: state.hashed,
    optionPlace: state.optionPlace,
    umask: state.umask,
    tty: state.tty,
    group: state.group,
    tracing: substitution ? state.tracing + 1 : state.tracing,
    interrupted: state.interrupted,
    touching,
    plumbing,
    prepared,
    feedBase: state.feedBase,
    child: true,
    exiting: undefined,
  };
}

function childOptions(options: Options, substitution: boolean): Options {
  if (!options.monitor && !(substitution && options.errexit)) return options;
  return { ...options, monitor: false, errexit: options.errexit && !substitution };
}

function ignoredTraps(traps: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const set = Object.entries(traps);
  return set.length === 0 ? NO_TRAPS : Object.fromEntries(set.filter(([, command]) => command === ''));
}

/** A subshell knows its parent's jobs and says nothing of them. */
function toldJobs(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter((job) => job.id > 0).map((job) => ({ ...job, told: true }));
}

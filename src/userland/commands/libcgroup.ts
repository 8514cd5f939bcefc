/** What libcgroup's tools (0.41) share, for the one hierarchy there is: memory. */
import { strerror } from '../../kernel/errno';
import type { Plain } from '../../kernel/store';
import { defineCommand, type Sys } from '../command';
import { parseOptions, type CommandLine, type OptionSpec } from '../lib/options';
import { helpText } from '../man/pages';
import type { Program } from '../program';

export const ROOT = '/sys/fs/cgroup/memory';
export const CONTROLLER = 'memory';

/** libcgroup's own errors; exit statuses are their low eight bits. */
const ECG = {
  notExist: [50002, 'Cgroup does not exist'],
  notMounted: [50004, 'Cgroup one of the needed subsystems is not mounted'],
  noValue: [50015, 'Cgroup, requested group parameter does not exist'],
} as const;
/** An error of the system, told by its errno. */
export const ECG_OTHER = 50016;

export interface Fault {
  readonly code: number;
  readonly text: string;
}
/** A fault of libcgroup's own. */
export function cgroupFault(name: keyof typeof ECG): Fault {
  return { code: ECG[name][0], text: ECG[name][1] };
}
/** A fault of a system call. */
export function systemFault(errno: number): Fault {
  return { code: ECG_OTHER, text: strerror(errno) };
}
/** Exit status of a tool that met the fault. */
export function exitOf(fault: Fault): number {
  return fault.code & 255;
}

/** `memory,cpu:a/b` */
export interface Spec {
  readonly controllers: readonly string[];
  readonly path: string;
}

/** Reads `controllers:path`; undefined for any other text. */
export function parseSpec(text: string): Spec | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  return { controllers: text.slice(0, colon).split(','), path: text.slice(colon + 1) };
}

/** True where all its controllers are mounted. */
export function known({ controllers }: Spec): boolean {
  return controllers.every((name) => name === CONTROLLER || name === '*');
}

/** Where a group stands in the hierarchy. */
export function directory(path: string): string {
  const plain = path.replace(/^\/+/, '').replace(/\/+$/, '');
  return plain === '' || plain === '.' ? ROOT : `${ROOT}/${plain}`;
}

/** Makes one of libcgroup's tools, with its `--help` and its words for wrong usage. */
export function cgroupTool<S extends Plain>(
  name: string,
  spec: OptionSpec,
  run: (sys: Sys<S>, line: CommandLine, state: S | undefined) => number,
): Program {
  const options: OptionSpec = { short: `${spec.short ?? ''}h`, long: { ...spec.long, help: 'h' } };
  return defineCommand<S>(name, {}, (sys, argv, state) => {
    const line = parseOptions(argv.slice(1), options);
    if (typeof line === 'string') {
      sys.err(`${name}: ${line}\n`);
      return wrong(sys);
    }
    if (line.options.some((option) => option.name === 'h')) {
      sys.out(helpText(name));
      return 0;
    }
    return run(sys, line, state);
  });
}

/** Says that the parameters are wrong. */
export function wrong<S extends Plain>(sys: Sys<S>): number {
  sys.err(`Wrong input parameters, try ${sys.name} --help' for more information.\n`);
  return 255;
}

/** The groups named by -g; leaves where one cannot be read. */
export function specs<S extends Plain>(sys: Sys<S>, texts: readonly (string | undefined)[]): Spec[] {
  return texts.map((text) => {
    const spec = parseSpec(text ?? '');
    if (spec !== undefined) return spec;
    sys.err(`${sys.name}: cgroup controller and path parsing failed (${text})\n`);
    return sys.exit(255);
  });
}

/** The values of every such option. */
export function values(line: CommandLine, name: string): (string | undefined)[] {
  return line.options.filter((option) => option.name === name).map((option) => option.value);
}

/** Where a loop over operands stands. */
export type Progress = { at: number; status: number };

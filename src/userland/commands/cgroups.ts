/** libcgroup's tools (0.41), for the one hierarchy there is: memory. */
import { EBUSY, EEXIST, ENOENT, ENOTDIR, strerror } from '../../kernel/errno';
import { O_RDWR, O_WRONLY, S_IFDIR, S_IFMT } from '../../kernel/syscalls';
import type { Plain } from '../../kernel/store';
import { defineCommand, type Sys } from '../command';
import { parseOptions, type CommandLine, type OptionSpec } from '../lib/options';
import { helpText } from '../man/pages';
import type { Program } from '../program';

const ROOT = '/sys/fs/cgroup/memory';
const CONTROLLER = 'memory';

/** libcgroup's own errors; exit statuses are their low eight bits. */
const ECG = {
  notExist: [50002, 'Cgroup does not exist'],
  notMounted: [50004, 'Cgroup one of the needed subsystems is not mounted'],
  noValue: [50015, 'Cgroup, requested group parameter does not exist'],
} as const;
/** An error of the system, told by its errno. */
const ECG_OTHER = 50016;

interface Fault {
  readonly code: number;
  readonly text: string;
}
function cgroupFault(name: keyof typeof ECG): Fault {
  return { code: ECG[name][0], text: ECG[name][1] };
}
function systemFault(errno: number): Fault {
  return { code: ECG_OTHER, text: strerror(errno) };
}
function exitOf(fault: Fault): number {
  return fault.code & 255;
}

/** `memory,cpu:a/b` */
interface Spec {
  readonly controllers: readonly string[];
  readonly path: string;
}

function parseSpec(text: string): Spec | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  return { controllers: text.slice(0, colon).split(','), path: text.slice(colon + 1) };
}

function known({ controllers }: Spec): boolean {
  return controllers.every((name) => name === CONTROLLER || name === '*');
}

function directory(path: string): string {
  const plain = path.replace(/^\/+/, '').replace(/\/+$/, '');
  return plain === '' || plain === '.' ? ROOT : `${ROOT}/${plain}`;
}

function cgroupTool<S extends Plain>(
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

function wrong<S extends Plain>(sys: Sys<S>): number {
  sys.err(`Wrong input parameters, try ${sys.name} --help' for more information.\n`);
  return 255;
}

/** The groups named by -g; leaves where one cannot be read. */
function specs<S extends Plain>(sys: Sys<S>, texts: readonly (string | undefined)[]): Spec[] {
  return texts.map((text) => {
    const spec = parseSpec(text ?? '');
    if (spec !== undefined) return spec;
    sys.err(`${sys.name}: cgroup controller and path parsing failed (${text})\n`);
    return sys.exit(255);
  });
}

function values(line: CommandLine, name: string): (string | undefined)[] {
  return line.options.filter((option) => option.name === name).map((option) => option.value);
}

type Progress = { at: number; status: number };

export const cgcreate = cgroupTool<Progress>(
  'cgcreate',
  {
    short: 'a:t:g:d:f:s:',
    long: { dperm: 'd', fperm: 'f', tperm: 's' },
  },
  (sys, line, state) => {
    const groups = specs(sys, values(line, 'g'));
    if (groups.length === 0) return wrong(sys);
    const group = groups[state?.at ?? 0]!;
    const fault = known(group) ? makeGroup(sys, group.path) : cgroupFault('notMounted');
    if (fault !== undefined) {
      sys.err(`cgcreate: can't create cgroup ${group.path}: ${fault.text}\n`);
      return exitOf(fault);
    }
    const at = (state?.at ?? 0) + 1;
    return at < groups.length ? sys.checkpoint({ at, status: 0 }) : 0;
  },
);

/** Makes a group and those above it; one that is there is as good. */
function makeGroup<S extends Plain>(sys: Sys<S>, path: string): Fault | undefined {
  let prefix = ROOT;
  for (const part of path.split('/').filter((name) => name !== '')) {
    prefix += `/${part}`;
    const made = sys.mkdir(prefix, 0o775);
    if (made < 0 && made !== -EEXIST) return systemFault(made);
  }
  return undefined;
}

/** Groups still to be removed, children before their parent. */
type DeleteState = { todo: readonly (readonly [string, boolean])[]; status: number; name: string; at: number };

export const cgdelete = cgroupTool<DeleteState>(
  'cgdelete',
  {
    short: 'g:r',
    long: { recursive: 'r' },
  },
  (sys, line, state) => {
    const groups = specs(sys, [...values(line, 'g'), ...line.operands]);
    if (groups.length === 0) return wrong(sys);
    const recursive = line.options.some((option) => option.name === 'r');
    const s = state ?? { todo: [], status: 0, name: '', at: 0 };
    const [next, ...others] = s.todo;
    if (next === undefined) {
      const group = groups[s.at];
      if (group === undefined) return s.status;
      const bad = known(group) ? undefined : cgroupFault('notMounted');
      if (bad !== undefined) sys.err(`cgdelete: cannot remove group '${group.path}': ${bad.text}\n`);
      return sys.checkpoint({
        todo: bad === undefined ? [[directory(group.path), false]] : [],
        status: bad === undefined ? s.status : exitOf(bad),
        name: group.path,
        at: s.at + 1,
      });
    }
    const [path, ready] = next;
    const failed = (fault: Fault): never => {
      sys.err(`cgdelete: cannot remove group '${s.name}': ${fault.text}\n`);
      return sys.checkpoint({ ...s, todo: [], status: exitOf(fault) });
    };
    if (!ready && recursive) {
      const children = subgroups(sys, path);
      if (typeof children === 'number') return failed(systemFault(children));
      return sys.checkpoint({ ...s, todo: [...children.map((child) => [child, false] as const), [path, true], ...others] });
    }
    if (path === ROOT) return sys.checkpoint({ ...s, todo: others });
    const moved = moveTasksUp(sys, path);
    if (moved < 0) return failed(systemFault(moved));
    const removed = sys.rmdir(path);
    if (removed < 0) return failed(systemFault(removed));
    return sys.checkpoint({ ...s, todo: others });
  },
);

function subgroups<S extends Plain>(sys: Sys<S>, path: string): string[] | number {
  const names = sys.readdir(path);
  if (typeof names === 'number') return names;
  return [...names]
    .sort()
    .map((name) => `${path}/${name}`)
    .filter((child) => !/\/(?:memory|cgroup)\.[a-z_.]+$/.test(child))
    .filter((child) => {
      const stat = sys.stat(child);
      return typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
    });
}

/** Every task of a group into its parent; 0 or -errno. */
function moveTasksUp<S extends Plain>(sys: Sys<S>, path: string): number {
  const text = sys.readFile(`${path}/tasks`);
  if (typeof text === 'number') return text;
  const parent = path.slice(0, path.lastIndexOf('/'));
  for (const pid of text.split('\n').filter((line) => line !== '')) {
    const moved = sys.writeFile(`${parent}/tasks`, pid, O_WRONLY);
    if (moved === -EBUSY || moved === -ENOENT) return moved;
  }
  return 0;
}

export const cgset = cgroupTool<Progress>(
  'cgset',
  {
    short: 'r:',
    long: { variable: 'r', 'copy-from': 'copy-from=' },
  },
  (sys, line, state) => {
    const settings = values(line, 'r').map((text) => {
      const match = /^([^=]+)=([\s\S]*)$/.exec(text ?? '');
      if (match !== null) return [match[1]!, match[2]!] as const;
      sys.err(`cgset: wrong parameter of option -r: ${text}\n`);
      return sys.exit(255);
    });
    const source = values(line, 'copy-from')[0];
    if (line.operands.length === 0 || (settings.length === 0 && source === undefined)) return wrong(sys);
    const all = source === undefined ? settings : [...readSettings(sys, source), ...settings];
    const jobs = line.operands.flatMap((group) => all.map((setting) => ({ group, setting })));
    const s = state ?? { at: 0, status: 0 };
    const job = jobs[s.at];
    if (job === undefined) return s.status;
    const fault = setValue(sys, job.group, ...job.setting);
    // What could not be copied is passed over, as there are files that cannot be written.
    if (fault !== undefined && source === undefined) {
      sys.err(`cgset: cgroup modify error: ${fault.text} \n`);
      return exitOf(fault);
    }
    return s.at + 1 < jobs.length ? sys.checkpoint({ at: s.at + 1, status: 0 }) : 0;
  },
);

function setValue<S extends Plain>(sys: Sys<S>, group: string, name: string, value: string): Fault | undefined {
  if (!name.startsWith(`${CONTROLLER}.`)) return cgroupFault('notMounted');
  const fd = sys.open(`${directory(group)}/${name}`, O_RDWR);
  if (fd < 0) return cgroupFault('noValue');
  const written = sys.write(fd, value);
  sys.close(fd);
  return written < 0 ? systemFault(written) : undefined;
}

const COPIED = [
  'memory.use_hierarchy',
  'memory.limit_in_bytes',
  'memory.soft_limit_in_bytes',
  'memory.memsw.limit_in_bytes',
  'memory.kmem.limit_in_bytes',
  'memory.swappiness',
  'memory.oom_control',
  'memory.move_charge_at_immigrate',
];

function readSettings<S extends Plain>(sys: Sys<S>, group: string): (readonly [string, string])[] {
  return COPIED.flatMap((name) => {
    const text = sys.readFile(`${directory(group)}/${name}`);
    return typeof text === 'string' ? [[name, text.split('\n')[0]!.replace(/^oom_kill_disable /, '')] as const] : [];
  });
}

export const cgget = cgroupTool<Progress>(
  'cgget',
  {
    short: 'r:g:nvam',
    long: { variable: 'r', all: 'a', 'values-only': 'v' },
  },
  (sys, line, state) => {
    const has = (name: string): boolean => line.options.some((option) => option.name === name);
    const given = values(line, 'g').map((text) => text ?? '');
    const fromSpecs = given.flatMap((text) => (parseSpec(text) === undefined ? [] : [parseSpec(text)!.path]));
    const groups = [...fromSpecs, ...line.operands];
    const everything = has('a') || given.length > 0;
    const named = values(line, 'r').map((name) => name ?? '');
    if (groups.length === 0 || (!everything && named.length === 0)) return wrong(sys);
    const badController = given
      .map((text) => text.split(':')[0]!.split(','))
      .flat()
      .find((name) => name !== CONTROLLER && name !== '*');
    if (badController !== undefined) {
      sys.err(`cgget: cannot find controller '${badController}' in group '${groups[0]}'\n`);
      return ECG_OTHER & 255;
    }
    const s = state ?? { at: 0, status: 0 };
    const group = groups[s.at];
    if (group === undefined) return s.status;
    const status = showGroup(sys, group, named, everything, { headers: !has('n'), names: !has('v') });
    const next = { at: s.at + 1, status: Math.max(s.status, status) };
    return next.at < groups.length ? sys.checkpoint(next) : next.status;
  },
);

function showGroup<S extends Plain>(
  sys: Sys<S>,
  group: string,
  named: readonly string[],
  everything: boolean,
  show: { headers: boolean; names: boolean },
): number {
  const path = directory(group);
  const files = everything ? sys.readdir(path) : named;
  if (typeof files === 'number' || typeof sys.stat(path) === 'number') {
    sys.err(`cgget: cannot find controller '${CONTROLLER}' in group '${group}'\n`);
    return ECG_OTHER & 255;
  }
  const wanted = everything ? [...[...files].filter((name) => name.startsWith(`${CONTROLLER}.`)).sort(), ...named] : files;
  let status = 0;
  if (show.headers) sys.out(`${group}:\n`);
  for (const name of wanted) {
    const text = sys.readFile(`${path}/${name}`);
    if (typeof text === 'number') {
      // Of all the files some cannot be read (force_empty); that is no fault.
      if (everything) continue;
      sys.err(`variable file read failed ${strerror(text)}\n`);
      status = ECG_OTHER & 255;
      continue;
    }
    const value = text.replace(/\n$/, '').replace(/\n/g, '\n\t');
    sys.out(`${show.names ? `${name}: ` : ''}${value}\n`);
  }
  if (show.headers) sys.out('\n');
  return status;
}

export const cgexec = defineCommand('cgexec', {}, (sys, argv) => {
  const line = parseOptions(argv.slice(1), { short: '+g:h', long: { sticky: 'sticky', help: 'h' } });
  if (typeof line === 'string') {
    sys.err(`cgexec: ${line}\n`);
    return wrong(sys);
  }
  if (line.options.some((option) => option.name === 'h')) {
    sys.out(helpText('cgexec'));
    return 0;
  }
  if (line.operands.length === 0) return wrong(sys);
  for (const group of specs(sys, values(line, 'g'))) {
    const fault = known(group) ? attach(sys, group.path, sys.pid) : cgroupFault('notMounted');
    if (fault !== undefined) {
      sys.err('cgroup change of group failed\n');
      return exitOf(fault);
    }
  }
  const errno = sys.exec(line.operands);
  sys.err(`cgexec: ${line.operands[0]}: ${strerror(errno)}\n`);
  return 255;
});

function attach<S extends Plain>(sys: Sys<S>, path: string, pid: number): Fault | undefined {
  const moved = sys.writeFile(`${directory(path)}/tasks`, String(pid), O_WRONLY);
  if (moved >= 0) return undefined;
  return moved === -ENOENT || moved === -ENOTDIR ? cgroupFault('notExist') : systemFault(moved);
}

export const cgclassify = cgroupTool<Progress>(
  'cgclassify',
  {
    short: 'g:',
    long: { sticky: 'sticky', 'cancel-sticky': 'cancel-sticky' },
  },
  (sys, line, state) => {
    const groups = specs(sys, values(line, 'g'));
    if (groups.length === 0 || line.operands.length === 0) return wrong(sys);
    const s = state ?? { at: 0, status: 0 };
    const pid = line.operands[s.at];
    if (pid === undefined) return s.status;
    let { status } = s;
    for (const group of groups) {
      const fault = known(group) ? attach(sys, group.path, Number(pid)) : cgroupFault('notMounted');
      if (fault === undefined) continue;
      sys.err(`Error changing group of pid ${pid}: ${fault.text}\n`);
      status = exitOf(fault);
    }
    return sys.checkpoint({ at: s.at + 1, status });
  },
);

type ListState = { todo: readonly string[] };

export const lscgroup = cgroupTool<ListState>(
  'lscgroup',
  {
    short: 'g:',
  },
  (sys, line, state) => {
    const groups = specs(sys, [...values(line, 'g'), ...line.operands]);
    const { todo } = state ?? { todo: groups.length === 0 ? [ROOT] : groups.map((group) => directory(group.path)) };
    const [path, ...others] = todo;
    if (path === undefined) return 0;
    const children = subgroups(sys, path);
    if (typeof children === 'number') {
      const fault = children === -ENOENT ? cgroupFault('notExist') : systemFault(children);
      sys.err(`cgroups can't be listed: ${fault.text}\n`);
      return exitOf(fault);
    }
    sys.out(`${CONTROLLER}:${path.slice(ROOT.length) || '/'}\n`);
    return sys.checkpoint({ todo: [...children, ...others] });
  },
);

export const lssubsys = cgroupTool('lssubsys', { short: 'aim' }, (sys, line) => {
  const mounts = line.options.some((option) => option.name === 'm');
  sys.out(mounts ? `${CONTROLLER} ${ROOT}\n` : `${CONTROLLER}\n`);
  return 0;
});

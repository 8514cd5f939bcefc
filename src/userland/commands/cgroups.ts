/** `cgcreate`, `cgdelete`, `cgexec`, `cgclassify`, `lscgroup` and `lssubsys`. */
import { EBUSY, EEXIST, ENOENT, ENOTDIR, strerror } from '../../kernel/errno';
import { O_WRONLY, S_IFDIR, S_IFMT } from '../../kernel/syscalls';
import type { Plain } from '../../kernel/store';
import { defineCommand, type Sys } from '../command';
import { parseOptions } from '../lib/options';
import { helpText } from '../man/pages';
import {
  cgroupFault,
  cgroupTool,
  CONTROLLER,
  directory,
  exitOf,
  known,
  ROOT,
  specs,
  systemFault,
  values,
  wrong,
  type Fault,
  type Progress,
} from './libcgroup';

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

import { expect, it } from 'vitest';
import { EINVAL, EIO, ENOENT } from './errno';
import type { Kernel } from './kernel';
import { bootScripts } from './scripted-for-tests';
import {
  O_RDONLY,
  O_WRONLY,
  sysChdir,
  sysExecve,
  sysFork,
  sysMkdir,
  sysOpen,
  sysRead,
  sysReaddir,
  sysReadlink,
  sysWrite,
  sysClose,
} from './syscalls';

const INIT = 1;

function get(k: Kernel, path: string): string | number {
  const fd = sysOpen(k, INIT, path, O_RDONLY);
  if (fd < 0) return fd;
  const text = sysRead(k, INIT, fd, 100000);
  sysClose(k, INIT, fd);
  return text;
}

function put(k: Kernel, path: string, text: string): number {
  const fd = sysOpen(k, INIT, path, O_WRONLY);
  if (fd < 0) return fd;
  const done = sysWrite(k, INIT, fd, text);
  sysClose(k, INIT, fd);
  return done;
}

it('says what the machine has', () => {
  const { k } = bootScripts({}, { ramPages: 16384 });
  expect(get(k, '/proc/meminfo')).toMatch(/^MemTotal: {10}60416 kB\nMemFree: +[0-9]+ kB\n/);
  expect(get(k, '/proc/cgroups')).toBe('#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t1\t1\t1\nfreezer\t0\t1\t1\n');
  sysMkdir(k, INIT, '/sys/fs/cgroup/memory/a');
  expect(get(k, '/proc/cgroups')).toContain('memory\t1\t2\t1\n');
  expect(get(k, '/proc/buddyinfo')).toMatch(/^Node 0, zone {3}Normal( +[0-9]+){11} \n$/);
  expect(get(k, '/proc/slabinfo')).toMatch(/\ntask_struct +[0-9]+ +[0-9]+ +1472 +11 +4 : tunables/);
  expect(get(k, '/proc/mounts')).toContain('cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n');
  expect(get(k, '/proc/sys/kernel/pid_max')).toBe('32768\n');
  expect(get(k, '/proc/sys/kernel/threads-max')).toBe('1024\n');
});

it('says what a task is, and where it stands', () => {
  const { k } = bootScripts({});
  const pid = sysFork(k, INIT, { prog: 'task' });
  sysExecve(k, pid, { comm: 'a-very-long-command-name', argv: ['a', 'b c'], anonPages: 3 }, { prog: 'task' });
  sysMkdir(k, INIT, '/sys/fs/cgroup/memory/a');
  expect(put(k, '/sys/fs/cgroup/memory/a/tasks', `${pid}\n`)).toBeGreaterThan(0);
  expect(get(k, `/proc/${pid}/cgroup`)).toBe('1:memory:/a\n');
  expect(get(k, '/proc/self/cgroup')).toBe('1:memory:/\n');
  expect(get(k, `/proc/${pid}/comm`)).toBe('a-very-long-com\n');
  expect(get(k, `/proc/${pid}/cmdline`)).toBe('a\0b c\0');
  expect(get(k, `/proc/${pid}/status`)).toMatch(/^Name:\ta-very-long-com\nState:\tR \(running\)\nTgid:\t/);
  expect(get(k, `/proc/${pid}/stat`)).toMatch(new RegExp(`^${pid} \\(a-very-long-com\\) R 1 0 0 0 -1 `));
  expect(get(k, `/proc/2/comm`)).toBe('kthreadd\n');
  expect(get(k, '/proc/31000/comm')).toBe(-ENOENT);
});

it('lists tasks as directories, links to the reader and to working directories', () => {
  const { k } = bootScripts({});
  const names = sysReaddir(k, INIT, '/proc') as string[];
  expect(names).toContain('1');
  expect(names).toContain('self');
  expect(sysReaddir(k, INIT, '/proc/self')).toContain('oom_score_adj');
  expect(sysReadlink(k, INIT, '/proc/self')).toBe('1');
  sysChdir(k, INIT, '/tmp');
  expect(sysReadlink(k, INIT, '/proc/1/cwd')).toBe('/tmp');
  expect(sysChdir(k, INIT, '/proc/sys/vm')).toBe(0);
  expect(sysReaddir(k, INIT, '.')).toEqual(['drop_caches', 'min_free_kbytes', 'overcommit_memory', 'swappiness']);
  expect(get(k, '../kernel/ostype')).toBe('Linux\n');
});

it('takes what may be set, within bounds', () => {
  const { k } = bootScripts({});
  expect(put(k, '/proc/sys/vm/swappiness', '10\n')).toBe(3);
  expect(get(k, '/proc/sys/vm/swappiness')).toBe('10\n');
  expect(get(k, '/sys/fs/cgroup/memory/memory.swappiness')).toBe('10\n');
  expect(put(k, '/proc/sys/vm/swappiness', '101\n')).toBe(-EINVAL);
  expect(put(k, '/proc/sys/vm/drop_caches', '2\n')).toBe(2);
  expect(put(k, '/proc/sys/vm/drop_caches', '4\n')).toBe(-EINVAL);
  expect(put(k, '/proc/self/oom_score_adj', '-500\n')).toBe(5);
  expect(get(k, '/proc/self/oom_score_adj')).toBe('-500\n');
  expect(put(k, '/proc/self/oom_score_adj', '1001\n')).toBe(-EINVAL);
  expect(put(k, '/proc/meminfo', 'x')).toBe(-EIO);
});

import { describe, expect, it } from 'vitest';
import { drainBecauses } from './because';
import { EBUSY, EINVAL, ESRCH } from './errno';
import type { Kernel } from './kernel';
import { bootForTests, mkdir, spawn, touch, write } from './machine-for-tests';
import { sysFork, sysRmdir } from './syscalls';
import { setCurrent } from './sched';
import { listen } from './trace';

const PAGE = 4096;

function boot(): Kernel {
  const { k } = bootForTests();
  listen(k, true);
  mkdir(k, '/A');
  return k;
}
/** What refused the write, and the answer. */
function refusal(k: Kernel, path: string, file: string, text: string | number): [number, string | undefined] {
  drainBecauses(k);
  const answer = write(k, path, file, text);
  return [answer, drainBecauses(k).at(-1)?.rule];
}

describe('why a write is refused', () => {
  it('of a first kernel limit: tasks, then directories below a hierarchical group', () => {
    const k = boot();
    spawn(k, '/A');
    expect(refusal(k, '/A', 'memory.kmem.limit_in_bytes', '1M')).toEqual([-EBUSY, 'kmem-first-tasks']);
    mkdir(k, '/B');
    write(k, '/B', 'memory.use_hierarchy', 1);
    mkdir(k, '/B/c');
    expect(refusal(k, '/B', 'memory.kmem.limit_in_bytes', '1M')).toEqual([-EBUSY, 'kmem-first-children']);
  });
  it('of limits below what is used, with the amounts', () => {
    const k = boot();
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    const task = spawn(k, '/A');
    setCurrent(k, 0, task);
    sysFork(k, task, { prog: 'idle' });
    expect(refusal(k, '/A', 'memory.kmem.limit_in_bytes', PAGE)).toEqual([-EBUSY, 'kmem-below-usage']);
    touch(k, task, 40);
    drainBecauses(k);
    expect(write(k, '/A', 'memory.limit_in_bytes', PAGE)).toBe(-EBUSY);
    const [told] = drainBecauses(k);
    expect(told).toMatchObject({ rule: 'limit-below-usage', asked: 1, file: 'memory.limit_in_bytes' });
    expect(told!.usage).toBeGreaterThan(40);
  });
  it('of memory above memory and swap, and the other way round', () => {
    const k = boot();
    write(k, '/A', 'memory.limit_in_bytes', '1M');
    write(k, '/A', 'memory.memsw.limit_in_bytes', '2M');
    expect(refusal(k, '/A', 'memory.limit_in_bytes', '3M')).toEqual([-EINVAL, 'limit-above-memsw']);
    expect(refusal(k, '/A', 'memory.memsw.limit_in_bytes', '512K')).toEqual([-EINVAL, 'memsw-below-limit']);
  });
  it('of what is no number, of the root, of settings of a hierarchy, of nobody', () => {
    const k = boot();
    expect(refusal(k, '/A', 'memory.limit_in_bytes', '3X')).toEqual([-EINVAL, 'text']);
    expect(refusal(k, '/', 'memory.kmem.limit_in_bytes', '3M')).toEqual([-EINVAL, 'root']);
    expect(refusal(k, '/A', 'memory.usage_in_bytes', '3')).toEqual([-EINVAL, 'read-only']);
    expect(refusal(k, '/A', 'memory.oom_control', '2')).toEqual([-EINVAL, 'value']);
    expect(refusal(k, '/A', 'tasks', '31000')).toEqual([-ESRCH, 'no-task']);
    mkdir(k, '/A/b');
    expect(refusal(k, '/A', 'memory.use_hierarchy', '1')).toEqual([-EBUSY, 'hierarchy-children']);
    expect(refusal(k, '/A', 'memory.force_empty', '0')).toEqual([-EBUSY, 'has-children']);
  });
});

it('tells why a directory is not removed, and which counter refused a stack', () => {
  const k = boot();
  write(k, '/A', 'memory.kmem.limit_in_bytes', PAGE);
  const task = spawn(k, '/A');
  expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(-EBUSY);
  expect(drainBecauses(k).map(({ rule }) => rule)).toEqual(['has-tasks']);
  setCurrent(k, 0, task);
  expect(sysFork(k, task, { prog: 'idle' })).toBeLessThan(0);
  expect(drainBecauses(k)).toMatchObject([{ rule: 'charge', kind: 2, usage: 0, limit: 1, asked: 2, pid: task }]);
});

it('is not told while nobody listens', () => {
  const k = boot();
  listen(k, false);
  expect(refusal(k, '/A', 'memory.limit_in_bytes', '3X')).toEqual([-EINVAL, undefined]);
});

import { expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { doExit } from './exit';
import { bootForTests, mkdir, read, spawn, write } from './machine-for-tests';
import { tick } from './sched';
import { sysRmdir } from './syscalls';

const HIERARCHY = '/sys/fs/cgroup/memory';

/** A machine that notes what the kernel starts. */
function machine(): { k: Kernel; started: (readonly string[])[]; settle: () => void } {
  const { k } = bootForTests();
  const started: (readonly string[])[] = [];
  Object.assign(k.hooks, { usermodeHelper: (_k: Kernel, argv: readonly string[]) => void started.push(argv) });
  expect(write(k, '/', 'release_agent', '/bin/agent')).toBe(11);
  const settle = (): void => {
    for (let i = 0; i < 5; i++) tick(k);
  };
  return { k, started, settle };
}

it('tells the agent of a group that its last task left, by exit or by a move, and not of one that was never used', () => {
  const { k, started, settle } = machine();
  for (const path of ['/A', '/A/b', '/C']) mkdir(k, path);
  for (const path of ['/A/b', '/C']) write(k, path, 'notify_on_release', 1);
  settle();
  expect(started).toEqual([]);
  const [first, second] = [spawn(k, '/A/b'), spawn(k, '/A/b')];
  doExit(k, first);
  settle();
  expect(started).toEqual([]);
  write(k, '/', 'tasks', second);
  settle();
  expect(started).toEqual([['/bin/agent', '/A/b']]);
});

it('tells of a group whose last directory went, not of one with a task or a directory left', () => {
  const { k, started, settle } = machine();
  mkdir(k, '/A');
  write(k, '/A', 'notify_on_release', 1);
  for (const path of ['/A/b', '/A/c']) mkdir(k, path);
  sysRmdir(k, 1, `${HIERARCHY}/A/b`);
  settle();
  expect(started).toEqual([]);
  const task = spawn(k, '/A');
  sysRmdir(k, 1, `${HIERARCHY}/A/c`);
  settle();
  expect(started).toEqual([]);
  doExit(k, task);
  settle();
  expect(started).toEqual([['/bin/agent', '/A']]);
});

it('is silent once the group is gone, once notify_on_release is 0, and without an agent', () => {
  const { k, started, settle } = machine();
  for (const path of ['/A', '/B', '/C']) {
    mkdir(k, path);
    write(k, path, 'notify_on_release', 1);
  }
  write(k, '/', 'tasks', spawn(k, '/A'));
  sysRmdir(k, 1, `${HIERARCHY}/A`);
  settle();
  const task = spawn(k, '/B');
  write(k, '/B', 'notify_on_release', 0);
  doExit(k, task);
  settle();
  expect(write(k, '/', 'release_agent', '')).toBe(1);
  expect(read(k, '/', 'release_agent')).toBe('');
  doExit(k, spawn(k, '/C'));
  settle();
  expect(started).toEqual([]);
});

it('passes notify_on_release and clone_children on to directories made below, any number but 0 being 1', () => {
  const { k } = machine();
  mkdir(k, '/A');
  expect(write(k, '/A', 'notify_on_release', 7)).toBe(2);
  write(k, '/A', 'cgroup.clone_children', 2);
  mkdir(k, '/A/b');
  expect(['notify_on_release', 'cgroup.clone_children'].map((file) => read(k, '/A/b', file))).toEqual(['1', '1']);
  write(k, '/A', 'notify_on_release', 0);
  expect(read(k, '/A/b', 'notify_on_release')).toBe('1');
  mkdir(k, '/A/c');
  expect(read(k, '/A/c', 'notify_on_release')).toBe('0');
});

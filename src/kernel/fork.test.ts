import { expect, it } from 'vitest';
import { BLOCKED, EAGAIN, ENOMEM } from './errno';
import { checkInvariants } from './invariants';
import { counterValue } from './memcg';
import { KMEM } from './res-counter';
import { GRACE_PERIOD } from './rcu';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { O_WRONLY, sysClone, sysClose, sysExit, sysFork, sysMkdir, sysOpen, sysWait4, sysWrite } from './syscalls';
import { cgroupByPath } from './cgroup';
import { isAlive, taskExists } from './task';

const HIERARCHY = '/sys/fs/cgroup/memory';

const fork: Call = (k, pid) => sysFork(k, pid, script('child'));
const reap: Call = (k, pid) => sysWait4(k, pid, -1);

/** Makes group /a with a kernel limit and puts a task in it. */
function limited(machine: ReturnType<typeof bootScripts>, pid: number, limit: string): number {
  const { k } = machine;
  sysMkdir(k, 1, `${HIERARCHY}/a`);
  for (const [file, text] of [
    ['memory.kmem.limit_in_bytes', limit],
    ['tasks', String(pid)],
  ] as const) {
    const fd = sysOpen(k, 1, `${HIERARCHY}/a/${file}`, O_WRONLY);
    sysWrite(k, 1, fd, `${text}\n`);
    sysClose(k, 1, fd);
  }
  return cgroupByPath(k, '/a');
}

it('charges a stack of two pages to the group of who forks, and refuses at the limit', () => {
  const machine = bootScripts({ parent: [fork, fork, fork, fork], child: [] });
  const pid = machine.spawn('parent');
  const group = limited(machine, pid, '24K');
  machine.settle();
  const answers = machine.answers(pid);
  expect(answers.slice(0, 3).every((answer) => Number(answer) > 1)).toBe(true);
  expect(answers[3]).toBe(-ENOMEM);
  expect(counterValue(machine.k, group, KMEM, 'usage')).toBe(6);
  expect(counterValue(machine.k, group, KMEM, 'failcnt')).toBe(1);
  expect(checkInvariants(machine.k)).toEqual([]);
});

/** Stays runnable, the call not done. */
const notYet = BLOCKED;

it('gives the stack back a grace period after the zombie was reaped, not before', () => {
  const machine = bootScripts({
    parent: [fork, (k) => (k.clock.col.tick[0]! < 50 ? notYet : 0), reap],
    child: [(k, pid) => sysExit(k, pid, 3)],
  });
  const pid = machine.spawn('parent');
  const group = limited(machine, pid, '1M');
  machine.ticks(40);
  expect(counterValue(machine.k, group, KMEM, 'usage')).toBe(2);
  machine.ticks(12);
  const reaped = machine.k.clock.col.tick[0]!;
  expect(machine.answers(pid)[2]).toMatchObject({ status: 3 << 8 });
  machine.ticks(GRACE_PERIOD - 3);
  expect(counterValue(machine.k, group, KMEM, 'usage')).toBe(2);
  machine.ticks(4);
  expect(machine.k.clock.col.tick[0]! - reaped).toBeGreaterThan(20);
  expect(counterValue(machine.k, group, KMEM, 'usage')).toBe(0);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('refuses with EAGAIN beyond threads-max, and keeps nothing of the attempt', () => {
  const machine = bootScripts({ parent: [fork, fork, fork], child: [] });
  machine.k.taskTable.col.maxThreads[0] = machine.k.taskTable.col.threads[0]! + 3;
  const pid = machine.spawn('parent');
  machine.settle();
  expect(machine.answers(pid).slice(2)).toEqual([-EAGAIN]);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('makes threads that end with their process, and CLONE_VM children that do not', () => {
  const machine = bootScripts({
    parent: [
      (k, pid) => sysClone(k, pid, script('child'), { thread: true }),
      (k, pid) => sysClone(k, pid, script('child'), { vm: true }),
      (k, pid) => sysExit(k, pid, 0),
    ],
    child: [],
  });
  const pid = machine.spawn('parent');
  machine.ticks(4);
  const [thread, child] = machine.answers(pid) as number[];
  expect(machine.k.tasks.col.mm[child!]).toBe(machine.k.tasks.col.mm[pid]);
  expect(machine.k.tasks.col.tgid[thread!]).toBe(pid);
  machine.settle();
  expect(taskExists(machine.k, thread!)).toBe(false);
  expect(taskExists(machine.k, pid)).toBe(false);
  expect(isAlive(machine.k, child!)).toBe(true);
  expect(machine.k.tasks.col.ppid[child!]).toBe(1);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('gives pids in turn and begins again at 300 when they run out', () => {
  const machine = bootScripts({ child: [(k, pid) => sysExit(k, pid, 0)] });
  machine.k.taskTable.col.lastPid[0] = 32766;
  expect(machine.spawn('child')).toBe(32767);
  expect(machine.spawn('child')).toBe(300);
});

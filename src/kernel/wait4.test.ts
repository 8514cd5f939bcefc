import { expect, it } from 'vitest';
import { ECHILD } from './errno';
import { checkInvariants } from './invariants';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { SIGCHLD } from './signal';
import { sysExit, sysFork, sysNanosleep, sysSetpgid, sysSigaction, sysWait4 } from './syscalls';
import { taskExists } from './task';

const exits =
  (status: number): Call =>
  (k, pid) =>
    sysExit(k, pid, status);
const forks =
  (name: string): Call =>
  (k, pid) =>
    sysFork(k, pid, script(name));
const sleeps =
  (ticks: number): Call =>
  (k, pid) =>
    sysNanosleep(k, pid, ticks);

it('reaps in the order of dying, sleeps for the living, and ends with ECHILD', () => {
  const machine = bootScripts({
    parent: [forks('late'), forks('early'), ...Array.from({ length: 3 }, (): Call => (k, pid) => sysWait4(k, pid, -1))],
    late: [sleeps(50), exits(1)],
    early: [exits(2)],
  });
  const pid = machine.spawn('parent');
  machine.ticks(100);
  const [late, early, first, second, third] = machine.answers(pid);
  expect(first).toEqual({ pid: early, status: 2 << 8 });
  expect(second).toEqual({ pid: late, status: 1 << 8 });
  expect(third).toBe(-ECHILD);
});

it('waits for one pid, for a group, or not at all', () => {
  const machine = bootScripts({
    parent: [
      forks('idle'),
      (k, pid) => sysWait4(k, pid, -1, { nohang: true }),
      (k, pid) => sysWait4(k, pid, 31000),
      forks('short'),
      (k, pid) => sysSetpgid(k, pid, Number(machine.answers(pid)[3]), 0),
      (k, pid) => sysWait4(k, pid, -Number(machine.answers(pid)[3])),
      (k, pid) => sysWait4(k, pid, -Number(machine.answers(pid)[3])),
    ],
    idle: [],
    short: [sleeps(20), exits(0)],
  });
  const pid = machine.spawn('parent');
  machine.ticks(60);
  const answers = machine.answers(pid);
  expect(answers[1]).toBe(0);
  expect(answers[2]).toBe(-ECHILD);
  expect(answers[5]).toEqual({ pid: answers[3], status: 0 });
  expect(answers[6]).toBe(-ECHILD);
});

it('hands orphans to init, which reaps one a step', () => {
  const machine = bootScripts({ parent: [...Array.from({ length: 10 }, () => forks('child')), exits(0)], child: [sleeps(100), exits(0)] });
  const pid = machine.spawn('parent');
  machine.ticks(60);
  expect(taskExists(machine.k, pid)).toBe(false);
  machine.settle();
  expect(machine.k.tasks.col.child[1]).toBe(0);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('leaves no zombie to a parent that ignores SIGCHLD', () => {
  const machine = bootScripts({
    parent: [(k, pid) => sysSigaction(k, pid, SIGCHLD, 'ignore'), forks('child'), (k, pid) => sysWait4(k, pid, -1)],
    child: [sleeps(20), exits(0)],
  });
  const pid = machine.spawn('parent');
  machine.ticks(60);
  expect(machine.answers(pid)[2]).toBe(-ECHILD);
  expect(taskExists(machine.k, Number(machine.answers(pid)[1]))).toBe(false);
});

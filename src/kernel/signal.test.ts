import { expect, it } from 'vitest';
import { EINTR, EINVAL, ESRCH } from './errno';
import { checkInvariants } from './invariants';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { sendSignal, SIGCHLD, SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM, SIGUSR1 } from './signal';
import { sysFork, sysKill, sysNanosleep, sysPause, sysSetsid, sysSigaction, sysWait4, takeSignal } from './syscalls';
import { isAlive, stateLetter } from './task';

const sleep: Call = (k, pid) => sysNanosleep(k, pid, 1000);
const on =
  (sig: number, what: 'default' | 'ignore' | 'catch'): Call =>
  (k, pid) =>
    sysSigaction(k, pid, sig, what);

it('ends a sleeping process by what it does not handle, with the signal as status', () => {
  const machine = bootScripts({
    parent: [(k, pid) => sysFork(k, pid, script('child')), (k, pid) => sysWait4(k, pid, -1)],
    child: [sleep],
  });
  const pid = machine.spawn('parent');
  machine.ticks(5);
  const child = Number(machine.answers(pid)[0]);
  expect(sysKill(machine.k, 1, child, SIGTERM)).toBe(0);
  machine.ticks(3);
  expect(machine.answers(pid)[1]).toEqual({ pid: child, status: SIGTERM });
});

it('interrupts a sleep with EINTR for a caught signal, and gives it once', () => {
  const machine = bootScripts({ task: [on(SIGINT, 'catch'), sleep, takeSignal, takeSignal] });
  const pid = machine.spawn('task');
  machine.ticks(10);
  sendSignal(machine.k, pid, SIGINT);
  machine.ticks(5);
  expect(machine.answers(pid)).toEqual([0, -EINTR, SIGINT, 0]);
});

it('lets an ignored signal pass unseen, and one ignored by default', () => {
  const machine = bootScripts({ task: [on(SIGTERM, 'ignore'), sleep] });
  const pid = machine.spawn('task');
  machine.ticks(10);
  sendSignal(machine.k, pid, SIGTERM);
  sendSignal(machine.k, pid, SIGCHLD);
  machine.ticks(5);
  expect(isAlive(machine.k, pid)).toBe(true);
  expect(stateLetter(machine.k, pid)).toBe('S');
  machine.ticks(1000);
  expect(machine.answers(pid)).toEqual([0, 0]);
});

it('never lets SIGKILL be caught', () => {
  const machine = bootScripts({ task: [on(SIGKILL, 'ignore'), sleep] });
  const pid = machine.spawn('task');
  machine.ticks(5);
  expect(machine.answers(pid)).toEqual([-EINVAL]);
  sysKill(machine.k, 1, pid, SIGKILL);
  machine.ticks(3);
  expect(isAlive(machine.k, pid)).toBe(false);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('stops and continues, tells a waiting parent, and goes on with the call it was in', () => {
  const machine = bootScripts({
    parent: [(k, pid) => sysFork(k, pid, script('child')), (k, pid) => sysWait4(k, pid, -1, { untraced: true })],
    child: [sleep],
  });
  const pid = machine.spawn('parent');
  machine.ticks(5);
  const child = Number(machine.answers(pid)[0]);
  sendSignal(machine.k, child, SIGSTOP);
  machine.ticks(5);
  expect(stateLetter(machine.k, child)).toBe('T');
  expect(machine.answers(pid)[1]).toEqual({ pid: child, status: (SIGSTOP << 8) | 0x7f });
  sendSignal(machine.k, child, SIGCONT);
  machine.ticks(5);
  expect(stateLetter(machine.k, child)).toBe('S');
  machine.ticks(1000);
  expect(machine.answers(child)).toEqual([0]);
});

it('kills a stopped process', () => {
  const machine = bootScripts({ task: [sleep] });
  const pid = machine.spawn('task');
  machine.ticks(3);
  sendSignal(machine.k, pid, SIGSTOP);
  machine.ticks(3);
  sendSignal(machine.k, pid, SIGKILL);
  machine.ticks(3);
  expect(isAlive(machine.k, pid)).toBe(false);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('reaches a whole process group, everybody but init and the caller, or nobody', () => {
  const machine = bootScripts({
    leader: [sysSetsid, (k, pid) => sysFork(k, pid, script('member')), (k, pid) => sysPause(k, pid)],
    member: [],
    other: [sysSetsid],
  });
  const leader = machine.spawn('leader');
  const other = machine.spawn('other');
  machine.ticks(20);
  const member = Number(machine.answers(leader)[1]);
  expect(sysKill(machine.k, other, -leader, 0)).toBe(0);
  expect(sysKill(machine.k, other, -leader, SIGUSR1)).toBe(0);
  machine.ticks(10);
  expect([leader, member, other].map((pid) => isAlive(machine.k, pid))).toEqual([false, false, true]);
  expect(sysKill(machine.k, other, -leader, SIGUSR1)).toBe(-ESRCH);
  expect(sysKill(machine.k, other, 31000, SIGUSR1)).toBe(-ESRCH);
  expect(sysKill(machine.k, other, other, 99)).toBe(-EINVAL);
});

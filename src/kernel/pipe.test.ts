import { expect, it } from 'vitest';
import { EPIPE } from './errno';
import { checkInvariants } from './invariants';
import { freePageCount } from './page-allocator';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { SIGPIPE } from './signal';
import { sysClose, sysExit, sysFork, sysPipe, sysRead, sysSigaction, sysWait4, sysWrite } from './syscalls';

const pipe: Call = sysPipe;
const close =
  (fd: number): Call =>
  (k, pid) =>
    sysClose(k, pid, fd);
const read =
  (max: number): Call =>
  (k, pid) =>
    sysRead(k, pid, 0, max);
const write =
  (bytes: string): Call =>
  (k, pid) =>
    sysWrite(k, pid, 1, bytes);
const fork: Call = (k, pid) => sysFork(k, pid, script('child'));
const exit: Call = (k, pid) => sysExit(k, pid, 0);

it('carries bytes to a reader that waits for them, and ends when the last writer is gone', () => {
  const machine = bootScripts({
    parent: [pipe, fork, close(1), read(100), read(100), read(100)],
    child: [close(0), write('hello'), write(' world'), exit],
  });
  const pid = machine.spawn('parent');
  machine.settle();
  expect(machine.answers(pid).slice(3).join('')).toBe('hello world');
  expect(machine.answers(pid).at(-1)).toBe('');
});

it('lets a writer sleep while 64 KiB are waiting, and go on where it stopped', () => {
  const machine = bootScripts({
    parent: [pipe, fork, close(1), ...Array.from({ length: 30 }, () => read(10000))],
    child: [write('x'.repeat(200000)), exit],
  });
  const free = freePageCount(machine.k);
  const pid = machine.spawn('parent');
  machine.settle();
  const got = machine.answers(pid).slice(3).join('');
  expect(got.length).toBe(200000);
  expect(free - freePageCount(machine.k)).toBeLessThan(100);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('writes up to 4096 bytes in one piece or not yet', () => {
  const machine = bootScripts({
    task: [pipe, write('a'.repeat(65000)), fork, write('b'.repeat(4000)), close(1)],
    child: [read(3000), read(3000), exit],
  });
  const pid = machine.spawn('task');
  machine.ticks(100);
  expect(machine.answers(pid).slice(3)).toEqual([4000, 0]);
});

it('breaks with SIGPIPE, or EPIPE where that is ignored', () => {
  const machine = bootScripts({
    parent: [fork, (k, pid) => sysWait4(k, pid, -1), (k, pid) => sysSigaction(k, pid, SIGPIPE, 'ignore'), pipe, close(0), write('x')],
    child: [pipe, close(0), write('x')],
  });
  const pid = machine.spawn('parent');
  machine.settle();
  expect(machine.answers(pid)[1]).toMatchObject({ status: SIGPIPE });
  expect(machine.answers(pid).at(-1)).toBe(-EPIPE);
});

it('gives everything back when both ends are closed', () => {
  const machine = bootScripts({ task: [pipe, write('x'.repeat(50000)), close(0), close(1)] });
  const { k } = machine;
  const pid = machine.spawn('task');
  machine.settle();
  expect(machine.answers(pid).slice(1)).toEqual([50000, 0, 0]);
  expect(k.pipes.data.size).toBe(0);
  expect(checkInvariants(k)).toEqual([]);
});

import { expect, it } from 'vitest';
import { EIO, ENOTTY } from './errno';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { SIGTTIN } from './signal';
import { O_RDWR, openTty, sysFork, sysIsatty, sysRead, sysSetpgid, sysSetsid, sysSigaction, sysTcsetpgrp, sysWrite } from './syscalls';
import { isAlive, stateLetter } from './task';
import { setControllingTty, takeTtyChunks, takeTtyOutput, ttyDrained, ttyEof, ttyInput, ttyInterrupt } from './tty';

const LOGIN: readonly Call[] = [sysSetsid, (k, pid) => setControllingTty(k, pid, 0), (k, pid) => openTty(k, pid, 0, O_RDWR)];
const read: Call = (k, pid) => sysRead(k, pid, 0, 100);

it('gives whole lines, one a read, and the end of file at Ctrl-D', () => {
  const machine = bootScripts({ task: [...LOGIN, read, read, read, read] });
  const pid = machine.spawn('task');
  machine.ticks(20);
  expect(stateLetter(machine.k, pid)).toBe('S');
  ttyInput(machine.k, 0, 'one\ntw');
  machine.ticks(5);
  ttyInput(machine.k, 0, 'o\nrest');
  ttyEof(machine.k, 0);
  ttyEof(machine.k, 0);
  machine.ticks(10);
  expect(machine.answers(pid).slice(3)).toEqual(['one\n', 'two\n', 'rest', '']);
  expect(ttyDrained(machine.k, 0)).toBe(true);
});

it('hands out what was printed, by stream where two were opened', () => {
  const machine = bootScripts({
    task: [
      ...LOGIN,
      (k, pid) => openTty(k, pid, 0, O_RDWR, 2),
      (k, pid) => sysWrite(k, pid, 0, 'out'),
      (k, pid) => sysWrite(k, pid, 1, 'err'),
      (k, pid) => sysIsatty(k, pid, 1),
    ],
  });
  const pid = machine.spawn('task');
  machine.ticks(20);
  expect(machine.answers(pid).at(-1)).toBe(true);
  expect(takeTtyChunks(machine.k, 0)).toEqual([
    { stream: 1, text: 'out' },
    { stream: 2, text: 'err' },
  ]);
  expect(takeTtyOutput(machine.k, 0)).toBe('');
});

it('interrupts the foreground group and nobody else', () => {
  const machine = bootScripts({
    shell: [
      ...LOGIN,
      (k, pid) => sysFork(k, pid, script('job')),
      (k, pid) => sysSetpgid(k, pid, Number(machine.answers(pid)[3]), 0),
      (k, pid) => sysTcsetpgrp(k, pid, 0, Number(machine.answers(pid)[3])),
    ],
    job: [],
  });
  const shell = machine.spawn('shell');
  machine.ticks(20);
  const job = Number(machine.answers(shell)[3]);
  expect(machine.answers(shell).slice(4)).toEqual([0, 0]);
  ttyInterrupt(machine.k, 0);
  machine.ticks(5);
  expect(isAlive(machine.k, job)).toBe(false);
  expect(isAlive(machine.k, shell)).toBe(true);
  expect(sysTcsetpgrp(machine.k, shell, 1, shell)).toBe(-ENOTTY);
});

it('stops a background reader, or answers EIO when it will not be stopped', () => {
  const machine = bootScripts({
    shell: [...LOGIN, (k, pid) => sysFork(k, pid, script('job')), (k, pid) => sysFork(k, pid, script('stubborn'))],
    job: [(k, pid) => sysSetpgid(k, pid, 0, 0), read],
    stubborn: [(k, pid) => sysSetpgid(k, pid, 0, 0), (k, pid) => sysSigaction(k, pid, SIGTTIN, 'ignore'), read],
  });
  const shell = machine.spawn('shell');
  machine.ticks(40);
  const [job, stubborn] = machine.answers(shell).slice(3).map(Number);
  expect(stateLetter(machine.k, job!)).toBe('T');
  expect(machine.answers(stubborn!)).toEqual([0, 0, -EIO]);
});

import { expect, it } from 'vitest';
import { cgroupByPath } from './cgroup';
import { checkInvariants, checkTornDown } from './invariants';
import { counterValue } from './memcg';
import { KMEM, RES } from './res-counter';
import { bootScripts, script } from './scripted-for-tests';
import { SIGKILL } from './signal';
import { O_WRONLY, sysClose, sysFork, sysKill, sysMkdir, sysOpen, sysRmdir, sysWrite } from './syscalls';
import { stateLetter } from './task';

const HIERARCHY = '/sys/fs/cgroup/memory';

it('keeps a removed group while a fork that charges it sleeps, wakes without room and sleeps again', () => {
  const machine = bootScripts({ task: [(k, pid) => sysFork(k, pid, script('child'))], child: [] });
  const { k } = machine;
  const put = (path: string, text: string): void => {
    const fd = sysOpen(k, 1, `${HIERARCHY}${path}`, O_WRONLY);
    expect(sysWrite(k, 1, fd, `${text}\n`)).toBe(text.length + 1);
    sysClose(k, 1, fd);
  };
  sysMkdir(k, 1, `${HIERARCHY}/p`);
  put('/p/memory.use_hierarchy', '1');
  put('/p/memory.kmem.limit_in_bytes', '1G');
  put('/p/memory.limit_in_bytes', '0');
  put('/p/memory.oom_control', '1');
  sysMkdir(k, 1, `${HIERARCHY}/p/a`);
  const pid = machine.spawn('task');
  put('/p/a/tasks', String(pid));
  const group = cgroupByPath(k, '/p/a');
  machine.settle();
  expect(stateLetter(k, pid)).toBe('D');
  expect([counterValue(k, group, KMEM, 'usage'), counterValue(k, group, RES, 'usage')]).toEqual([2, 0]);
  put('/tasks', String(pid));
  expect(sysRmdir(k, 1, `${HIERARCHY}/p/a`)).toBe(0);
  // The removal wakes it, and the higher limit: both times it is refused again, for a group that nobody sees any more.
  for (let i = 0; i < 100; i++) {
    if (i === 30) put('/p/memory.limit_in_bytes', '4K');
    machine.ticks(1);
    expect(checkInvariants(k)).toEqual([]);
  }
  expect(stateLetter(k, pid)).toBe('D');
  expect(k.memcgs.col.used[group]).toBe(2);
  sysKill(k, 1, pid, SIGKILL);
  machine.settle();
  expect(k.memcgs.col.used[group]).toBe(0);
  expect(sysRmdir(k, 1, `${HIERARCHY}/p`)).toBe(0);
  machine.settle();
  expect(checkTornDown(k)).toEqual([]);
});

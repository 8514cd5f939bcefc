import { expect, it } from 'vitest';
import { checkInvariants } from './invariants';
import { BLOCKED } from './errno';
import { createInit } from './kthread';
import { createKernel, type Kernel, type UserState } from './kernel';
import { tick, wakeTask } from './sched';
import { checkpoint, restore } from './snapshot';
import { stateHash } from './state-hash';
import { sysExit, sysFork, sysMkdir, sysMmap, sysPause, sysTouch, sysWait4, sysWrite, sysOpen, O_WRONLY, sysClose } from './syscalls';

interface Bomb extends UserState {
  readonly prog: 'init' | 'bomb';
  at: number;
  region: number;
}

function step(k: Kernel, pid: number): void {
  const state = k.user.edit(pid) as Bomb;
  if (state.prog === 'init') {
    const got = sysWait4(k, pid, -1);
    if (got === -10) sysPause(k, pid);
    return;
  }
  switch (state.at) {
    case 0: {
      state.region = sysMmap(k, pid, { pages: 4, kind: 'anon' });
      state.at = 1;
      return;
    }
    case 1: {
      const done = sysTouch(k, pid, state.region, 0, 4);
      if (done !== BLOCKED) state.at = 2;
      return;
    }
    default: {
      const child = sysFork(k, pid, { prog: 'bomb', at: 1, region: state.region } as Bomb);
      if (child !== BLOCKED && child < 0) sysExit(k, pid, 1);
    }
  }
}

function boot(): Kernel {
  const k = createKernel(
    { ramPages: 4096, cpus: 2, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 },
    { step, copy: (state) => ({ ...state }) },
  );
  createInit(k, { prog: 'init' } as Bomb);
  for (let i = 0; i < 10; i++) tick(k);
  return k;
}

it('contains a bomb and burns out', () => {
  const k = boot();
  expect(sysMkdir(k, 1, '/sys/fs/cgroup/memory/a')).toBe(0);
  const fd = sysOpen(k, 1, '/sys/fs/cgroup/memory/a/memory.kmem.limit_in_bytes', O_WRONLY);
  expect(sysWrite(k, 1, fd, '1M\n')).toBe(3);
  sysClose(k, 1, fd);
  const child = sysFork(k, 1, { prog: 'bomb', at: 0, region: 0 } as Bomb);
  const tasks = sysOpen(k, 1, '/sys/fs/cgroup/memory/a/tasks', O_WRONLY);
  expect(sysWrite(k, 1, tasks, `${child}\n`)).toBeGreaterThan(0);
  wakeTask(k, 1);
  expect(checkInvariants(k)).toEqual([]);
  let image = checkpoint(k);
  let hash = '';
  for (let i = 0; i < 3000; i++) {
    if (i === 500) image = checkpoint(k, image);
    tick(k);
    expect(checkInvariants(k)).toEqual([]);
    if (i === 1500) hash = stateHash(k);
  }
  const end = stateHash(k);
  restore(k, image);
  for (let i = 500; i < 3000; i++) {
    tick(k);
    if (i === 1500) expect(stateHash(k)).toBe(hash);
  }
  expect(stateHash(k)).toBe(end);
});

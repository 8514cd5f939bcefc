import { expect, it } from 'vitest';
import { BLOCKED } from './errno';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { freePageCount } from './page-allocator';
import { panicked } from './panic';
import { dmesgText } from './printk';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { isQuiet, tick } from './sched';
import { stateHash } from './state-hash';
import { sysChdir, sysFork, sysMkdir, sysMmap, sysTouch } from './syscalls';
import { isAlive } from './task';

/** `while true; do mkdir x; cd x; done`, one call a step, never at its end. */
function directoryLoop(start: string): Call {
  return (k, pid) => {
    if (k.taskInfo.get(pid).umask !== 0) {
      sysChdir(k, pid, start);
      k.taskInfo.set(pid, { ...k.taskInfo.get(pid), umask: 0 });
      return BLOCKED;
    }
    if (sysMkdir(k, pid, 'x') !== BLOCKED) sysChdir(k, pid, 'x');
    return BLOCKED;
  };
}

const map: Call = (k, pid) => sysMmap(k, pid, { pages: 100000, kind: 'anon' });
const hold =
  (pages: number): Call =>
  (k, pid) => {
    const held = k.mms.col.anonPages[k.tasks.col.mm[pid]!]!;
    if (held >= pages) return held;
    sysTouch(k, pid, 1, held, pages - held);
    return BLOCKED;
  };

function runUntil(k: Kernel, limit: number, done: () => boolean): number {
  let ticks = 0;
  while (!done() && ticks < limit) {
    tick(k);
    ticks++;
  }
  return ticks;
}

it.each(['/tmp', '/sys/fs/cgroup/memory'])(
  'outlives the maker of a loop of directories in %s, whose frames no kill gives back',
  (start) => {
    const machine = bootScripts({ loop: [directoryLoop(start)], bystander: [map, hold(100)] }, { ramPages: 2048 });
    const { k } = machine;
    const bystander = machine.spawn('bystander');
    machine.ticks(20);
    const loop = machine.spawn('loop');
    runUntil(k, 100_000, () => !isAlive(k, loop) && isQuiet(k));
    expect(panicked(k)).toBeUndefined();
    expect(isAlive(k, bystander)).toBe(false);
    expect(dmesgText(k)).toContain(`Killed process ${bystander}`);
    // What the bystander held went into directories; what is left is little more than the loop's own pages.
    expect(freePageCount(k)).toBeLessThan(k.zone.pages.col.min[0]! + 40);
    expect(checkInvariants(k)).toEqual([]);
  },
);

it.each(['/tmp', '/sys/fs/cgroup/memory'])('panics when a loop of directories in %s may not be killed and nobody else is left', (start) => {
  const machine = bootScripts({ loop: [directoryLoop(start)], bystander: [map, hold(100)] }, { ramPages: 2048 });
  const { k } = machine;
  const bystander = machine.spawn('bystander');
  machine.ticks(20);
  const loop = machine.spawn('loop');
  k.tasks.col.oomScoreAdj[loop] = -1000;
  runUntil(k, 100_000, () => panicked(k) !== undefined);
  expect(panicked(k)).toBe('Kernel panic - not syncing: Out of memory and no killable processes...');
  expect([bystander, loop].map((pid) => isAlive(k, pid))).toEqual([false, true]);
  expect(checkInvariants(k)).toEqual([]);
  const hash = stateHash(k);
  machine.ticks(10);
  expect(stateHash(k)).toBe(hash);
  expect(isQuiet(k)).toBe(true);
});

it('kills the largest process for frames, and lets who asked go on', () => {
  const machine = bootScripts({ big: [map, hold(600)], asker: [map, hold(300)] }, { ramPages: 2048 });
  const { k } = machine;
  const big = machine.spawn('big');
  machine.ticks(100);
  expect(machine.answers(big)[1]).toBe(600);
  const asker = machine.spawn('asker');
  runUntil(k, 1000, () => machine.answers(asker).length === 2);
  expect(isAlive(k, big)).toBe(false);
  expect(machine.answers(asker)).toEqual([1, 300]);
  expect(checkInvariants(k)).toEqual([]);
});

it('keeps every rule while forks fill the machine and the killer empties it', () => {
  const machine = bootScripts(
    {
      bomb: [
        map,
        hold(20),
        (k, pid) => sysFork(k, pid, script('child')),
        (k, pid) => sysFork(k, pid, script('child')),
        (k, pid) => sysFork(k, pid, script('child')),
      ],
      child: [
        (k, pid) => {
          const done = sysTouch(k, pid, 1, 0, 20);
          return done > 0 ? done : BLOCKED;
        },
        (k, pid) => sysFork(k, pid, script('child')),
        (k, pid) => sysFork(k, pid, script('child')),
      ],
    },
    { ramPages: 2048, cpus: 2 },
  );
  const { k } = machine;
  k.taskTable.col.maxThreads[0] = 1000;
  machine.spawn('bomb');
  let low = freePageCount(k);
  for (let i = 0; i < 600; i++) {
    tick(k);
    low = Math.min(low, freePageCount(k));
    expect(checkInvariants(k)).toEqual([]);
  }
  expect(low).toBeLessThan(k.zone.pages.col.min[0]! + 32);
  expect(dmesgText(k)).toContain('Out of memory: Kill process');
});

it('lets who is killed in a call go through with it, so that what a directory loop makes last stays as well', () => {
  const machine = bootScripts({ loop: [directoryLoop('/tmp')] }, { ramPages: 2048 });
  const { k } = machine;
  const loop = machine.spawn('loop');
  let before = 0;
  runUntil(k, 100_000, () => {
    if (dmesgText(k).includes(`Killed process ${loop}`)) return true;
    before = k.dcache.count.col.hashed[0]!;
    return false;
  });
  runUntil(k, 10, () => !isAlive(k, loop));
  expect(k.dcache.count.col.hashed[0]).toBe(before + 1);
});

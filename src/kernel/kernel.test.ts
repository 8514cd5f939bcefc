import { expect, it } from 'vitest';
import { cgroupByPath } from './cgroup';
import { KernelConfigError } from './config';
import { checkInvariants, checkTornDown } from './invariants';
import { createKernel } from './kernel';
import { counterValue } from './memcg';
import { KMEM } from './res-counter';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { O_WRONLY, sysClose, sysExit, sysFork, sysKill, sysMkdir, sysMmap, sysOpen, sysRmdir, sysTouch, sysWrite } from './syscalls';
import { SIGKILL } from './signal';

const HIERARCHY = '/sys/fs/cgroup/memory';

type Machine = ReturnType<typeof bootScripts>;

function put(machine: Machine, path: string, text: string): void {
  const fd = sysOpen(machine.k, 1, `${HIERARCHY}${path}`, O_WRONLY);
  expect(sysWrite(machine.k, 1, fd, `${text}\n`)).toBe(text.length + 1);
  sysClose(machine.k, 1, fd);
}

const touch: Call = (k, pid) => {
  const done = sysTouch(k, pid, 1, 0, 5);
  return done < 0 ? done : 0;
};
/** Forks itself, and ends when it cannot. */
const spread: Call = (k, pid) => {
  const child = sysFork(k, pid, script('bomb'));
  if (child < 0 && child !== -4096) sysExit(k, pid, 1);
  return child;
};

const SCRIPTS = {
  spark: [(k, pid) => sysMmap(k, pid, { pages: 5, kind: 'anon' }), touch, spread, spread, (k, pid) => sysExit(k, pid, 0)],
  bomb: [touch, spread, spread, (k, pid) => sysExit(k, pid, 0)],
  neighbour: [
    (k, pid) => sysMmap(k, pid, { pages: 40, kind: 'anon' }),
    (k, pid) => sysTouch(k, pid, 1, 0, 40),
    (k, pid) => sysFork(k, pid, script('idle')),
  ],
  idle: [],
} satisfies Record<string, readonly Call[]>;

it.each([1, 2, 4])('holds a bomb at its limit on %i CPUs, to the page, and its neighbour never notices', (cpus) => {
  const machine = bootScripts(SCRIPTS, { cpus });
  const { k } = machine;
  for (const group of ['/bomb', '/good']) sysMkdir(k, 1, `${HIERARCHY}${group}`);
  put(machine, '/bomb/memory.kmem.limit_in_bytes', '512K');
  put(machine, '/good/memory.kmem.limit_in_bytes', '1M');
  const good = machine.spawn('neighbour');
  put(machine, '/good/tasks', String(good));
  machine.ticks(30);
  const [bombGroup, goodGroup] = [cgroupByPath(k, '/bomb'), cgroupByPath(k, '/good')];
  // Its stock may be taken, which is nobody's loss: what it holds is exact in rss and kmem.
  const before = { kmem: counterValue(k, goodGroup, KMEM, 'usage'), rss: k.memcgs.col.rss[goodGroup]! };
  const bomb = machine.spawn('spark');
  put(machine, '/bomb/tasks', String(bomb));
  let highest = 0;
  for (let i = 0; i < 1500; i++) {
    machine.ticks(1);
    highest = Math.max(highest, counterValue(k, bombGroup, KMEM, 'usage'));
    expect(checkInvariants(k)).toEqual([]);
  }
  machine.settle();
  expect(highest).toBe(128);
  expect(counterValue(k, bombGroup, KMEM, 'max')).toBe(128);
  expect(counterValue(k, bombGroup, KMEM, 'failcnt')).toBeGreaterThan(0);
  expect(counterValue(k, bombGroup, KMEM, 'usage')).toBe(0);
  expect(k.memcgs.col.tasks[bombGroup]).toBe(0);
  expect({ kmem: counterValue(k, goodGroup, KMEM, 'usage'), rss: k.memcgs.col.rss[goodGroup]! }).toEqual(before);
  expect(counterValue(k, goodGroup, KMEM, 'failcnt')).toBe(0);
  sysKill(k, 1, good, SIGKILL);
  sysKill(k, 1, Number(machine.answers(good)[2]), SIGKILL);
  machine.settle();
  for (const group of ['/bomb', '/good']) expect(sysRmdir(k, 1, `${HIERARCHY}${group}`)).toBe(0);
  machine.settle();
  expect(checkTornDown(k)).toEqual([]);
});

it('refuses, in plain words, a machine it does not know', () => {
  const config = { ramPages: 16384, cpus: 17, swapPages: 0, kernel: '3.8', without: [], seed: 1 } as const;
  expect(() => createKernel(config, { step: () => undefined, copy: (state) => state })).toThrow(KernelConfigError);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { bootScripts, script, type Call } from './scripted-for-tests';
import { tick } from './sched';
import { checkpoint, restore } from './snapshot';
import { stateHash } from './state-hash';
import {
  O_CREAT,
  O_WRONLY,
  sysExit,
  sysFork,
  sysMkdir,
  sysMmap,
  sysNanosleep,
  sysOpen,
  sysPipe,
  sysRead,
  sysRmdir,
  sysTouch,
  sysWait4,
  sysWrite,
} from './syscalls';

const GROUP = '/sys/fs/cgroup/memory/g';

/** A bit of everything, some of it asleep at any time. */
const SCRIPTS: Readonly<Record<string, readonly Call[]>> = {
  main: [
    (k, pid) => sysMkdir(k, pid, GROUP),
    (k, pid) => sysOpen(k, pid, `${GROUP}/memory.kmem.limit_in_bytes`, O_WRONLY),
    (k, pid) => sysWrite(k, pid, 0, '128K\n'),
    (k, pid) => sysOpen(k, pid, `${GROUP}/tasks`, O_WRONLY),
    (k, pid) => sysWrite(k, pid, 1, `${pid}\n`),
    sysPipe,
    (k, pid) => sysMmap(k, pid, { pages: 40, kind: 'anon' }),
    (k, pid) => sysTouch(k, pid, 1, 0, 40),
    ...Array.from({ length: 12 }, (): Call => (k, pid) => sysFork(k, pid, script('child'))),
    (k, pid) => sysRead(k, pid, 2, 1000),
    ...Array.from({ length: 12 }, (): Call => (k, pid) => sysWait4(k, pid, -1)),
    (k, pid) => sysRmdir(k, pid, GROUP),
  ],
  child: [
    (k, pid) => sysTouch(k, pid, 1, 0, 20),
    (k, pid) => sysFork(k, pid, script('grandchild')),
    (k, pid) => sysOpen(k, pid, `/tmp/f${pid}`, O_WRONLY | O_CREAT),
    (k, pid) => sysWrite(k, pid, 4, 'x'.repeat(9000)),
    (k, pid) => sysNanosleep(k, pid, pid),
    (k, pid) => sysWrite(k, pid, 3, `${pid}\n`),
    (k, pid) => sysExit(k, pid, 0),
  ],
  grandchild: [(k, pid) => sysNanosleep(k, pid, 40), (k, pid) => sysExit(k, pid, 1)],
};

function boot(cpus: number): Kernel {
  const machine = bootScripts(SCRIPTS, { cpus });
  machine.spawn('main');
  return machine.k;
}

function run(k: Kernel, ticks: number): void {
  for (let i = 0; i < ticks; i++) tick(k);
}

it('goes on from a checkpoint as if it had never stopped', () => {
  const moments = fc.record({
    cpus: fc.integer({ min: 1, max: 4 }),
    first: fc.integer({ min: 0, max: 200 }),
    second: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(moments, ({ cpus, first, second }) => {
      const plain = boot(cpus);
      run(plain, first + second);
      const k = boot(cpus);
      run(k, first);
      const here = stateHash(k);
      const image = checkpoint(k);
      run(k, second);
      const later = checkpoint(k, image);
      const end = stateHash(k);
      expect(end).toBe(stateHash(plain));
      run(k, 50);
      restore(k, image);
      expect(stateHash(k)).toBe(here);
      run(k, second);
      expect(stateHash(k)).toBe(end);
      run(k, 17);
      restore(k, later);
      expect(stateHash(k)).toBe(end);
    }),
    { numRuns: 40 },
  );
});

it('gives another hash for another state', () => {
  const k = boot(1);
  const seen = new Set<string>();
  for (let i = 0; i < 100; i++) {
    seen.add(stateHash(k));
    tick(k);
  }
  expect(seen.size).toBe(100);
  expect([...seen].every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
});

it('shares what did not change with the image before', () => {
  const k = boot(1);
  run(k, 10);
  const first = checkpoint(k);
  const second = checkpoint(k, first);
  const frames = (image: typeof first): unknown =>
    (image.images['frames'] as { columns: { kind: { chunks: unknown[] } } }).columns.kind.chunks[0];
  expect(frames(second)).toBe(frames(first));
});

it('gives every machine of one configuration the same first state', () => {
  expect(stateHash(boot(2))).toBe(stateHash(boot(2)));
  expect(stateHash(boot(2))).not.toBe(stateHash(boot(1)));
});

import { expect, it } from 'vitest';
import { cgroupByPath } from './cgroup';
import { EFBIG, ENOSPC } from './errno';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { counterValue } from './memcg';
import { FRAME_CACHE } from './page';
import { KMEM, RES } from './res-counter';
import { bootScripts, type Call } from './scripted-for-tests';
import { O_CREAT, O_RDWR, O_WRONLY, SEEK_SET, sysClose, sysFtruncate, sysLseek, sysMkdir, sysOpen, sysUnlink, sysWrite } from './syscalls';
import { isAlive } from './task';

const GROUP = '/sys/fs/cgroup/memory/g';

function put(k: Kernel, path: string, text: string): void {
  const fd = sysOpen(k, 1, path, O_WRONLY);
  sysWrite(k, 1, fd, `${text}\n`);
  sysClose(k, 1, fd);
}

/** A task in group /g that opens a file and makes the calls. */
function inGroup(calls: readonly Call[], limit?: string): { machine: ReturnType<typeof bootScripts>; pid: number; group: number } {
  const machine = bootScripts({ task: [(k, pid) => sysOpen(k, pid, '/tmp/f', O_RDWR | O_CREAT), ...calls] });
  sysMkdir(machine.k, 1, GROUP);
  if (limit !== undefined) put(machine.k, `${GROUP}/memory.limit_in_bytes`, limit);
  const pid = machine.spawn('task');
  put(machine.k, `${GROUP}/tasks`, String(pid));
  machine.settle();
  return { machine, pid, group: cgroupByPath(machine.k, '/g') };
}

const write =
  (bytes: number): Call =>
  (k, pid) =>
    sysWrite(k, pid, 0, 'x'.repeat(bytes));

it('charges data pages as cache to who writes them first, and the structs to nobody', () => {
  const { machine, pid, group } = inGroup([write(100 * 4096), (k, pid) => sysLseek(k, pid, 0, 0, SEEK_SET), write(4096)]);
  const { k } = machine;
  expect(machine.answers(pid)).toEqual([0, 409600, 0, 4096]);
  expect(k.memcgs.col.cache[group]).toBe(100);
  expect(k.memcgs.col.rss[group]).toBe(0);
  expect(counterValue(k, group, KMEM, 'usage')).toBe(0);
  expect([...k.frames.col.kind].filter((kind) => kind === FRAME_CACHE).length).toBe(100);
  expect(checkInvariants(k)).toEqual([]);
});

it('gives pages back when a file is cut or loses its last name', () => {
  const { machine, group } = inGroup([write(50 * 4096), (k, pid) => sysFtruncate(k, pid, 0, 10 * 4096 + 1)]);
  const { k } = machine;
  expect(k.memcgs.col.cache[group]).toBe(11);
  sysUnlink(k, 1, '/tmp/f');
  expect(k.memcgs.col.cache[group]).toBe(11);
  machine.ticks(1);
  for (const pid of [...Array(100).keys()]) if (isAlive(k, pid) && k.tasks.col.memcg[pid] === group) sysClose(k, pid, 0);
  expect(k.memcgs.col.cache[group]).toBe(0);
  expect(checkInvariants(k)).toEqual([]);
});

it('brings the OOM killer of the group when the limit stops a write', () => {
  const { machine, pid, group } = inGroup([write(200 * 4096)], '256K');
  expect(isAlive(machine.k, pid)).toBe(false);
  expect(counterValue(machine.k, group, RES, 'max')).toBe(64);
  // What was written stays: the file has a name, and tmpfs lives in its pages.
  expect(machine.k.memcgs.col.cache[group]).toBe(64);
  expect(checkInvariants(machine.k)).toEqual([]);
});

it('holds at most half of memory, and no file without end', () => {
  const { machine, pid } = inGroup([
    write(1600 * 4096),
    write(10),
    (k, pid) => sysLseek(k, pid, 0, 2 ** 40, SEEK_SET),
    write(1),
    (k, pid) => sysFtruncate(k, pid, 0, 2 ** 45),
  ]);
  const half = machine.k.zone.pages.col.managed[0]! >> 1;
  expect(machine.answers(pid)).toEqual([0, half * 4096, -ENOSPC, 2 ** 40, -EFBIG, -EFBIG]);
});

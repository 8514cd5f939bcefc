/**
 * Random operations on a real machine: nothing that must always hold may ever break, whatever the order of things.
 *
 * RUNS=100000 in the environment runs the long form.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PAGE_SIZE } from './config';
import { BLOCKED } from './errno';
import { checkInvariants, checkTornDown } from './invariants';
import { createKernel, type Kernel, type UserState } from './kernel';
import { createInit, INIT_PID } from './kthread';
import { memcgPath, ROOT_MEMCG } from './memcg';
import { isQuiet, tick, wakeTask } from './sched';
import { SIGKILL } from './signal';
import { checkpoint, restore } from './snapshot';
import { stateHash } from './state-hash';
import {
  O_APPEND,
  O_CREAT,
  O_RDWR,
  O_WRONLY,
  sysClone,
  sysClose,
  sysExit,
  sysFork,
  sysKill,
  sysMkdir,
  sysMlock,
  sysMmap,
  sysMunlock,
  sysMunmap,
  sysOpen,
  sysPause,
  sysRead,
  sysRmdir,
  sysSwapoff,
  sysSwapon,
  sysTouch,
  sysUnlink,
  sysWait4,
  sysWrite,
} from './syscalls';
import { allTasks, isAlive } from './task';

const RUNS = Number(process.env['RUNS'] ?? 1000);
const OPERATIONS = 200;
/** One run takes far less; the long form runs for hours. */
const TIMEOUT = 2 ** 31 - 1;
const SEED = Number(process.env['SEED'] ?? 3813);
const RAM_PAGES = 2048;
/** Slots of the swap area, so few that it is full at times. */
const SWAP_PAGES = 200;
const SWAP_DISK = '/dev/ram1';
const DATA_FILES = ['/data/a', '/data/b', '/tmp/c'] as const;
const HIERARCHY = '/sys/fs/cgroup/memory';

/** One system call a driven task is to make, as plain data. */
type Call =
  | { readonly do: 'mkdir' | 'rmdir'; readonly path: string }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'fork' | 'vm' | 'thread' | 'reap' | 'exit' }
  | { readonly do: 'map'; readonly pages: number; readonly kind: 'anon' | 'shared' | 'locked' }
  /** Reads, writes at its end or maps a file, which is made if it is not there. */
  | { readonly do: 'read file' | 'append' | 'map file'; readonly path: string; readonly pages: number }
  | { readonly do: 'unlink'; readonly path: string }
  | { readonly do: 'swapon' | 'swapoff' }
  | { readonly do: 'mlock' | 'munlock'; readonly region: number }
  /** Writes to pages of a region, or gives them back; what a fork shares is copied. Region -1 is the newest. */
  | { readonly do: 'touch' | 'look' | 'unmap'; readonly region: number; readonly from: number; readonly pages: number }
  | { readonly do: 'kill'; readonly target: number };

interface Driven extends UserState {
  readonly prog: 'driven';
  calls: readonly Call[];
  regions: readonly number[];
  fd: number;
}

const fresh = (regions: readonly number[] = []): Driven => ({ prog: 'driven', calls: [], regions, fd: -1 });

function makeCall(k: Kernel, pid: number, task: Driven, call: Call): number {
  switch (call.do) {
    case 'mkdir':
      return sysMkdir(k, pid, call.path);
    case 'rmdir':
      return sysRmdir(k, pid, call.path);
    case 'write': {
      if (task.fd < 0) task.fd = sysOpen(k, pid, call.path, O_WRONLY);
      if (task.fd < 0) return task.fd;
      const written = sysWrite(k, pid, task.fd, call.text);
      if (written === BLOCKED) return BLOCKED;
      sysClose(k, pid, task.fd);
      task.fd = -1;
      return written;
    }
    case 'fork':
      return sysFork(k, pid, fresh(task.regions));
    case 'vm':
      return sysClone(k, pid, fresh(task.regions), { vm: true });
    case 'thread':
      return sysClone(k, pid, fresh(task.regions), { thread: true });
    case 'reap': {
      const found = sysWait4(k, pid, -1, { nohang: true });
      return typeof found === 'number' ? found : found.pid;
    }
    case 'exit':
      sysExit(k, pid, 0);
      return 0;
    case 'map': {
      const region = sysMmap(k, pid, { pages: call.pages, kind: call.kind });
      if (region > 0) task.regions = [...task.regions, region];
      return region;
    }
    case 'touch':
    case 'look':
    case 'unmap': {
      const region = regionOf(task, call.region);
      if (region === undefined) return 0;
      if (call.do === 'unmap') return sysMunmap(k, pid, region, call.from, call.pages);
      return sysTouch(k, pid, region, call.from, call.pages, call.do === 'touch');
    }
    case 'mlock':
    case 'munlock': {
      const region = regionOf(task, call.region);
      if (region === undefined) return 0;
      return call.do === 'mlock' ? sysMlock(k, pid, region) : sysMunlock(k, pid, region);
    }
    case 'read file':
    case 'append':
    case 'map file':
      return useFile(k, pid, task, call.do, call.path, call.pages);
    case 'unlink':
      return sysUnlink(k, pid, call.path);
    case 'swapon':
      return sysSwapon(k, pid, SWAP_DISK);
    case 'swapoff':
      return sysSwapoff(k, pid, SWAP_DISK);
    case 'kill':
      return sysKill(k, pid, call.target, SIGKILL);
    default:
      return call satisfies never;
  }
}

function regionOf(task: Driven, n: number): number | undefined {
  return n < 0 ? task.regions.at(-1) : task.regions[n % Math.max(task.regions.length, 1)];
}

/** Opens the file, does one thing to it, and closes it. */
function useFile(k: Kernel, pid: number, task: Driven, what: 'read file' | 'append' | 'map file', path: string, pages: number): number {
  if (task.fd < 0) task.fd = sysOpen(k, pid, path, O_RDWR | O_CREAT | O_APPEND);
  if (task.fd < 0) return task.fd;
  const done = useOpenFile(k, pid, task, what, pages);
  if (done === BLOCKED) return BLOCKED;
  sysClose(k, pid, task.fd);
  task.fd = -1;
  return typeof done === 'number' ? done : done.length;
}

function useOpenFile(k: Kernel, pid: number, task: Driven, what: 'read file' | 'append' | 'map file', pages: number): number | string {
  if (what === 'read file') return sysRead(k, pid, task.fd, pages * PAGE_SIZE);
  if (what === 'append') return sysWrite(k, pid, task.fd, '\0'.repeat(pages * PAGE_SIZE));
  const region = sysMmap(k, pid, { pages, kind: 'file', fd: task.fd });
  if (region > 0) task.regions = [...task.regions, region];
  return region;
}

function step(k: Kernel, pid: number): void {
  const task = k.user.edit(pid) as Driven;
  const [call, ...rest] = task.calls;
  if (call === undefined) {
    // Init reaps whoever comes to it.
    const reaped = pid === INIT_PID ? sysWait4(k, pid, -1) : 0;
    if (typeof reaped === 'number' && reaped !== BLOCKED) sysPause(k, pid);
    return;
  }
  if (makeCall(k, pid, task, call) !== BLOCKED && call.do !== 'exit') task.calls = rest;
}

function copy(state: UserState): UserState {
  return { ...(state as Driven) };
}

/** A random operation: what its numbers mean hangs on what there is when it comes. */
interface Operation {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const byte = fc.integer({ min: 0, max: 255 });
const operation: fc.Arbitrary<Operation> = fc.record({ kind: byte, a: byte, b: byte, c: byte });

function pick<T>(from: readonly T[], n: number): T {
  return from[n % from.length]!;
}

function groupPaths(k: Kernel): string[] {
  const paths: string[] = [];
  for (let id = ROOT_MEMCG; id < k.memcgs.length; id++) if (k.memcgs.col.used[id] === 1) paths.push(memcgPath(k, id));
  return paths;
}

/** Tasks that take orders: leaders and threads, never init, which makes, writes, moves and kills from outside. */
function workers(k: Kernel): number[] {
  return allTasks(k).filter((pid) => pid !== INIT_PID && isAlive(k, pid) && k.user.has(pid));
}

const file = (group: string, name: string): string => `${HIERARCHY}${group === '/' ? '' : group}/${name}`;

/** Sizes around what small groups use, with the odd ones in between. */
function size(n: number): string {
  if (n > 250) return '-1';
  if (n > 247) return '9223372036854775807';
  return String(n * n * 16);
}

const KNOBS: readonly ((n: number) => readonly [string, string])[] = [
  (n) => ['memory.limit_in_bytes', size(n)],
  (n) => ['memory.limit_in_bytes', size(n)],
  (n) => ['memory.kmem.limit_in_bytes', size(n)],
  (n) => ['memory.kmem.limit_in_bytes', size(n)],
  (n) => ['memory.memsw.limit_in_bytes', size(n)],
  (n) => ['memory.use_hierarchy', String(n % 4 === 0 ? 0 : 1)],
  (n) => ['memory.oom_control', String(n % 3 === 0 ? 1 : 0)],
  (n) => ['memory.move_charge_at_immigrate', String(n % 5)],
  () => ['memory.force_empty', '1'],
  () => ['memory.failcnt', '0'],
  () => ['memory.max_usage_in_bytes', '0'],
  () => ['memory.kmem.max_usage_in_bytes', '0'],
  (n) => ['memory.swappiness', String(n)],
  (n) => ['memory.soft_limit_in_bytes', size(n)],
];

/** Who does what. */
function orders(k: Kernel, { kind, a, b, c }: Operation): readonly (readonly [pid: number, call: Call])[] {
  const groups = groupPaths(k);
  const group = pick(groups, a);
  const known = workers(k);
  const worker = known.length === 0 ? undefined : pick(known, b);
  const onWorker = (...calls: readonly Call[]): readonly (readonly [number, Call])[] =>
    worker === undefined ? [] : calls.map((call) => [worker, call] as const);
  switch (kind % 24) {
    case 0:
      return [[INIT_PID, { do: 'mkdir', path: file(group, `g${b % 4}`) }]];
    case 1:
      return [[INIT_PID, { do: 'rmdir', path: `${HIERARCHY}${group}` }]];
    case 2:
    case 3:
    case 4: {
      const [name, text] = pick(KNOBS, b)(c);
      return [[INIT_PID, { do: 'write', path: file(group, name), text: `${text}\n` }]];
    }
    case 5:
      return known.length > 40 ? [] : [[INIT_PID, { do: 'fork' }]];
    case 6:
    case 7:
      return worker === undefined
        ? []
        : [[INIT_PID, { do: 'write', path: file(group, c % 2 === 0 ? 'tasks' : 'cgroup.procs'), text: `${worker}\n` }]];
    case 8:
      return worker === undefined
        ? []
        : [
            [INIT_PID, { do: 'kill', target: worker }],
            [INIT_PID, { do: 'reap' }],
          ];
    case 9:
      return onWorker({ do: 'map', pages: 1 + (c % 100), kind: 'anon' }, { do: 'touch', region: -1, from: 0, pages: 1 + (c % 100) });
    case 10:
    case 11:
      return onWorker({ do: 'touch', region: a, from: c % 8, pages: 1 + (c % 64) });
    case 12:
      return onWorker({ do: 'unmap', region: a, from: c % 8, pages: 1 + (c % 64) });
    case 13:
      return known.length > 60 ? [] : onWorker({ do: c % 2 === 0 ? 'fork' : 'vm' });
    case 14:
      return known.length > 60 ? [] : onWorker({ do: c % 3 === 0 ? 'thread' : 'vm' }, { do: 'reap' });
    case 16: {
      const kind = a % 4 === 0 ? 'locked' : 'shared';
      return onWorker({ do: 'map', pages: 1 + (c % 60), kind }, { do: 'touch', region: -1, from: 0, pages: 1 + (c % 60) });
    }
    case 17:
    case 18:
      return onWorker({ do: c % 2 === 0 ? 'append' : 'read file', path: pick(DATA_FILES, a), pages: 1 + (c % 60) });
    case 19:
      return onWorker(
        { do: 'map file', path: pick(DATA_FILES, a), pages: 1 + (c % 60) },
        { do: c % 2 === 0 ? 'touch' : 'look', region: -1, from: 0, pages: 1 + (c % 60) },
      );
    case 20:
      return onWorker({ do: 'look', region: a, from: c % 8, pages: 1 + (c % 64) });
    case 21:
      return onWorker({ do: c % 2 === 0 ? 'mlock' : 'munlock', region: a });
    case 22:
      if (c % 4 === 0) return [[INIT_PID, { do: 'write', path: '/proc/sys/vm/drop_caches', text: '1\n' }]];
      return c % 4 === 1 ? [[INIT_PID, { do: 'unlink', path: pick(DATA_FILES, a) }]] : [];
    case 23:
      return c % 3 === 0 ? onWorker({ do: 'swapoff' }) : [[INIT_PID, { do: 'swapon' }]];
    default:
      return onWorker({ do: c % 4 === 0 ? 'exit' : 'reap' });
  }
}

function order(k: Kernel, pid: number, call: Call): void {
  if (!isAlive(k, pid)) return;
  const task = k.user.edit(pid) as Driven;
  task.calls = [...task.calls, call];
  if (task.calls.length === 1) wakeTask(k, pid);
}

/** Plainer than a matcher, which would take longer than the kernel's tick. */
function hold(broken: readonly string[]): void {
  if (broken.length > 0) throw new Error(broken.join('\n'));
}

function settle(k: Kernel): void {
  for (let ticks = 0; !isQuiet(k); ticks++) {
    if (ticks > 100_000) throw new Error('the machine does not settle');
    tick(k);
  }
}

/** Does one operation and lets a few ticks go by, so that the next one often meets it half done. */
function operate(k: Kernel, one: Operation, afterTick: () => void): void {
  for (const [pid, call] of orders(k, one)) order(k, pid, call);
  for (let i = one.c % 4; i >= 0; i--) {
    tick(k);
    afterTick();
  }
}

function boot(cpus: number, without: readonly number[] = []): Kernel {
  const k = createKernel({ ramPages: RAM_PAGES, cpus, swapPages: SWAP_PAGES, kernel: 'kmemcg-v3', without, seed: 1 }, { step, copy });
  createInit(k, fresh());
  return k;
}

/**
 * What rmdir moved up into a hierarchical root stays in its counters for ever: 3.8 uncharges no page of the root
 * (__mem_cgroup_uncharge_common), and shows its usage from statistics.
 */
const ROOT_KEEPS = /^memory(\.memsw)? of \/ is /;

/** Kills everybody, those too that a woken task made meanwhile, and removes every group. */
function tearDown(k: Kernel): void {
  // First of all who takes the swap area away: a group at its limit in which nobody stands to be killed holds it up for ever.
  for (let known = workers(k); known.length > 0; known = workers(k)) {
    for (const pid of known) order(k, INIT_PID, { do: 'kill', target: pid });
    settle(k);
  }
  // What a group left in files stays charged to it, in swap even when it is removed.
  for (const path of DATA_FILES) order(k, INIT_PID, { do: 'unlink', path });
  settle(k);
  const deepestFirst = groupPaths(k).sort((a, b) => b.split('/').length - a.split('/').length);
  for (const path of deepestFirst) if (path !== '/') order(k, INIT_PID, { do: 'rmdir', path: `${HIERARCHY}${path}` });
  settle(k);
}

const cpus = fc.integer({ min: 1, max: 3 });
const run = fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS });

it(
  'whatever happens, every rule holds after every tick, and nothing is left when all have gone',
  () => {
    const property = fc.property(cpus, run, (n, operations) => {
      const k = boot(n);
      for (const one of operations) operate(k, one, () => hold(checkInvariants(k)));
      tearDown(k);
      expect(groupPaths(k)).toEqual(['/']);
      hold(checkTornDown(k).filter((rule) => !ROOT_KEEPS.test(rule)));
    });
    fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
  },
  TIMEOUT,
);

it(
  'a machine put back to any moment goes on as if it had never stopped',
  () => {
    const property = fc.property(cpus, run, fc.nat(OPERATIONS - 1), (n, operations, at) => {
      const k = boot(n);
      const hashes: string[] = [];
      const goOn = (from: number, to: number): void => {
        for (const one of operations.slice(from, to)) operate(k, one, () => undefined);
      };
      goOn(0, at);
      const image = checkpoint(k);
      for (let times = 0; times < 2; times++) {
        goOn(at, OPERATIONS);
        hashes.push(stateHash(k));
        restore(k, image);
      }
      expect(hashes[1]).toBe(hashes[0]);
    });
    fc.assert(property, { numRuns: Math.ceil(RUNS / 10), seed: SEED, endOnFailure: true });
  },
  TIMEOUT,
);

it(
  'a machine without one of the patches neither stops nor breaks, whatever is wrong with its sums',
  () => {
    const property = fc.property(fc.integer({ min: 1, max: 13 }), cpus, run, (patch, n, operations) => {
      const k = boot(n, [patch]);
      for (const one of operations) operate(k, one, () => hold(checkInvariants(k)));
      for (const pid of workers(k)) order(k, INIT_PID, { do: 'kill', target: pid });
      settle(k);
    });
    fc.assert(property, { numRuns: Math.ceil(RUNS / 10), seed: SEED, endOnFailure: true });
  },
  TIMEOUT,
);

/**
 * Random operations as orders to the tasks of a machine: what the numbers of an operation mean hangs on what there is
 * when it comes.
 */
import fc from 'fast-check';
import { HIERARCHY, type Call } from './driven-task-for-tests';
import type { Kernel } from './kernel';
import { INIT_PID } from './kthread';
import { memcgPath, ROOT_MEMCG } from './memcg';
import { SIGCONT, SIGKILL, SIGSTOP, SIGUSR1 } from './signal';
import { allTasks, isAlive } from './task';

export interface Operation {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

// Without fast-check's love of the ends of a range: there are only so many kinds there.
const byte = fc.noBias(fc.integer({ min: 0, max: 255 }));
export const operation: fc.Arbitrary<Operation> = fc.record({ kind: byte, a: byte, b: byte, c: byte });

/** Files that are read, written and mapped: of a disk, and of a tmpfs. */
export const DATA_FILES = ['/data/a', '/data/b', '/tmp/c'] as const;
/** File systems in which names are made and removed. */
const TREES = ['/data', '/tmp'] as const;
/** Beyond so many tasks nobody forks any more. */
const MANY_TASKS = 60;

/** A call and who is to make it. */
export type Order = readonly [pid: number, call: Call];

function pick<T>(from: readonly T[], n: number): T {
  return from[n % from.length]!;
}

/** Paths of the groups that are directories now. */
export function groupPaths(k: Kernel): string[] {
  const paths: string[] = [];
  for (let id = ROOT_MEMCG; id < k.memcgs.length; id++) if (k.memcgs.col.used[id] === 1) paths.push(memcgPath(k, id));
  return paths;
}

/** Tasks that take orders: leaders and threads, never init, which makes, writes, moves and kills from outside. */
export function workers(k: Kernel): number[] {
  return allTasks(k).filter((pid) => pid !== INIT_PID && isAlive(k, pid) && k.user.has(pid));
}

const file = (group: string, name: string): string => `${HIERARCHY}${group === '/' ? '' : group}/${name}`;
const pages = (n: number, most: number): number => 1 + (n % most);
/** A path one to three directories deep. */
const directory = (a: number, b: number): string => `${pick(TREES, a)}${['', '/d0', '/d1/d0', '/d1/d1'][b % 4]!}/d${(b >> 2) % 3}`;

/** Sizes around what small groups use, with the odd ones in between. */
function size(n: number): string {
  if (n > 250) return '-1';
  if (n > 247) return '9223372036854775807';
  return String(n * n * 16);
}

type Knob = (n: number) => readonly [string, string];

const KNOBS: readonly Knob[] = [
  (n) => ['memory.limit_in_bytes', size(n)],
  (n) => ['memory.limit_in_bytes', size(n)],
  (n) => ['memory.kmem.limit_in_bytes', size(n)],
  (n) => ['memory.kmem.limit_in_bytes', size(n)],
  (n) => ['memory.memsw.limit_in_bytes', size(n)],
  (n) => ['memory.use_hierarchy', String(n % 4 === 0 ? 0 : 1)],
  (n) => ['memory.oom_control', String(n % 3 === 0 ? 1 : 0)],
  (n) => ['memory.move_charge_at_immigrate', String(n % 5)],
  () => ['memory.force_empty', '1'],
  (n) => ['memory.oom_control', String(n % 2)],
  () => ['memory.failcnt', '0'],
  () => ['memory.max_usage_in_bytes', '0'],
  () => ['memory.kmem.max_usage_in_bytes', '0'],
  (n) => ['memory.swappiness', String(n)],
  (n) => ['memory.soft_limit_in_bytes', size(n)],
  (n) => ['memory.kmem.tcp.limit_in_bytes', size(n)],
  (n) => ['notify_on_release', String(n % 2)],
];

/** What an operation is about: a group and a task, and who can be told to do something. */
interface Scene {
  readonly k: Kernel;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly group: string;
  /** 0 when there is nobody. */
  readonly worker: number;
  readonly crowd: number;
}
type Kind = (scene: Scene) => readonly (Order | Call)[];

const outside = (call: Call): Order => [INIT_PID, call];
const KILL: Kind = ({ worker }) => (worker === 0 ? [] : [outside({ do: 'kill', target: worker, sig: SIGKILL })]);
const MOVE: Kind = ({ group, worker, c }) =>
  // By itself, or from outside: one task, or its whole process.
  c % 5 === 0
    ? [{ do: 'write', path: file(group, 'tasks'), text: '0\n' }]
    : worker === 0
      ? []
      : [outside({ do: 'write', path: file(group, c % 2 === 0 ? 'tasks' : 'cgroup.procs'), text: `${worker}\n` })];
const KNOB: Kind = ({ group, b, c }) => {
  const [name, text] = pick(KNOBS, b)(c);
  return [outside({ do: 'write', path: file(group, name), text: `${text}\n` })];
};
const FORK: Kind = ({ crowd, c }) => {
  const fork = { do: pick(['fork', 'fork', 'fork', 'vm', 'thread'] as const, c) };
  return crowd > MANY_TASKS ? [{ do: 'exit' }] : [fork, fork, fork, { do: 'reap' }];
};
const MAP: Kind = ({ a, c }) => [
  { do: 'map', pages: pages(c, 100), kind: pick(['anon', 'anon', 'shared', 'locked'] as const, a) },
  { do: 'touch', region: -1, from: 0, pages: pages(c, 100) },
];
const TOUCH: Kind = ({ a, c }) => [{ do: 'touch', region: a, from: c % 8, pages: pages(c, 64) }];
const FILE: Kind = ({ a, b, c }) => [
  { do: pick(['append', 'append', 'read file'] as const, b), path: pick(DATA_FILES, a), pages: pages(c, 60) },
];
const TREE: Kind = ({ a, c }) => [
  { do: 'mkdir', path: directory(a, c) },
  { do: 'mkdir', path: directory(a, c + 5) },
  { do: 'open', path: directory(a, c) },
];

/** The kinds of operations; what is to come often stands there several times. */
const KINDS: readonly Kind[] = [
  ({ group, b }) => [outside({ do: 'mkdir', path: file(group, `g${b % 4}`) })],
  ({ group }) => [outside({ do: 'rmdir', path: `${HIERARCHY}${group}` })],
  KNOB,
  KNOB,
  KNOB,
  MOVE,
  MOVE,
  KILL,
  FORK,
  FORK,
  FORK,
  MAP,
  MAP,
  MAP,
  TOUCH,
  TOUCH,
  TOUCH,
  FILE,
  FILE,
  TREE,
  TREE,
  // A child of init, which stands in the root.
  ({ crowd }) => (crowd > MANY_TASKS ? [] : [outside({ do: 'fork' })]),
  ({ a, c }) => [{ do: 'unmap', region: a, from: c % 8, pages: pages(c, 64) }],
  ({ a, c }) => [{ do: 'look', region: a, from: c % 8, pages: pages(c, 64) }],
  ({ a, b, c }) => [
    { do: 'map file', path: pick(DATA_FILES, a), pages: pages(c, 60) },
    { do: b % 2 === 0 ? 'touch' : 'look', region: -1, from: 0, pages: pages(c, 60) },
  ],
  ({ a, c }) => [{ do: c % 2 === 0 ? 'mlock' : 'munlock', region: a }],
  ({ c }) => (c % 3 === 0 ? [{ do: 'swapoff' }] : [outside({ do: 'swapon' })]),
  ({ c }) => [{ do: pick(['exit', 'exit thread', 'reap'] as const, c) }],
  ({ a, b, c }) => [{ do: pick(['rmdir', 'chdir', 'stat'] as const, b), path: directory(a, c) }],
  ({ a, b, c }) => [
    { do: pick(['pipe', 'pipe', 'eventfd', 'socket'] as const, a), nonblock: c % 2 === 0 },
    { do: 'fill', nth: 0, bytes: b % 4 === 0 ? 8 : b * 300 },
    { do: 'open', path: c % 2 === 0 ? pick(DATA_FILES, a) : directory(a, c) },
  ],
  ({ a, b, c }) => [{ do: pick(['close', 'drain', 'fill'] as const, a), nth: c, bytes: b * 300 } as Call],
  ({ c }) => [{ do: 'exec', pages: pages(c, 40) }],
  ({ a, c }) =>
    pick<readonly (Order | Call)[]>(
      [
        [outside({ do: 'write', path: '/proc/sys/vm/drop_caches', text: `${1 + (a % 3)}\n` })],
        [outside({ do: 'unlink', path: pick(DATA_FILES, a) })],
        [{ do: 'truncate', path: pick(DATA_FILES, a), pages: c % 40 }],
        [{ do: 'sync' }],
      ],
      c,
    ),
  ({ group, a, b, c }) =>
    pick<readonly (Order | Call)[]>(
      [
        [outside({ do: 'rename', path: `${HIERARCHY}${group}`, to: `${HIERARCHY}${group.slice(0, group.lastIndexOf('/'))}/g${b % 6}` })],
        [{ do: 'rename', path: directory(a, b), to: directory(a, c) }],
        [
          { do: 'link', path: pick(DATA_FILES, a), to: `${directory(a, b)}.l` },
          { do: 'unlink', path: `${directory(a, c)}.l` },
        ],
      ],
      c,
    ),
  ({ group, a, b, c }) => [
    { do: 'eventfd', nonblock: a % 4 !== 0 },
    { do: 'open', path: file(group, pick(['memory.usage_in_bytes', 'memory.memsw.usage_in_bytes', 'memory.oom_control'], b)) },
    { do: 'listen', path: `${HIERARCHY}${group}`, at: size(c % 200) },
    { do: 'drain', nth: 1 },
  ],
  ({ worker, b, c }) =>
    worker === 0
      ? []
      : pick<readonly (Order | Call)[]>(
          [
            [outside({ do: 'kill', target: worker, sig: SIGSTOP })],
            [outside({ do: 'kill', target: worker, sig: SIGCONT })],
            [{ do: 'catch' }, outside({ do: 'kill', target: worker, sig: SIGUSR1 })],
            [{ do: 'sleep', ticks: c % 50 }],
            [outside({ do: 'write', path: `/proc/${worker}/oom_score_adj`, text: `${(b - 128) * 7}\n` })],
          ],
          c,
        ),
];

/** Who does what. Groups and tasks that matter are met more often: accounted ones, and those that stand in a group. */
export function orders(k: Kernel, { kind, a, b, c }: Operation): readonly Order[] {
  const everybody = workers(k);
  const inside = everybody.filter((pid) => k.tasks.col.memcg[pid] !== ROOT_MEMCG);
  const known = inside.length > 0 && b % 4 !== 0 ? inside : everybody;
  const worker = known.length === 0 ? 0 : pick(known, b >> 2);
  const group = c % 3 === 0 && worker !== 0 ? memcgPath(k, k.tasks.col.memcg[worker]!) : pick(groupPaths(k), a);
  const wanted = KINDS[kind % KINDS.length]!({ k, a, b, c, group, worker, crowd: everybody.length });
  return wanted.map((one): Order => ('do' in one ? [worker, one] : one)).filter(([pid]) => pid !== 0);
}

/** Groups that are there when a run begins. */
export const FIRST_GROUPS = ['/g0', '/g0/g1', '/g2'] as const;

/** How every run begins: groups with limits, some accounted and in a line, and a task in each. */
export function firstOrders(n: number): readonly Call[] {
  const calls: Call[] = [{ do: 'write', path: file('/', 'release_agent'), text: '/sbin/agent\n' }];
  const knob = (group: string, name: string, text: string): void =>
    void calls.push({ do: 'write', path: file(group, name), text: `${text}\n` });
  if (n % 2 === 0) knob('/', 'memory.use_hierarchy', '1');
  for (const [i, group] of FIRST_GROUPS.entries()) {
    calls.push({ do: 'mkdir', path: file(group, '') });
    if (n % 3 !== 0) knob(group, 'memory.use_hierarchy', '1');
    if ((n >> i) % 3 !== 0) knob(group, 'memory.kmem.limit_in_bytes', size(100 + ((n * (i + 3)) % 150)));
    knob(group, 'memory.limit_in_bytes', size(130 + ((n * (i + 5)) % 90)));
    knob(group, 'memory.oom_control', String((n >> i) % 2));
  }
  return calls;
}

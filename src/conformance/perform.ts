import { errnoName } from '../kernel/errno';
import type { Kernel } from '../kernel/kernel';
import { isAlive, threadsOf } from '../kernel/task';
import { memcgPath } from '../kernel/memcg';
import { slabFree } from '../kernel/slab';
import { drainStock } from '../kernel/stock';
import { lineOf } from './control-files';
import type { Expectation } from './expectation';
import { evaluate } from './expression';
import type { Operation, OperationName, OperationOf } from './operation';
import { allocObjects, TREE_OPERATIONS } from './perform-tree';
import { OWN_PAGES, OWN_REGION, PROGRAM_PAGES, PROGRAM_REGION } from './worker';
import type { Answer, ControlOrder } from './order';
import { MEMORY_OPERATIONS } from './perform-memory';
import { counted, failed, OK, type Result } from './result';
import type { Member, Rig, Shape } from './rig';

/** Where the memory hierarchy is mounted. */
const HIERARCHY = '/sys/fs/cgroup/memory';
const PAGE_BYTES = 4096;
/** The one region that `touch` and `untouch` mean. */
const TOUCHED = '';

/** What a case keeps from step to step beside the machine. */
export interface Session {
  readonly rig: Rig;
  /** Numbers kept by `read … as`. */
  readonly names: Map<string, bigint>;
  /** Descriptors kept by `read … as` of what is no number. */
  readonly kept: Map<string, number>;
  /** Event descriptors, and the notifications taken from each so far. */
  readonly events: Map<string, { readonly fd: number; count: bigint }>;
  /** Workers have pages of their own, as the recorded ones had; the tasks of the suites and of the random scripts show none. */
  readonly ownPages: boolean;
  /** A worker kills its children itself, and what that takes is its group's; else the outside task does. */
  readonly killsItself: boolean;
  /** Where file systems are mounted. */
  readonly mounts: Set<string>;
  /** Stocks are drained before each read. */
  readonly drained: boolean;
}

type Perform<N extends OperationName> = (session: Session, args: OperationOf<N>['args']) => Result;

const pathOf = (group: string, file = ''): string => `${HIERARCHY}${group === '/' ? '' : group}${file === '' ? '' : `/${file}`}`;
const pagesIn = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);
const errnoOf = ({ errno }: Answer): string | undefined => (errno === undefined ? undefined : errnoName(errno));

/** `ok`, or the errno that stopped it. */
const done: Shape = (answer) => (answer.errno === undefined ? OK : failed(errnoName(answer.errno)));
/** The counts the task answered with. */
const counts: Shape = (answer) => counted(answer.counts, errnoOf(answer));
/** The text that was read. */
const contents: Shape = (answer) =>
  answer.errno === undefined ? { is: 'text', value: answer.text ?? '' } : failed(errnoName(answer.errno));

function outside({ rig }: Session, order: ControlOrder, shape: Shape = done): Result {
  return shape(rig.control(order));
}

/** Writes a pid to the file of a group that moves it. */
function moveTo(session: Session, pid: number, group: string, file: 'tasks' | 'cgroup.procs'): Result {
  return outside(session, { do: 'write file', path: pathOf(group, file), text: `${pid}\n` });
}

/** Living children of a task, youngest first; zombies are none. */
function livingChildren({ rig }: Session, member: Member): readonly number[] {
  const children = rig.hasState(member.pid) ? rig.stateOf(member.pid).children : [];
  return [...children].reverse().filter((pid) => isAlive(rig.k, pid));
}

function youngest(pids: readonly number[], n: number | 'all'): readonly number[] {
  return n === 'all' ? pids : pids.slice(0, n);
}

/** Has a worker touch all it needs before it joins a group, as the recorded ones had. */
function touchOwn(session: Session, member: Member): void {
  const { kernel } = session.rig.k.config;
  session.rig.order(member, { do: 'touch', region: OWN_REGION, pages: OWN_PAGES[kernel] }, done);
  // The page where two segments of a program meet is mapped by both.
  for (const pages of [PROGRAM_PAGES[kernel], 1]) {
    const map = { t: member.name, region: PROGRAM_REGION, file: 'worker', bytes: pages * PAGE_BYTES, touch: undefined };
    MEMORY_OPERATIONS.map_file?.(session, map);
  }
  countAsProgram(session.rig.k, member.pid);
  // It tried its hand at the disk as well: two directories of each worker stayed there.
  for (const dir of session.mounts) session.rig.order(member, { do: 'make chain', dir: `${dir}/.${member.name}`, n: 2 }, done);
}

/** What is mapped so far are segments of the program: their structs are among those that every program has. */
function countAsProgram(k: Kernel, pid: number): void {
  const map = k.mmMaps.edit(k.tasks.col.mm[pid]!);
  map.regions = map.regions.map(({ vma, ...region }) => {
    if (vma !== undefined) slabFree(k, vma);
    return region;
  });
}

function spawn(session: Session, { t, g, cpu }: OperationOf<'spawn'>['args']): Result {
  const { rig } = session;
  const member = rig.spawn(t, cpu);
  if ('is' in member) return member;
  if (session.ownPages) touchOwn(session, member);
  return moveTo(session, member.pid, g, 'tasks');
}

function move(session: Session, { t, g, thread }: OperationOf<'move'>['args']): Result {
  return moveTo(session, session.rig.member(t).pid, g, thread === true ? 'tasks' : 'cgroup.procs');
}

function moveChildren(session: Session, { t, n, g }: OperationOf<'move_children'>['args']): Result {
  let moved = 0;
  for (const pid of youngest(livingChildren(session, session.rig.member(t)), n)) {
    const result = moveTo(session, pid, g, 'cgroup.procs');
    if (result.is === 'errno') return counted({ moved }, result.errno);
    moved++;
  }
  return counted({ moved });
}

function clone(session: Session, t: string, how: 'vm' | 'thread' | 'fork', n: number, touch = 0): Result {
  return session.rig.order(session.rig.member(t), { do: 'clone', how, n, touch, own: how === 'fork' && session.ownPages }, counts);
}

/** With `child` one child that is a task of its own to the case, else `n` that sleep. */
function fork(session: Session, { t, n, touch, child }: OperationOf<'fork'>['args']): Result {
  const result = clone(session, t, 'fork', child === undefined ? (n ?? 1) : 1, touch);
  if (child === undefined || result.is !== 'counts' || result.errno !== undefined) return result;
  const { rig } = session;
  const pid = rig.stateOf(rig.member(t).pid).children.at(-1);
  if (pid === undefined) throw new Error(`the fork of "${t}" left no child`);
  rig.adopt(child, pid);
  return OK;
}

function threads(session: Session, { t, n }: OperationOf<'threads'>['args']): Result {
  const { rig } = session;
  const result = clone(session, t, 'thread', n);
  const { pid } = rig.member(t);
  if (rig.alive(rig.member(t)))
    for (const [i, thread] of rig.stateOf(pid).threads.entries()) if (!rig.members.has(`${t}.${i + 1}`)) rig.adopt(`${t}.${i + 1}`, thread);
  return result;
}

function endThreads({ rig }: Session, { t }: OperationOf<'end_threads'>['args']): Result {
  const { pid } = rig.member(t);
  const extra = threadsOf(rig.k, pid).filter((thread) => thread !== pid);
  for (const member of rig.members.values()) if (extra.includes(member.pid)) member.gone = true;
  rig.orderAll(extra, { do: 'exit thread' });
  return counted({ ended: extra.length });
}

/** Has the living parent of an ended task reap it; the outside task and init do so by themselves. */
function reapByParent({ rig }: Session, pid: number, parent: number): void {
  for (const member of rig.members.values()) {
    if (member.pid === parent && rig.alive(member) && member.pending === undefined)
      rig.order(member, { do: 'reap these', pids: [pid] }, done);
  }
}

function endTasks(session: Session, t: string, end: (member: Member) => void): Result {
  const { rig } = session;
  const wanted = t.endsWith('*') ? [...rig.members.values()].filter((one) => one.name.startsWith(t.slice(0, -1))) : [rig.member(t)];
  for (const member of wanted) {
    if (!rig.alive(member)) {
      if (t.endsWith('*')) continue;
      return failed('ESRCH');
    }
    const parent = rig.k.tasks.col.ppid[member.pid]!;
    end(member);
    member.gone = true;
    reapByParent(session, member.pid, parent);
  }
  return OK;
}

function exit(session: Session, { t }: OperationOf<'exit'>['args']): Result {
  let refused: Result = OK;
  const result = endTasks(session, t, (member) => {
    const got = session.rig.order(member, { do: 'exit' }, done);
    if (got.is !== 'died') refused = got;
  });
  return result.is === 'ok' ? refused : result;
}

function kill(session: Session, { t }: OperationOf<'kill'>['args']): Result {
  return endTasks(session, t, (member) => {
    member.gone = true;
    session.rig.control({ do: 'kill', pids: [member.pid, ...livingChildren(session, member)] });
  });
}

function killChildren(session: Session, t: string, n: number | 'all', reaped: boolean): Result {
  const { rig } = session;
  const member = rig.member(t);
  const pids = youngest(livingChildren(session, member), n);
  if (session.killsItself && rig.alive(member) && member.pending === undefined) rig.order(member, { do: 'kill these', pids }, done);
  else rig.control({ do: 'kill', pids });
  if (reaped && rig.alive(member)) rig.order(member, { do: 'reap these', pids }, done);
  const left = rig.alive(member) ? livingChildren(session, member).length : 0;
  return counted({ killed: pids.length, left });
}

function touch({ rig }: Session, t: string, region: string, pages: number): Result {
  return rig.order(rig.member(t), { do: 'touch', region, pages }, counts);
}

function unmap({ rig }: Session, t: string, region: string, pages: number | 'all'): Result {
  return rig.order(rig.member(t), { do: 'unmap', region, pages }, counts);
}

/** Order of each kind of kernel object that is a block of whole pages. */
const BLOCK_ORDERS: ReadonlyMap<string, number> = new Map([
  ['page', 0],
  ['order5', 5],
]);

function allocKmem(session: Session, args: OperationOf<'alloc_kmem'>['args']): Result {
  const { rig } = session;
  const { t, kind, count, tag } = args;
  const objects = allocObjects(session, args);
  if (objects !== undefined) return objects;
  const order = BLOCK_ORDERS.get(kind) ?? 0;
  return rig.order(rig.member(t), { do: 'kernel pages', tag, order, n: count }, counts);
}

function write(session: Session, { g, file, value, newline, by }: OperationOf<'write'>['args']): Result {
  const order = { do: 'write file', path: pathOf(g, file), text: newline === false ? value : `${value}\n` } as const;
  return by === undefined ? outside(session, order) : session.rig.order(session.rig.member(by), order, done);
}

function read(session: Session, { g, file, key, as }: OperationOf<'read'>['args']): Result {
  const { rig } = session;
  if (session.drained) for (let cpu = 0; cpu < rig.k.config.cpus; cpu++) drainStock(rig.k, cpu);
  const path = pathOf(g, file);
  const result = outside(session, { do: 'read file', path }, contents);
  if (result.is !== 'text') return result;
  const line = key === undefined ? result.value : lineOf(result.value, key);
  if (line === undefined) return { is: 'text', value: '' };
  if (as !== undefined) {
    const number = line.trim();
    if (/^[0-9]+$/.test(number)) session.names.set(as, BigInt(number));
    else session.kept.set(as, rig.control({ do: 'open', path }).counts['value'] ?? -1);
  }
  return { is: 'text', value: line };
}

function reread(session: Session, as: string): Result {
  const fd = session.kept.get(as);
  if (fd === undefined) throw new Error(`no open file was kept under the name "${as}"`);
  return outside(session, { do: 'read again', fd }, contents);
}

function listen(session: Session, { as, g, file, value }: OperationOf<'listen'>['args']): Result {
  const threshold = value === undefined ? '' : String(typeof value === 'number' ? value : evaluate(value, session.names));
  const answer = session.rig.control({ do: 'listen', path: pathOf(g, file), events: pathOf(g, 'cgroup.event_control'), threshold });
  if (answer.errno === undefined) session.events.set(as, { fd: answer.counts['value']!, count: 0n });
  return done(answer);
}

function eventOf({ events }: Session, as: string): { readonly fd: number; count: bigint } {
  const event = events.get(as);
  if (event === undefined) throw new Error(`nobody listens under the name "${as}"`);
  return event;
}

/** Notifications since `listen`. */
function eventCount(session: Session, as: string): Result {
  const event = eventOf(session, as);
  event.count += BigInt(session.rig.control({ do: 'take events', fd: event.fd }).counts['value'] ?? 0);
  return { is: 'text', value: String(event.count) };
}

function cgroupCount(session: Session): Result {
  const result = outside(session, { do: 'read file', path: '/proc/cgroups' }, contents);
  if (result.is !== 'text') return result;
  const [, count] = (lineOf(result.value.replaceAll('\t', ' '), 'memory') ?? '').split(' ');
  return { is: 'text', value: count ?? '' };
}

/** Groups that were removed but not freed yet, below a group. */
function dying({ rig }: Session, { g }: OperationOf<'dying'>['args']): Result {
  const { used, parent } = rig.k.memcgs.col;
  let count = 0;
  for (let id = 1; id < rig.k.memcgs.length; id++) {
    if (used[id] !== 2) continue;
    for (let up = parent[id]!; up !== 0; up = parent[up]!) {
      if (memcgPath(rig.k, up) !== g) continue;
      count++;
      break;
    }
  }
  return { is: 'text', value: String(count) };
}

type Operations = { readonly [N in OperationName]?: Perform<N> };

/** How each operation is carried out. What is not here the engine has no means for yet. */
const OPERATIONS: Operations = {
  mkdir: (session, { g }) => outside(session, { do: 'mkdir', path: pathOf(g) }),
  rmdir: (session, { g }) => outside(session, { do: 'rmdir', path: pathOf(g) }),
  rename: (session, { src, dst }) =>
    outside(session, { do: 'rename', from: pathOf(src), to: dst.startsWith('/') ? pathOf(dst) : `/tmp/${dst}` }),
  unlink: (session, { g, file }) => outside(session, { do: 'unlink', path: pathOf(g, file) }),
  exists: (session, { g, file }) =>
    outside(session, { do: 'stat', path: pathOf(g, file) }, ({ errno }) => ({ is: 'boolean', value: errno === undefined })),
  write,
  read,
  reread: (session, { as }) => reread(session, as),
  reread_poll: (session, { as, ms }) => {
    session.rig.wait(ms);
    return reread(session, as);
  },
  num_cgroups: cgroupCount,
  spawn,
  move,
  move_children: moveChildren,
  clone_vm: (session, { t, n }) => clone(session, t, 'vm', n),
  fork,
  threads,
  end_threads: endThreads,
  kill_children: (session, { t, n }) => killChildren(session, t, n, true),
  zap_children: (session, { t, n }) => killChildren(session, t, n, false),
  reap: ({ rig }, { t }) => rig.order(rig.member(t), { do: 'reap' }, counts),
  exit,
  kill,
  alive: ({ rig }, { t }) => ({ is: 'boolean', value: rig.alive(rig.member(t)) }),
  count_alive: ({ rig }, { tasks }) => ({ is: 'text', value: String(tasks.filter((t) => rig.alive(rig.member(t))).length) }),
  wait_for: ({ rig }, { t }) => rig.lookAgain(rig.member(t)),
  resume: ({ rig }, { t }) => rig.lookAgain(rig.member(t)),
  touch: (session, { t, pages }) => touch(session, t, TOUCHED, pages),
  untouch: (session, { t, pages }) => unmap(session, t, TOUCHED, pages),
  map_anon: ({ rig }, { t, region, bytes }) => rig.order(rig.member(t), { do: 'map', region, pages: pagesIn(bytes) }, done),
  touch_anon: (session, { t, region, bytes }) => touch(session, t, region, pagesIn(bytes)),
  touch_mapped: ({ rig }, { t, region, bytes }) => rig.order(rig.member(t), { do: 'write pages', region, pages: pagesIn(bytes) }, done),
  free_anon: (session, { t, region }) => unmap(session, t, region, 'all'),
  alloc_kmem: allocKmem,
  free_kmem: ({ rig }, { t, tag }) => {
    rig.order(rig.member(t), { do: 'drop files', tag }, done);
    return rig.order(rig.member(t), { do: 'free kernel pages', tag }, done);
  },
  ...TREE_OPERATIONS,
  ...MEMORY_OPERATIONS,
  dying,
  listen,
  unlisten: (session, { as }) => outside(session, { do: 'close', fd: eventOf(session, as).fd }),
  events: (session, { as }) => eventCount(session, as),
  wait: ({ rig }, { ms }) => {
    rig.wait(ms);
    return OK;
  },
  assert: ({ rig, names }, { expr }) => ({
    is: 'boolean',
    value: evaluate(expr, new Map([...names, ['ncpus', BigInt(rig.k.config.cpus)]])) !== 0n,
  }),
};

/** How often an operation is to be done at most until it answers as expected. */
export function triesOf(operation: Operation): number {
  return operation.op === 'reread_poll' ? Math.max(1, operation.args.tries) : 1;
}

/** Carries an operation out and settles. Throws where the engine has no means for it. */
export function perform(session: Session, operation: Exclude<Operation, { op: 'repeat' }>): Result {
  const carryOut = OPERATIONS[operation.op] as ((session: Session, args: unknown) => Result) | undefined;
  if (carryOut === undefined) throw new Error(`the operation "${operation.op}" cannot be carried out yet`);
  return carryOut(session, operation.args);
}

/**
 * The expectation in this machine's terms: names of tasks in a `tasks` file stand for their pids, and the file that
 * 3.8 has only with NUMA is not there.
 */
export function inTermsOf({ rig }: Session, operation: Operation, expect: Expectation): Expectation {
  if (operation.op === 'exists' && operation.args.file === 'memory.numa_stat') return { is: 'boolean', value: false };
  if (operation.op !== 'read' || expect.is !== 'contains') return expect;
  if (operation.args.file !== 'tasks' && operation.args.file !== 'cgroup.procs') return expect;
  const member = rig.members.get(expect.part);
  return member === undefined ? expect : { ...expect, part: `${member.pid}\n` };
}

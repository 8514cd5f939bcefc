/**
 * When a recording's worker thread got the CPU to make a group's slab caches: what was cloned before came from the root
 * caches, and so cost the group its stacks alone. On a real machine that is a matter of milliseconds, different in every
 * run, so a scenario is replayed with the time it was recorded with, as its own numbers tell it.
 */
import { cgroupByPath } from '../kernel/cgroup';
import { counterValue, memcgPath } from '../kernel/memcg';
import { KMEM } from '../kernel/res-counter';
import type { Step } from './case';
import type { Expectation } from './expectation';
import type { Rig } from './rig';

/** What a child takes from one cache: objects a child, objects a slab, pages a slab. */
type Share = readonly [objects: number, perSlab: number, pages: number];

const THREAD: readonly Share[] = [
  [1, 11, 4],
  [1, 8, 1],
];
const PROCESS: readonly Share[] = [...THREAD, [2, 32, 1], [1, 11, 2], [1, 15, 8], [1, 8, 2]];
const SHARES: Readonly<Record<'threads' | 'clone_vm' | 'fork', readonly Share[]>> = {
  threads: [...THREAD, [1, 32, 1]],
  clone_vm: [...PROCESS, [1, 64, 1]],
  fork: [...PROCESS, [21, 64, 1], [1, 19, 4], [10, 23, 1], [5, 64, 1]],
};

function slabPages(shares: readonly Share[], children: number): number {
  return shares.reduce((sum, [objects, perSlab, pages]) => sum + Math.ceil((children * objects) / perSlab) * pages, 0);
}

const STACK_PAGES = 2;
const PAGE_BYTES = 4096n;

/** Steps of a task that one clone takes: the call, and the writing behind it. */
const STEPS_A_CLONE = 2;
/** Where nothing tells, it came soon. */
const STEPS_BY_DEFAULT = 4;

/** Steps the acting task made before its group's caches came. */
export function stepsBeforeCaches(rig: Rig, step: Step): number {
  const { operation } = step;
  if (operation.op === 'kill_children' || operation.op === 'zap_children') return signalsRefused(rig, step) ? 1 : Infinity;
  if (operation.op !== 'threads' && operation.op !== 'clone_vm' && operation.op !== 'fork') return STEPS_BY_DEFAULT;
  const clones = clonesBeforeCaches(rig, step, operation);
  return clones === undefined ? STEPS_BY_DEFAULT : STEPS_A_CLONE * clones;
}

type Cloning = Extract<Step['operation'], { readonly op: 'threads' | 'clone_vm' | 'fork' }>;

/** Children a step made from the root caches while the group had none of its own; `undefined` where nothing tells. */
function clonesBeforeCaches(rig: Rig, { expect, state }: Step, { op, args }: Cloning): number | undefined {
  const memcg = memcgOf(rig, args.t);
  const children = childrenMade(expect);
  const recorded = state?.get(memcgPath(rig.k, memcg))?.get('kmem.usage');
  if (children === undefined || recorded === undefined || rig.k.memcgCaches.has(memcg)) return undefined;
  const slabs = Number(recorded / PAGE_BYTES) - STACK_PAGES * children;
  let own = 0;
  while (own < children && slabPages(SHARES[op], own + 1) <= slabs) own++;
  return children - own;
}

function memcgOf(rig: Rig, t: string): number {
  const pid = rig.members.get(t)?.pid ?? 0;
  return rig.k.tasks.col.memcg[pid]!;
}

/** True where the group's signals were already refused their slab: the cache had come behind the first of them. */
function signalsRefused(rig: Rig, { state }: Step): boolean {
  for (const [path, fields] of state ?? []) {
    const recorded = fields?.get('kmem.failcnt');
    const memcg = cgroupByPath(rig.k, path);
    if (memcg !== 0 && recorded !== undefined && recorded > BigInt(counterValue(rig.k, memcg, KMEM, 'failcnt'))) return true;
  }
  return false;
}

function childrenMade(expect: Expectation): number | undefined {
  if (expect.is === 'blocked') return expect.progress === undefined ? undefined : Number(expect.progress);
  const created = expect.is === 'counts' ? expect.counts.get('created') : undefined;
  return created === undefined ? undefined : Number(created);
}

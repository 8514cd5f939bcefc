/**
 * The control files of the memory controller (mm/memcontrol.c mem_cgroup_files, memsw_cgroup_files, kmem_cgroup_files
 * and net/ipv4/tcp_memcontrol.c tcp_files, 3.8).
 */
import type { ControlFile } from './cgroup-files';
import { EBUSY, EINVAL, EIO } from './errno';
import { forceEmpty } from './force-empty';
import type { Kernel } from './kernel';
import { memcgCanAccountKmem } from './kmem';
import { resizeLimit, setSoftLimit, updateKmemLimit, updateTcpLimit } from './limit';
import { counterValue, ROOT_MEMCG } from './memcg';
import { memcgOomRecover } from './memcg-oom';
import { memcgUsage, memoryStat } from './memory-stat';
import { formatPages, parseSize } from './memparse';
import { MOVE_ANON, MOVE_FILE } from './move-charge';
import {
  COUNTER_NAMES,
  counterOf,
  KMEM,
  MEMSW,
  RES,
  resCounterResetFailcnt,
  resCounterResetMax,
  TCP,
  type CounterKind,
} from './res-counter';
import { slabInfo } from './slabinfo';
import { tcpMemoryAllocated } from './tcp-memcontrol';

/** Highest memory.swappiness. */
const MAX_SWAPPINESS = 100n;

export const MEMORY_FILES: readonly ControlFile[] = [
  ...counterFiles(RES, (k, memcg, limit, writer) => resizeLimit(k, writer, memcg, RES, limit)),
  ...counterFiles(MEMSW, (k, memcg, limit, writer) => resizeLimit(k, writer, memcg, MEMSW, limit)),
  ...counterFiles(KMEM, updateKmemLimit),
  ...counterFiles(TCP, updateTcpLimit),
  {
    name: 'memory.soft_limit_in_bytes',
    read: (k, memcg) => `${formatPages(counterValue(k, memcg, RES, 'softLimit'))}\n`,
    writeText: (k, memcg, text) => withSize(text, (limit) => setSoftLimit(k, memcg, limit)),
  },
  { name: 'memory.stat', seq: true, read: memoryStat },
  { name: 'memory.force_empty', trigger: forceEmpty },
  { name: 'memory.use_hierarchy', read: column('useHierarchy'), writeU64: writeUseHierarchy },
  { name: 'memory.swappiness', read: column('swappiness'), writeU64: writeSwappiness },
  { name: 'memory.move_charge_at_immigrate', read: column('moveCharge'), writeU64: writeMoveCharge },
  { name: 'memory.oom_control', seq: true, read: readOomControl, writeU64: writeOomControl },
  { name: 'memory.kmem.slabinfo', seq: true, read: (k, memcg) => (memcgCanAccountKmem(k, memcg) ? slabInfo(k, memcg) : -EIO) },
];

type SetLimit = (k: Kernel, memcg: number, limit: number, writer: number) => number;

/** usage, max_usage, limit and failcnt of one counter. The root has no limits, whatever is written. */
function counterFiles(kind: CounterKind, setLimit: SetLimit): ControlFile[] {
  const name = COUNTER_NAMES[kind];
  const field = (which: 'max' | 'limit') => (k: Kernel, memcg: number) => `${formatPages(counterValue(k, memcg, kind, which))}\n`;
  return [
    { name: `${name}.usage_in_bytes`, read: (k, memcg) => `${formatPages(usage(k, memcg, kind))}\n` },
    { name: `${name}.max_usage_in_bytes`, read: field('max'), trigger: reset(kind, 'max') },
    {
      name: `${name}.limit_in_bytes`,
      read: field('limit'),
      writeText: (k, memcg, text, writer) => {
        const root = memcg === ROOT_MEMCG;
        return withSize(text, (limit) => (root ? -EINVAL : setLimit(k, memcg, limit, writer)));
      },
    },
    { name: `${name}.failcnt`, read: (k, memcg) => `${counterValue(k, memcg, kind, 'failcnt')}\n`, trigger: reset(kind, 'failcnt') },
  ];
}

function usage(k: Kernel, memcg: number, kind: CounterKind): number {
  if (kind === RES || kind === MEMSW) return memcgUsage(k, memcg, kind === MEMSW);
  if (kind === TCP && memcg === ROOT_MEMCG) return tcpMemoryAllocated(k);
  return counterValue(k, memcg, kind, 'usage');
}

/** max_usage goes to the usage, failcnt to 0, for the root as well (mem_cgroup_reset). */
function reset(kind: CounterKind, field: 'max' | 'failcnt') {
  return (k: Kernel, memcg: number): number => {
    const counter = counterOf(memcg, kind);
    if (field === 'max') resCounterResetMax(k.counters, counter);
    else resCounterResetFailcnt(k.counters, counter);
    return 0;
  };
}

function withSize(text: string, set: (pages: number) => number): number {
  const parsed = parseSize(text);
  return parsed.ok ? set(parsed.value) : -parsed.errno;
}

function column(name: 'useHierarchy' | 'swappiness' | 'moveCharge') {
  return (k: Kernel, memcg: number): string => `${k.memcgs.col[name][memcg]!}\n`;
}

/** True where a setting belongs to the whole hierarchy: below a hierarchical parent, or with children of its own. */
function isWithinHierarchy(k: Kernel, memcg: number): boolean {
  const { useHierarchy, parent, children } = k.memcgs.col;
  return useHierarchy[parent[memcg]!] !== 0 || (useHierarchy[memcg] !== 0 && children[memcg]! > 0);
}

/** The present value is always fine; no change below a hierarchical parent, none with children (mem_cgroup_hierarchy_write). */
function writeUseHierarchy(k: Kernel, memcg: number, value: bigint): number {
  const { useHierarchy, parent, children } = k.memcgs.col;
  if (BigInt(useHierarchy[memcg]!) === value) return 0;
  if ((memcg !== ROOT_MEMCG && useHierarchy[parent[memcg]!] !== 0) || value > 1n) return -EINVAL;
  if (children[memcg]! > 0) return -EBUSY;
  useHierarchy[memcg] = Number(value);
  return 0;
}

/** 0 to 100, not in the root and only in a childless top of a hierarchy (mem_cgroup_swappiness_write). */
function writeSwappiness(k: Kernel, memcg: number, value: bigint): number {
  if (value > MAX_SWAPPINESS || memcg === ROOT_MEMCG || isWithinHierarchy(k, memcg)) return -EINVAL;
  k.memcgs.col.swappiness[memcg] = Number(value);
  return 0;
}

function writeMoveCharge(k: Kernel, memcg: number, value: bigint): number {
  if (value > BigInt(MOVE_ANON | MOVE_FILE)) return -EINVAL;
  k.memcgs.col.moveCharge[memcg] = Number(value);
  return 0;
}

function readOomControl(k: Kernel, memcg: number): string {
  const { oomKillDisable, underOom } = k.memcgs.col;
  return `oom_kill_disable ${oomKillDisable[memcg]!}\nunder_oom ${underOom[memcg]! > 0 ? 1 : 0}\n`;
}

/** 0 or 1, where swappiness could be written as well; 0 wakes who waits (mem_cgroup_oom_control_write). */
function writeOomControl(k: Kernel, memcg: number, value: bigint): number {
  if (memcg === ROOT_MEMCG || value > 1n || isWithinHierarchy(k, memcg)) return -EINVAL;
  k.memcgs.col.oomKillDisable[memcg] = Number(value);
  if (value === 0n) memcgOomRecover(k, memcg);
  return 0;
}

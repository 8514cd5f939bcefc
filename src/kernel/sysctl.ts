/**
 * Switches of the whole machine under /proc/sys (kernel/sysctl.c, 3.8).
 */
import { dropPagecache } from './drop-caches';
import { EINVAL } from './errno';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { Columns, type Stores } from './store';
import { dropSlab } from './super-block';

/** Booted with `quiet`: a console shows errors and worse; dmesg has everything. */
const QUIET_LOGLEVEL = 4;

const SCHEMA = { overcommitMemory: 'u8', dropCaches: 'u8', consoleLoglevel: 'u8' } as const;

export type Sysctl = Columns<typeof SCHEMA>;

export function createSysctl(stores: Stores): Sysctl {
  const sysctl = stores.add('sysctl', new Columns(SCHEMA, 1));
  sysctl.col.consoleLoglevel[0] = QUIET_LOGLEVEL;
  return sysctl;
}

/** Writes a file of /proc/sys: bytes taken or -EINVAL (proc_dointvec_minmax). `path` begins behind "sys/". */
export function sysctlWrite(k: Kernel, path: string, text: string): number {
  const match = /^\s*(-?[0-9]{1,9})\s*$/.exec(text);
  if (match === null) return -EINVAL;
  const value = Number(match[1]);
  const accepted = assign(k, path, value);
  return accepted ? text.length : -EINVAL;
}

function assign(k: Kernel, path: string, value: number): boolean {
  switch (path) {
    case 'vm/drop_caches':
      return within(value, 1, 3) && set(k.sysctl.col.dropCaches, 0, value) && dropCaches(k, value);
    case 'vm/overcommit_memory':
      return within(value, 0, 2) && set(k.sysctl.col.overcommitMemory, 0, value);
    case 'vm/swappiness':
      return within(value, 0, 100) && set(k.memcgs.col.swappiness, ROOT_MEMCG, value);
    // One number is the first of four.
    case 'kernel/printk':
      return within(value, 0, 15) && set(k.sysctl.col.consoleLoglevel, 0, value);
    case 'kernel/threads-max':
      return within(value, 1, 2 ** 30) && set(k.taskTable.col.maxThreads, 0, value);
    default:
      return false;
  }
}

/** Bit 0 the page cache, bit 1 the structs of unused names (drop_caches_sysctl_handler). */
function dropCaches(k: Kernel, value: number): true {
  if ((value & 1) !== 0) dropPagecache(k);
  if ((value & 2) !== 0) dropSlab(k);
  return true;
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

function set(column: { [row: number]: number }, row: number, value: number): true {
  column[row] = value;
  return true;
}

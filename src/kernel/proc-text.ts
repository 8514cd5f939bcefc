/**
 * What the files of /proc say that do not hang on a task (fs/proc and mm/vmstat.c, 3.8).
 */
import { numCgroups } from './cgroup';
import { now } from './clock';
import { MAX_ORDER, PAGE_SIZE, PID_MAX, STACK_PAGES } from './config';
import { EIO, ENOENT } from './errno';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { mountLines } from './mount';
import { FRAME_ANON, FRAME_CACHE, FRAME_PAGETABLE, FRAME_SLAB, FRAME_STACK } from './page';
import { freeBlocks, freePageCount } from './page-allocator';
import { hasPatch } from './patches';
import { DEFAULT_MESSAGE_LOGLEVEL } from './printk';
import { procTaskText } from './proc-task';
import { runnableTasks } from './sched';
import { slabInfo } from './slabinfo';
import { usedRows } from './rows';
import { freeSwapPages, totalSwapPages } from './swap-area';
import { countFrames, listedPages, mappedFilePages, slabPages, swapCachePages } from './vmstat';

/** Text of a file of /proc, `sub` without the pid for a task's; or -errno. */
export function procText(k: Kernel, sub: string, pid: number): string | number {
  if (pid !== 0) return procTaskText(k, sub, pid);
  switch (sub) {
    case 'buddyinfo':
      return buddyinfo(k);
    case 'cgroups':
      return `#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t1\t${numCgroups(k)}\t1\nfreezer\t0\t1\t1\n`;
    case 'cpuinfo':
      return cpuinfo(k);
    case 'filesystems':
      return 'nodev\tsysfs\nnodev\trootfs\nnodev\tproc\nnodev\tcgroup\nnodev\ttmpfs\nnodev\tdevtmpfs\nnodev\tpipefs\n';
    case 'loadavg':
      return `0.00 0.00 0.00 ${runnableTasks(k)}/${k.taskTable.col.threads[0]!} ${k.taskTable.col.lastPid[0]!}\n`;
    case 'meminfo':
      return meminfo(k);
    case 'mounts':
      return mountLines(k);
    case 'slabinfo':
      return slabInfo(k, 0);
    case 'stat':
      return `cpu  0 0 0 ${Math.floor(now(k) / 10)} 0 0 0 0 0 0\nprocs_running ${runnableTasks(k)}\nprocs_blocked 0\n`;
    case 'swaps':
      return swaps(k);
    case 'uptime':
      return `${seconds(now(k))} ${seconds(now(k))}\n`;
    case 'version':
      return 'Linux version 3.8.13 (memcg-playground) #1 SMP\n';
    case 'vmstat':
      return vmstat(k);
    default:
      return sysctlText(k, sub);
  }
}

/** The last line is there only without patch 10: what the hook of the page allocator was called for. */
function vmstat(k: Kernel): string {
  const lines = [`nr_free_pages ${freePageCount(k)}`, `nr_kernel_stack ${countFrames(k)[FRAME_STACK]! / STACK_PAGES}`];
  if (!hasPatch(k, 10)) lines.push(`memcg_kmem_newpage_charge ${k.staticKeys.col.calls[0]!}`);
  return `${lines.join('\n')}\n`;
}

function sysctlText(k: Kernel, sub: string): string | number {
  switch (sub) {
    case 'sys/fs/file-max':
      return `${fileMax(k)}\n`;
    case 'sys/fs/file-nr':
      return `${usedRows(k.files.table).length}\t0\t${fileMax(k)}\n`;
    case 'sys/kernel/hostname':
      return 'memcg\n';
    case 'sys/kernel/osrelease':
      return '3.8.13\n';
    case 'sys/kernel/ostype':
      return 'Linux\n';
    case 'sys/kernel/printk':
      return `${k.sysctl.col.consoleLoglevel[0]!}\t${DEFAULT_MESSAGE_LOGLEVEL}\t1\t7\n`;
    case 'sys/kernel/pid_max':
      return `${PID_MAX}\n`;
    case 'sys/kernel/threads-max':
      return `${k.taskTable.col.maxThreads[0]!}\n`;
    case 'sys/vm/drop_caches':
      return `${k.sysctl.col.dropCaches[0]!}\n`;
    case 'sys/vm/min_free_kbytes':
      return `${kilobytes(k.zone.pages.col.min[0]!)}\n`;
    case 'sys/vm/overcommit_memory':
      return `${k.sysctl.col.overcommitMemory[0]!}\n`;
    case 'sys/vm/swappiness':
      return `${k.memcgs.col.swappiness[ROOT_MEMCG]!}\n`;
    default:
      return sub === '' ? -EIO : -ENOENT;
  }
}

/** A tenth of memory in kilobytes, at least 8192 (fs/file_table.c, 3.8: files_init). Root may open more. */
function fileMax(k: Kernel): number {
  return Math.max(8192, Math.floor(kilobytes(k.config.ramPages) / 10));
}

function kilobytes(pages: number): number {
  return pages * (PAGE_SIZE / 1024);
}

function seconds(ticks: number): string {
  return `${Math.floor(ticks / 1000)}.${String(Math.floor((ticks % 1000) / 10)).padStart(2, '0')}`;
}

function buddyinfo(k: Kernel): string {
  const blocks = freeBlocks(k)
    .slice(0, MAX_ORDER)
    .map((free) => `${String(free).padStart(6, ' ')} `);
  return `Node 0, zone   Normal ${blocks.join('')}\n`;
}

function cpuinfo(k: Kernel): string {
  let text = '';
  for (let cpu = 0; cpu < k.config.cpus; cpu++) text += `processor\t: ${cpu}\nmodel name\t: simulated x86_64\n\n`;
  return text;
}

/** The swap area, while it is on (swap_show). */
function swaps(k: Kernel): string {
  const head = 'Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n';
  if (totalSwapPages(k) === 0) return head;
  const used = kilobytes(k.swap.area.col.used[0]!);
  return `${head}${'/dev/ram1'.padEnd(40, ' ')}partition\t${kilobytes(totalSwapPages(k))}\t${used}\t-1\n`;
}

function meminfo(k: Kernel): string {
  const counts = countFrames(k);
  const { reclaimable, unreclaimable } = slabPages(k);
  const lines: readonly (readonly [string, number])[] = [
    ['MemTotal', k.zone.pages.col.managed[0]!],
    ['MemFree', freePageCount(k)],
    ['Buffers', 0],
    ['Cached', counts[FRAME_CACHE]!],
    ['SwapCached', swapCachePages(k)],
    ['Active', listedPages(k, 1) + listedPages(k, 3)],
    ['Inactive', listedPages(k, 0) + listedPages(k, 2)],
    ['Active(anon)', listedPages(k, 1)],
    ['Inactive(anon)', listedPages(k, 0)],
    ['Active(file)', listedPages(k, 3)],
    ['Inactive(file)', listedPages(k, 2)],
    ['Unevictable', listedPages(k, 4)],
    ['SwapTotal', totalSwapPages(k)],
    ['SwapFree', freeSwapPages(k)],
    ['Dirty', k.writeback.col.dirty[0]!],
    ['AnonPages', counts[FRAME_ANON]!],
    ['Mapped', mappedFilePages(k)],
    ['Shmem', k.tmpfs.col.pages[0]!],
    ['Slab', counts[FRAME_SLAB]!],
    ['SReclaimable', reclaimable],
    ['SUnreclaim', unreclaimable],
    ['KernelStack', counts[FRAME_STACK]!],
    ['PageTables', counts[FRAME_PAGETABLE]!],
  ];
  return lines.map(([name, pages]) => `${`${name}:`.padEnd(16, ' ')}${String(kilobytes(pages)).padStart(8, ' ')} kB\n`).join('');
}

/**
 * /proc/slabinfo and memory.kmem.slabinfo, version 2.1 (mm/slab_common.c, 3.8: print_slabinfo_header, cache_show).
 */
import type { Kernel } from './kernel';
import { slabLines, type SlabLine } from './slab';

const HEADER =
  'slabinfo - version: 2.1\n' +
  '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>' +
  ' : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n';

const pad = (value: number, width: number): string => String(value).padStart(width, ' ');

/** Text of the table of a group's own caches, 0 the root ones. A group of the letter's series has none. */
export function slabInfo(k: Kernel, memcg: number): string {
  return HEADER + slabLines(k, memcg).map(cacheShow).join('');
}

function cacheShow({ name, objects, capacity, slabs, objectSize, perSlab, pagesPerSlab }: SlabLine): string {
  const table = `${name.padEnd(17, ' ')} ${pad(objects, 6)} ${pad(capacity, 6)} ${pad(objectSize, 6)} ${pad(perSlab, 4)} ${pad(pagesPerSlab, 4)}`;
  return `${table} : tunables ${pad(0, 4)} ${pad(0, 4)} ${pad(0, 4)} : slabdata ${pad(slabs, 6)} ${pad(slabs, 6)} ${pad(0, 6)}\n`;
}

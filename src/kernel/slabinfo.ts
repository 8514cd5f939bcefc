/**
 * memory.kmem.slabinfo: the table of a group's own caches (mm/slab_common.c, 3.8: print_slabinfo_header).
 */
import type { Kernel } from './kernel';

const HEADER =
  'slabinfo - version: 2.1\n' +
  '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>' +
  ' : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n';

/** Text of the file. The series of the letter charges stacks only: a group has no caches of its own. */
export function slabInfo(_k: Kernel, _memcg: number): string {
  return HEADER;
}

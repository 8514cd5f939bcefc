/** Manual pages of the control files: what the kernel does when each is read and written. `[name, title, text, lesson?]` */
export const CONTROL_FILE_PAGES: readonly (readonly [string, string, string, string?])[] = [
  [
    'memory.usage_in_bytes',
    'memory charged to the group and, when hierarchical, to those below it',
    `User and kernel pages together. It runs ahead of what is really in use: each CPU keeps a stock of up to 32 pages that are
charged but not handed out yet, so the first page touched reads as 131072. memory.stat is exact.
The root's value is the sum of cache and rss of all groups, without kernel memory. Writing: Invalid argument.`,
    'stock',
  ],
  [
    'memory.max_usage_in_bytes',
    'highest memory.usage_in_bytes so far',
    `A charge that was refused further up raises it as well, by up to 32 pages: the counters below had already taken it.
Writing anything sets it to the present usage.`,
    'failcnt',
  ],
  [
    'memory.limit_in_bytes',
    'limit on user and kernel memory together (U)',
    `A number with K, M or G, rounded up to pages; -1 takes the limit away. A charge that would pass it reclaims, then the OOM
killer takes the largest task of the subtree. Lowering it below the usage reclaims first and answers Device or resource busy
when that is not enough. It cannot be above memory.memsw.limit_in_bytes, nor be set in the root: Invalid argument.`,
    'k-and-u',
  ],
  [
    'memory.failcnt',
    'charges that this counter itself refused',
    `Only the counter that refused counts, not those below it. Near the limit each page that fits alone adds 1, since its batch
of 32 was refused first; a task that waits or is killed adds 7. Writing anything sets it to 0.`,
    'failcnt',
  ],
  [
    'memory.soft_limit_in_bytes',
    'what the group is pressed back to when the machine runs short',
    `Used by global reclaim only, never a refusal. Any size; the root may have one too.`,
  ],
  [
    'memory.kmem.usage_in_bytes',
    'kernel memory charged to the group',
    `Exact: this counter has no stock. On kernel kmemcg-v3 it is thread stacks, 8192 bytes for each process and thread, paid by the
group of who called fork until the stack is freed: after the dead task was reaped and an RCU grace period went by.
Moving a task moves none of it.`,
    'why-limit',
  ],
  [
    'memory.kmem.limit_in_bytes',
    'limit on kernel memory (K); its first write switches accounting on',
    `Off until a limit other than -1 is written. That first write is Device or resource busy when the group has tasks, or has
children under use_hierarchy. From then on accounting stays on, -1 included. Later values may be anything not below the usage.
At the limit fork fails with Cannot allocate memory, at once: kernel memory is not reclaimed and nobody is killed.
K below U is a limit of its own; K above U only tracks, as U is reached first; at K = U kmem refuses first.
9223372036854775807 is a limit, not none, and reads back as 9223372036854775808. In the root: Invalid argument.`,
    'k-and-u',
  ],
  [
    'memory.kmem.max_usage_in_bytes',
    'highest kernel memory so far',
    `It can be above the user limit: a stack is charged here before the user counter is asked. Writing anything sets it to the
present usage.`,
    'fork-bomb',
  ],
  [
    'memory.kmem.failcnt',
    'charges that the kernel memory limit refused',
    `One for each fork or clone refused here. Writing anything sets it to 0.`,
    'failcnt',
  ],
  [
    'memory.kmem.slabinfo',
    "the group's own slab caches",
    `Input/output error while the group is not accounted. Slabs are charged on kernel 3.8 only, not by the first series.`,
    'slabs',
  ],
  [
    'memory.kmem.tcp.limit_in_bytes',
    'limit on memory of TCP buffers',
    `A counter apart from kmem. It may be set with tasks in the group and does not switch kernel accounting on. Not in the root.`,
    'default-off',
  ],
  [
    'memory.kmem.tcp.usage_in_bytes',
    'memory of TCP buffers',
    `A counter of its own, no part of kmem: pages of TCP sockets made while the group had a limit on them (hog sockets). The root's file counts all
sockets. Writing: Invalid argument.`,
  ],
  ['memory.kmem.tcp.max_usage_in_bytes', 'highest memory of TCP buffers so far', `Writing anything sets it to the present usage.`],
  ['memory.kmem.tcp.failcnt', 'charges that the TCP limit refused', `Writing anything sets it to 0.`],
  [
    'memory.memsw.usage_in_bytes',
    'memory and swap together',
    `What is swapped out leaves memory.usage_in_bytes and stays here. Writing: Invalid argument.`,
    'reclaim-and-swap',
  ],
  [
    'memory.memsw.limit_in_bytes',
    'limit on memory and swap together',
    `Never below memory.limit_in_bytes: Invalid argument. When it refuses, reclaim does not swap, as that would free nothing here.`,
    'reclaim-and-swap',
  ],
  [
    'memory.memsw.max_usage_in_bytes',
    'highest use of memory and swap so far',
    `Writing anything sets it to the present usage.`,
    'reclaim-and-swap',
  ],
  ['memory.memsw.failcnt', 'charges that the memory and swap limit refused', `Writing anything sets it to 0.`, 'reclaim-and-swap'],
  [
    'memory.stat',
    'pages of the group by kind, exactly',
    `cache and rss are bytes of page cache (tmpfs included) and of anonymous memory; then swap, paging counts, the five LRU lists, the
limit that holds on the way up (hierarchical_...), and all again as total_ with the hierarchical groups below.
Kernel memory is in none of these lines.`,
    'stock',
  ],
  [
    'memory.force_empty',
    'give back all that can be given back',
    `Write anything while the group has no tasks and no children (else Device or resource busy): reclaim, drain the stocks, move the
rest to the parent. Kernel pages stay, so the usage after it is the kernel memory. Reading: Invalid argument. Not in the root.`,
    'stock',
  ],
  [
    'memory.use_hierarchy',
    '1: groups made below are part of this one',
    `Children made while it is 1 inherit it, charge this group as well and are held by its limits. With children it cannot be
changed (Device or resource busy), under a hierarchical parent not at all (Invalid argument). 0: no charge reaches the parent.`,
    'hierarchy',
  ],
  [
    'memory.swappiness',
    'how reclaim weighs anonymous memory against cache',
    `0 to 100; inherited. Not changed in the root (it shows the machine's), under a hierarchical parent, or with hierarchical children.`,
    'hierarchy',
  ],
  [
    'memory.move_charge_at_immigrate',
    'what a task that joins brings with it',
    `Bit 0 anonymous pages, bit 1 file pages: they are charged here and given back where the task came from, when it owns its memory.
0 to 3. Even with nothing to move one page more is charged and given back, which leaves up to 31 pages of stock. Kernel pages never move.`,
    'moving-charges',
  ],
  [
    'memory.oom_control',
    'switch the OOM killer of the group off, and see whether somebody waits',
    `oom_kill_disable 1: a task that finds no memory sleeps instead of being killed, until the limit rises or memory is freed.
under_oom is 1 in the whole subtree while one sleeps. Writing 0 wakes them. Inherited; not in the root, nor inside a hierarchy.`,
    'oom-killer-off',
  ],
  [
    'tasks',
    'ids of all threads in the group; writing one moves that thread',
    `Only what it takes from now on is charged here; what it has stays with who paid. 0 is the writer itself. No such process: gone or
a zombie. Zombies are not listed, though their stacks are still charged.`,
    'whose-page',
  ],
  ['cgroup.procs', 'ids of all processes in the group; writing one moves all its threads', `Otherwise as tasks.`, 'services'],
  ['cgroup.clone_children', 'for other controllers; without effect on memory', `0 or 1, inherited.`],
  [
    'cgroup.event_control',
    'where a program registers for usage thresholds and OOM events',
    `It takes descriptors of an eventfd and of a control file, so it is of no use to a shell.`,
  ],
  [
    'notify_on_release',
    '1: run release_agent when the group becomes empty',
    `Empty means: no task and no child group. Inherited.`,
    'services',
  ],
  [
    'release_agent',
    'program run for an empty group with notify_on_release',
    `In the root only. It gets the path of the group.`,
    'services',
  ],
];

/**
 * The documents that come with the playground, in the order in which they build on each other. Their
 * texts are `scenarios/NAME.md`; what a gallery tells beside this stands in `shipped-details.ts`.
 */
import type { Topic } from './supported';

export interface ShippedScenario {
  readonly name: string;
  /** What it is about: scenarios of one topic stand together. */
  readonly topic: Topic;
  readonly title: string;
  readonly summary: string;
}

export const SHIPPED: readonly ShippedScenario[] = [
  {
    name: 'why-limit',
    topic: 'basics',
    title: 'Why limit kernel memory?',
    summary: "A tenant with a memory limit takes what the limit does not see, until the kernel's own memory is counted too.",
  },
  {
    name: 'fork-bomb',
    topic: 'basics',
    title: 'A fork bomb, contained',
    summary: 'Three tenants share a machine. One of them runs a fork bomb, and a kernel memory limit keeps it to itself.',
  },
  {
    name: 'fork-bomb-unlimited',
    topic: 'basics',
    title: 'The same bomb without a limit',
    summary: 'Nobody limits kernel memory, so the bomb takes the whole machine and its neighbours pay for it.',
  },
  {
    name: 'directory-bomb',
    topic: 'basics',
    title: 'The directory bomb',
    summary: "One line of shell fills the kernel's memory with names of directories. A kernel memory limit ends it.",
  },
  {
    name: 'default-off',
    topic: 'basics',
    title: 'Off by default',
    summary: 'Until somebody sets a kernel memory limit, nothing is counted and nobody pays for the counting.',
  },
  {
    name: 'k-and-u',
    topic: 'limits',
    title: 'K below U, K above U, K unlimited',
    summary: 'Two limits, one on kernel memory (K) and one on all memory (U). Which of them is reached first decides how it ends.',
  },
  {
    name: 'tracked-not-limited',
    topic: 'limits',
    title: 'Tracked, but not limited',
    summary: 'A kernel limit above the memory limit only counts. The memory limit stops the group, and it stops it by killing.',
  },
  {
    name: 'why-ebusy',
    topic: 'limits',
    title: 'Device or resource busy',
    summary: 'The first kernel memory limit is refused while tasks or children are there. So is a limit below the usage.',
  },
  {
    name: 'hierarchy',
    topic: 'limits',
    title: 'Inheritance and hierarchy',
    summary: 'With use_hierarchy a child charges its parents too, and is born accounted. Without it they do not know each other.',
  },
  {
    name: 'stock',
    topic: 'limits',
    title: 'The stock',
    summary: "One page is touched, and the usage jumps by 128 KiB. The rest waits in the CPU's stock.",
  },
  {
    name: 'failcnt',
    topic: 'limits',
    title: 'What failcnt counts',
    summary: 'It rises though nothing failed, and stays 0 where something did. It counts refusals of one counter, not errors.',
  },
  {
    name: 'whose-page',
    topic: 'life cycle',
    title: 'Whose page is it?',
    summary: 'The group that touches a page first pays for it, and goes on paying when the task has long moved on.',
  },
  {
    name: 'removed-but-charged',
    topic: 'life cycle',
    title: 'Removed, but still charged',
    summary: 'A task leaves its group and the group is removed, yet its stack stays on the bill of the group above.',
  },
  {
    name: 'moving-charges',
    topic: 'life cycle',
    title: 'Moving charges',
    summary: 'A group may ask that tasks bring their memory along. Kernel pages stay behind all the same.',
  },
  {
    name: 'oom-or-enomem',
    topic: 'reclaim and OOM',
    title: 'OOM kill or ENOMEM',
    summary: 'The memory limit kills, the kernel memory limit answers with an error. Why the same kernel does both.',
  },
  {
    name: 'oom-killer-off',
    topic: 'reclaim and OOM',
    title: 'The OOM killer switched off',
    summary: 'With oom_kill_disable a task at the limit is not killed. It sleeps in the middle of a touch until there is room.',
  },
  {
    name: 'reclaim-and-swap',
    topic: 'reclaim and OOM',
    title: 'Page cache, reclaim and swap',
    summary: 'Before it kills, a memory limit makes room. First cache goes, then, where there is swap, the pages of programs.',
  },
  {
    name: 'slabs',
    topic: 'slabs',
    title: 'Slabs of a group',
    summary: 'Small kernel objects are charged by the page, from caches that each group gets for itself. Dropping them may free nothing.',
  },
  {
    name: 'hosting-provider',
    topic: 'practice',
    title: 'Containers on one box',
    summary: 'A hosting provider rents out groups on one machine. One tenant turns bad, and the others never notice.',
  },
  {
    name: 'services',
    topic: 'practice',
    title: 'Services under one manager',
    summary: 'A service manager puts each service into a group. One service leaks threads, and the manager sees it, limits it, ends it.',
  },
  {
    name: 'patch-01-stock',
    topic: 'patches',
    title: 'Patch 1: the stock serves single pages',
    summary: 'Without it a stack of two pages never comes from the stock, so each one leaves 30 charged pages that nobody uses.',
  },
  {
    name: 'patch-02-reclaim',
    topic: 'patches',
    title: 'Patch 2: no reclaim for two pages',
    summary:
      'Without it a stack that meets the memory limit makes no room for itself: somebody is killed though pages could be swapped out.',
  },
  {
    name: 'patch-03-enum',
    topic: 'patches',
    title: 'Patch 3: defines become an enum',
    summary: 'The one patch whose absence changes nothing: the same numbers under other names.',
  },
  {
    name: 'patch-04-files',
    topic: 'patches',
    title: 'Patch 4: no files of kernel memory',
    summary: 'Without the basic infrastructure no group has a kernel memory limit that one could write, so nobody can ask for one.',
  },
  {
    name: 'patch-05-flag',
    topic: 'patches',
    title: 'Patch 5: nothing is marked',
    summary: 'Without the flag __GFP_KMEMCG no allocation says that it wants to be charged, so none is.',
  },
  {
    name: 'patch-06-controller',
    topic: 'patches',
    title: 'Patch 6: nothing to call',
    summary: 'Without the controller infrastructure there is nobody who could charge, commit or uncharge a kernel page.',
  },
  {
    name: 'patch-07-hook',
    topic: 'patches',
    title: 'Patch 7: nobody asks',
    summary: 'Without the hook in the page allocator marked pages pass by the controller uncharged.',
  },
  {
    name: 'patch-08-last-page',
    topic: 'patches',
    title: 'Patch 8: the last page goes unseen',
    summary:
      'Without the answer of res_counter_uncharge nobody notices that a removed group has lost its last kernel page: it is never freed.',
  },
  {
    name: 'patch-09-life-cycle',
    topic: 'patches',
    title: 'Patch 9: freed under its pages',
    summary:
      'Without the life cycle a removed group is freed while kernel pages still point to it, and the next uncharge writes to freed memory.',
  },
  {
    name: 'patch-10-static-branch',
    topic: 'patches',
    title: 'Patch 10: everybody pays',
    summary: 'Without static branches each allocation of the machine calls the hook, even where no group ever had a kernel limit.',
  },
  {
    name: 'patch-11-destruct',
    topic: 'patches',
    title: 'Patch 11: rmdir waits',
    summary: 'Without it a group cannot be removed before its last kernel page is freed, and rmdir sleeps until then.',
  },
  {
    name: 'patch-12-rcu',
    topic: 'patches',
    title: 'Patch 12: freed where one may not sleep',
    summary: 'Without it the last stack frees its group from inside an RCU callback, where the static key cannot be changed.',
  },
  {
    name: 'patch-13-stacks',
    topic: 'patches',
    title: 'Patch 13: the bomb is not seen',
    summary: 'Without it stacks are not marked, and a kernel memory limit says nothing about the number of tasks.',
  },
];

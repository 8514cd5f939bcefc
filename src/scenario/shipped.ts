/**
 * The documents that come with the playground, in the order a newcomer should meet them; then one for each patch of the
 * series, on a machine without it. Their texts are `scenarios/NAME.md`.
 */
export interface ShippedScenario {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

export const SHIPPED: readonly ShippedScenario[] = [
  {
    name: 'fork-bomb',
    title: 'A fork bomb, contained',
    summary: 'Three tenants share a machine. One of them runs a fork bomb, and a kernel memory limit keeps it to itself.',
  },
  {
    name: 'fork-bomb-unlimited',
    title: 'The same bomb without a limit',
    summary: 'Nobody limits kernel memory, so the bomb takes the whole machine and its neighbours pay for it.',
  },
  {
    name: 'tracked-not-limited',
    title: 'Tracked, but not limited',
    summary: 'A kernel limit above the memory limit only counts. The memory limit stops the group, and it stops it by killing.',
  },
  {
    name: 'removed-but-charged',
    title: 'Removed, but still charged',
    summary: 'A task leaves its group and the group is removed, yet its stack stays on the bill of the group above.',
  },
  {
    name: 'patch-01-stock',
    title: 'Patch 1: the stock serves single pages',
    summary: 'Without it a stack of two pages never comes from the stock, so each one leaves 30 charged pages that nobody uses.',
  },
  {
    name: 'patch-02-reclaim',
    title: 'Patch 2: no reclaim for two pages',
    summary:
      'Without it a stack that meets the memory limit makes no room for itself: somebody is killed though pages could be swapped out.',
  },
  {
    name: 'patch-03-enum',
    title: 'Patch 3: defines become an enum',
    summary: 'The one patch whose absence changes nothing: the same numbers under other names.',
  },
  {
    name: 'patch-04-files',
    title: 'Patch 4: no files of kernel memory',
    summary: 'Without the basic infrastructure no group has a kernel memory limit that one could write, so nobody can ask for one.',
  },
  {
    name: 'patch-05-flag',
    title: 'Patch 5: nothing is marked',
    summary: 'Without the flag __GFP_KMEMCG no allocation says that it wants to be charged, so none is.',
  },
  {
    name: 'patch-06-controller',
    title: 'Patch 6: nothing to call',
    summary: 'Without the controller infrastructure there is nobody who could charge, commit or uncharge a kernel page.',
  },
  {
    name: 'patch-07-hook',
    title: 'Patch 7: nobody asks',
    summary: 'Without the hook in the page allocator marked pages pass by the controller uncharged.',
  },
  {
    name: 'patch-08-last-page',
    title: 'Patch 8: the last page goes unseen',
    summary:
      'Without the answer of res_counter_uncharge nobody notices that a removed group has lost its last kernel page: it is never freed.',
  },
  {
    name: 'patch-09-life-cycle',
    title: 'Patch 9: freed under its pages',
    summary:
      'Without the life cycle a removed group is freed while kernel pages still point to it, and the next uncharge writes to freed memory.',
  },
  {
    name: 'patch-10-static-branch',
    title: 'Patch 10: everybody pays',
    summary: 'Without static branches each allocation of the machine calls the hook, even where no group ever had a kernel limit.',
  },
  {
    name: 'patch-11-destruct',
    title: 'Patch 11: rmdir waits',
    summary: 'Without it a group cannot be removed before its last kernel page is freed, and rmdir sleeps until then.',
  },
  {
    name: 'patch-12-rcu',
    title: 'Patch 12: freed where one may not sleep',
    summary: 'Without it the last stack frees its group from inside an RCU callback, where the static key cannot be changed.',
  },
  {
    name: 'patch-13-stacks',
    title: 'Patch 13: the bomb is not seen',
    summary: 'Without it stacks are not marked, and a kernel memory limit says nothing about the number of tasks.',
  },
];

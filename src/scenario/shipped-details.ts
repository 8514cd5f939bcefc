/** What a gallery tells of each shipped document beside its title; apart from the list, so that a page can fetch it when it is opened. */
export interface ShippedDetails {
  /** How long it takes. */
  readonly minutes: number;
  /** What one will know after it. */
  readonly teaches: string;
}

/** By the name of the document. */
export const SHIPPED_DETAILS: Readonly<Record<string, ShippedDetails>> = {
  'why-limit': {
    minutes: 4,
    teaches: 'What kernel memory is, why a limit on user memory misses it, and which call fails once it is limited.',
  },
  'fork-bomb': { minutes: 4, teaches: 'Why a limit on kernel memory is a limit on tasks, how a fork bomb ends under it, and who notices.' },
  'fork-bomb-unlimited': { minutes: 3, teaches: 'What a fork bomb does to its neighbours when nobody limits kernel memory.' },
  'directory-bomb': {
    minutes: 5,
    teaches: 'Why disk limits do not stop a loop of mkdir, what a directory costs in kernel memory, and why nothing of it can be dropped.',
  },
  'default-off': {
    minutes: 5,
    teaches:
      'What switches the accounting on, what does not, what happens to older stacks, and how the static key keeps it free for all others.',
  },
  'k-and-u': {
    minutes: 5,
    teaches: 'That kernel memory is part of all memory, and what each order of the two limits does to the same load.',
  },
  'tracked-not-limited': {
    minutes: 4,
    teaches: 'Why a kernel limit above the memory limit never says no, and how the memory limit does it instead.',
  },
  'why-ebusy': {
    minutes: 4,
    teaches: 'When writing the limit says "Device or resource busy", why it has to, and how to set it all the same.',
  },
  hierarchy: {
    minutes: 5,
    teaches: 'What a child group inherits, whose counters a page is charged to, and which of several limits says no.',
  },
  stock: { minutes: 5, teaches: 'Why usage_in_bytes runs ahead of what is in use, by how much, and when the surplus is given back.' },
  failcnt: {
    minutes: 5,
    teaches: "Which group's failcnt rises, why one page can cost one or seven, and what it means when it does not move.",
  },
  'whose-page': { minutes: 5, teaches: 'Who is charged for a page, what moves with a task, and what stays behind.' },
  'removed-but-charged': { minutes: 4, teaches: 'What rmdir asks for and what it does not, and why a removed group can live on.' },
  'moving-charges': {
    minutes: 4,
    teaches: 'What move_charge_at_immigrate moves, what it cannot move, and what happens when the new group is too small.',
  },
  'oom-or-enomem': {
    minutes: 4,
    teaches: 'Which limit ends in the OOM killer, which in "Cannot allocate memory", who is killed, and why a program prefers the error.',
  },
  'oom-killer-off': { minutes: 5, teaches: 'What oom_control does, how to see that somebody waits, and what wakes him up.' },
  'reclaim-and-swap': { minutes: 5, teaches: 'What is reclaimed and in which order, what swap adds, and what memsw is for.' },
  slabs: {
    minutes: 6,
    teaches: "What a group's own slab caches are, why the charge moves in steps, and why drop_caches may free nothing.",
  },
  'hosting-provider': {
    minutes: 6,
    teaches: 'How each tenant gets a part of the machine that no other can take, and what is left of one who goes.',
  },
  services: {
    minutes: 5,
    teaches: 'How a manager uses groups to count, to limit and to end a whole service, and when it must set the limit.',
  },
  'patch-01-stock': { minutes: 3, teaches: 'Why a charge of two pages must be able to draw on the stock.' },
  'patch-02-reclaim': { minutes: 3, teaches: 'Why a charge of a few pages has to make room like a charge of one.' },
  'patch-03-enum': { minutes: 2, teaches: 'That a patch can be worth its place without changing anything.' },
  'patch-04-files': { minutes: 2, teaches: 'Which files the series brings, and what a shell says where there is none.' },
  'patch-05-flag': { minutes: 3, teaches: 'Who decides which kernel pages are charged.' },
  'patch-06-controller': { minutes: 3, teaches: 'The three steps of charging a kernel page, and that user pages take another way.' },
  'patch-07-hook': { minutes: 3, teaches: 'Where allocator and controller meet.' },
  'patch-08-last-page': { minutes: 4, teaches: 'How a removed group learns that its last kernel page is gone.' },
  'patch-09-life-cycle': { minutes: 4, teaches: 'Why a group has to outlive the pages that point to it.' },
  'patch-10-static-branch': { minutes: 3, teaches: 'What the feature costs machines that do not use it, and how that becomes nothing.' },
  'patch-11-destruct': { minutes: 3, teaches: 'Why rmdir must not wait for kernel memory.' },
  'patch-12-rcu': { minutes: 3, teaches: 'Where a group may be freed, and why not in an RCU callback.' },
  'patch-13-stacks': { minutes: 3, teaches: 'What the whole series counts, and that it is this last patch that makes it count.' },
};

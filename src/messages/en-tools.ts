/** English texts of the tools that are loaded when wanted. A text with values in it is a function of them. */
const number = new Intl.NumberFormat('en');
const rules = new Intl.PluralRules('en');

function count(n: number, one: string, other: string): string {
  return `${number.format(n)} ${rules.select(n) === 'one' ? one : other}`;
}

const OUTCOMES = {
  open: 'charged, waits for its frames',
  charged: 'charged',
  nobody: 'charged to nobody',
  refused: 'refused',
  waits: 'sleeps',
  reverted: 'given back',
} as const;

const KINDS = { kernel: 'kernel pages', user: 'user pages', move: 'pages of a task that moves' } as const;
const STEP_OUTCOMES = { pass: 'goes on', miss: 'no', refused: 'refused', waits: 'sleeps' } as const;

export const enTools = {
  path: {
    empty: 'No charge of this group has been seen yet. Run the machine, or step to the next charge.',
    toRefusal: (tick: string) => `Go to its last refusal, t ${tick}`,
    label: 'Way of a charge through the memory controller',
    previous: 'Previous charge',
    next: 'Next charge',
    stepOn: 'Next stop of this charge',
    slow: 'Slow motion',
    slowTitle: 'Goes through charge after charge, stop by stop',
    halt: 'Stop',
    along: 'How far on its way',
    along2: (step: number, of: number) => `stop ${step} of ${of}`,
    title: (kind: keyof typeof KINDS, amount: string) => `${KINDS[kind]}, ${amount}`,
    who: (comm: string, pid: number, cpu: number) => `${comm}-${pid} on CPU ${cpu}`,
    at: (tick: string) => `t ${tick}`,
    resumed: 'goes on after a sleep',
    outcomes: OUTCOMES,
    stepOutcomes: STEP_OUTCOMES,
    spoken: (what: string, step: number, of: number) => `${what}. Stop ${step} of ${of}.`,
    stops: {
      alloc: 'The page allocator is asked for kernel pages.',
      key: 'Is any group accounted at all? If not, this is one untaken jump.',
      flags: 'Is it marked __GFP_KMEMCG, and is it a living task with memory of its own that asks?',
      account: 'Is the group of the memory’s owner accounted? The root never is.',
      kmem: 'The kernel counter and those above it. Their refusal is final: kernel memory is not reclaimed.',
      fault: 'A task touches a page for the first time.',
      try: 'All memory, kernel pages too, is charged to the user counters.',
      stock: 'Does this CPU hold pages that were charged ahead for this group?',
      res: 'The memory counter and those above it; a batch of 32 pages is asked for at first.',
      memsw: 'The counter of memory and swap. If it refuses, the memory counter is given back.',
      reclaim: 'Pages of the group that refused, and of those below it, are taken back.',
      retry: 'Once more, for the pages alone.',
      oom: 'Nothing more can be reclaimed: somebody is killed, or the task sleeps.',
      refill: 'What the batch brought beyond the need goes into this CPU’s stock.',
      nofail: 'The task is dying: it is charged whatever the limits say.',
      commit: 'The owner is written into the page.',
      install: 'The owner is written into the page, and the page goes to a list of its group.',
      nobody: 'Nobody pays for the page.',
      enomem: 'The caller has ENOMEM.',
    } as Readonly<Record<string, string>>,
    nobody: 'nobody is charged',
    asked: (amount: string) => `asks ${amount}`,
    counter: (path: string, file: string) => `${file} of ${path}`,
    of: (usage: string, limit: string) => `${usage} of ${limit}`,
    no: (usage: string, asked: string, limit: string) => `${usage} used and ${asked} asked is more than the limit of ${limit}`,
    patch: (n: number) => `patch ${n}`,
    patchTitle: (n: number) => `patch ${n} of the series brought or changed this`,
    table: 'As a table',
    columns: { step: '#', stop: 'function', outcome: 'outcome', pages: 'asked', counters: 'counters', note: 'facts' },
  },
  life: {
    label: 'Life cycle of a group',
    empty: 'The engine has not told it yet.',
    now: 'now',
    states: {
      unaccounted: 'kernel memory is not counted',
      accounted: 'kernel memory is counted, for good',
      offline: 'removed, alive while pages are charged',
      rcu: 'last reference gone, grace period',
      freed: 'the memory of the group is free again',
    } as Readonly<Record<string, string>>,
    events: {
      born: 'made below a group',
      limit: 'a kernel limit is written',
      rmdir: 'rmdir',
      uncharged: 'kernel counter at 0',
      put: 'reference given back',
      free: 'work item runs',
    } as Readonly<Record<string, string>>,
    guards: {
      bornAccounted: 'parent hierarchical and accounted',
      firstLimit: 'not −1, no tasks, no children in a hierarchy',
      empty: 'no tasks, no children',
      dead: 'the group is removed',
      lastReference: 'it was the last',
    } as Readonly<Record<string, string>>,
    actions: {
      account: 'arms the static key',
      markDead: 'marks it DEAD',
      dropKmemReference: 'drops its kmem reference',
      queueFree: 'waits for RCU',
      disarm: 'disarms the key',
      release: 'frees it',
    } as Readonly<Record<string, string>>,
    way: (from: string, event: string, guard: string, to: string, actions: string) =>
      `${from}: ${event}${guard === '' ? '' : `, if ${guard}`}: ${to}${actions === '' ? '' : ` (${actions})`}`,
    stays: 'stays',
    inState: (n: number) => count(n, 'group', 'groups'),
  },
  why: {
    label: 'Why it was refused',
    rule: 'Rule',
    counter: 'Counter',
    help: 'What would help',
    counterIs: (counter: string, path: string, usage: string, limit: string) => `${counter} of ${path}: ${usage} used of ${limit}`,
    asked: (amount: string) => `asked: ${amount}`,
    rules: {
      charge: {
        rule: 'A charge must fit into the counter of the group and of every group above it.',
        help: 'A higher limit, or fewer tasks and objects. Kernel memory is never reclaimed for a charge.',
      },
      'kmem-first-tasks': {
        rule: 'The first kernel limit starts the accounting, and that is only possible while the group has no task: what they hold already could not be counted.',
        help: 'Move the tasks to another group, write the limit, and move them back.',
      },
      'kmem-first-children': {
        rule: 'The first kernel limit starts the accounting, and below a hierarchical group no directory may exist yet.',
        help: 'Write the limit before the directories are made, or remove them first.',
      },
      'kmem-below-usage': {
        rule: 'A kernel limit cannot be set below what is used: kernel memory is not reclaimed for it.',
        help: 'Wait until tasks have ended, or choose a limit that is not below the usage.',
      },
      'limit-below-usage': {
        rule: 'More is used than the new limit allows, and reclaim did not bring enough back.',
        help: 'End tasks, give the machine swap, or write to memory.force_empty of an empty group.',
      },
      'limit-above-memsw': {
        rule: 'Memory cannot be allowed more than memory and swap together.',
        help: 'Raise memory.memsw.limit_in_bytes first.',
      },
      'memsw-below-limit': {
        rule: 'Memory and swap together cannot be allowed less than memory alone.',
        help: 'Lower memory.limit_in_bytes first.',
      },
      root: { rule: 'The root group has no limits and no such settings.', help: 'Use a group below it.' },
      text: { rule: 'The text is no size.', help: 'A number of bytes with K, M or G behind it, or -1 for no limit.' },
      value: { rule: 'The value is out of range.', help: 'See what the file allows: cat it, or its manual page.' },
      'read-only': { rule: 'This file is only read.', help: 'Counters are reset through max_usage_in_bytes and failcnt.' },
      'hierarchy-parent': {
        rule: 'A group below a hierarchical one is hierarchical too.',
        help: 'Set memory.use_hierarchy in the topmost group of the hierarchy.',
      },
      'hierarchy-children': {
        rule: 'memory.use_hierarchy cannot change while there are directories below.',
        help: 'Set it before they are made.',
      },
      'within-hierarchy': {
        rule: 'Inside a hierarchy this is one setting for all: only its topmost group has it, and only without directories, and the value must be in range.',
        help: 'Set it in the topmost group before directories are made.',
      },
      'has-tasks': { rule: 'The group still has tasks.', help: 'End them, or move them to another group.' },
      'has-children': { rule: 'There are directories below the group.', help: 'Remove those first.' },
      'no-task': { rule: 'No task has that number.', help: 'Look into the tasks file of a group, or at ps.' },
      'bound-thread': { rule: 'A kernel thread that is bound to a CPU is not moved.', help: 'Move a process.' },
    } as Readonly<Record<string, { readonly rule: string; readonly help: string }>>,
    unknown: { rule: 'The kernel refused it.', help: '' },
    facts: (tasks: number, children: number) =>
      [tasks > 0 ? count(tasks, 'task', 'tasks') : '', children > 0 ? count(children, 'directory below', 'directories below') : '']
        .filter((part) => part !== '')
        .join(', '),
  },
  limit: {
    label: (path: string, counter: 'res' | 'kmem') => `Limit of ${counter === 'res' ? 'memory' : 'kernel memory'} of ${path}`,
    title: 'Drag, or use the arrow keys and Enter: it types the line that writes the limit',
    wanted: (amount: string) => `${amount}; Enter writes it, Escape leaves it`,
  },
  group: {
    gone: 'The directory is gone: nothing can be done to this group but wait.',
    make: (path: string) => `New group below ${path}`,
    name: 'name',
    create: 'Make',
    remove: (path: string) => `Remove ${path}`,
    account: 'Start accounting, with a limit of 4M',
    enter: 'Move the console’s shell here',
    endTasks: 'Kill all its tasks',
    start: (path: string) => `Start a load in ${path}`,
    loads: {
      anon: 'Anonymous memory',
      cache: 'Page cache',
      shm: 'Shared memory',
      mlock: 'Locked memory',
      thread: 'Threads: kernel stacks',
      fork: 'Processes: kernel stacks and more',
      files: 'Empty files: inodes and names',
      dirs: 'Directories, each in the one before',
      bomb: 'A fork bomb',
    },
    note: 'Every choice types its line into the console and runs it there.',
  },
};

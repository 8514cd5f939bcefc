/** Every text that a person reads, in English. A text with values in it is a function of them. */
const number = new Intl.NumberFormat('en');
const rules = new Intl.PluralRules('en');

/** `1 task`, `3 tasks`. */
function count(n: number, one: string, other: string): string {
  return `${number.format(n)} ${rules.select(n) === 'one' ? one : other}`;
}

const STATES = {
  empty: 'empty',
  loading: 'loading',
  paused: 'paused',
  running: 'running',
  seeking: 'travelling',
  finished: 'finished',
  panicked: 'kernel panic',
  failed: 'failed',
};

const KINDS = {
  free: 'free',
  reserved: 'reserved',
  anon: 'anonymous',
  cache: 'page cache',
  stack: 'kernel stack',
  slab: 'slab',
  pagetable: 'page table',
  kernel: 'other kernel',
};

const TONES = {
  info: 'event',
  refused: 'refused',
  reclaim: 'reclaimed',
  oom: 'OOM kill',
  created: 'created',
  removed: 'removed',
  freed: 'freed',
  warning: 'warning',
  panic: 'panic',
};

const COUNTERS = { res: 'memory', memsw: 'memory and swap', kmem: 'kernel memory' } as const;
const COUNTER_FILES = { res: 'memory', memsw: 'memory.memsw', kmem: 'memory.kmem' } as const;

export const en = {
  app: {
    name: 'memcg playground',
    title: (scenario: string) => (scenario === '' ? 'memcg playground' : `${scenario} · memcg playground`),
    skip: 'Go to the groups',
  },
  panels: {
    tree: 'Groups',
    frames: 'Page frames',
    inspector: 'Inspector',
    charts: 'Timeline',
    console: 'Console',
    lesson: 'Lesson',
    trace: 'Trace',
    scenario: 'Scenario',
    choose: 'Panels',
    resize: (name: string) => `Resize ${name}`,
  },
  status: {
    label: 'State of the session',
    states: STATES,
    tick: 't',
    tickTitle: (tick: string) => `${tick} ticks since boot; 1 tick is 1 ms of simulated time`,
    spoken: (state: keyof typeof STATES, tick: number) => {
      switch (state) {
        case 'running':
          return 'Running.';
        case 'paused':
          return `Paused at tick ${tick}.`;
        case 'finished':
          return `The run has finished at tick ${tick}.`;
        case 'panicked':
          return `Kernel panic at tick ${tick}. The simulated machine has ended.`;
        case 'failed':
          return 'The simulation failed.';
        default:
          return '';
      }
    },
    progress: (done: string, of: string) => `tick ${done} of ${of}`,
    stop: 'Stop',
  },
  machine: {
    label: 'The simulated machine',
    chip: (kernel: string, ram: string, cpus: number) => `${kernel} · ${ram} · ${cpus} CPU${cpus === 1 ? '' : 's'}`,
    kernel: 'Kernel',
    ram: 'Memory',
    free: 'Free',
    swap: 'Swap',
    noSwap: 'none',
    cpus: 'CPUs',
    seed: 'Seed',
    tasks: 'Tasks',
    staticKey: 'memcg_kmem_enabled_key',
    keyOn: 'on: some group is accounted',
    keyOff: 'off: accounting costs nothing',
    without: 'Patches left out',
  },
  transport: {
    label: 'Clock',
    reset: 'Back to the start (R)',
    back: 'Step back (,)',
    run: 'Run',
    pause: 'Pause',
    runTitle: 'Run or pause (Space)',
    step: 'Step (.)',
    stepBy: 'What a step is',
    units: { command: 'next command', tick: 'next tick', event: 'next trace point' },
    unitNotes: { command: 'of the lesson', tick: '1 ms of simulated time', event: 'what the kernel does next' },
    speed: 'Speed',
    speedNote: (name: string) => (name === 'max' ? 'as fast as it goes' : `${name} real time`),
  },
  manual: { open: (name: string) => `Manual page of ${name}` },
  scenarios: {
    pick: 'Scenario',
    undo: 'Back to what I had',
    opened: (title: string) => `Opened “${title}”.`,
  },
  files: { drop: 'Drop a scenario here' },
  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  groups: {
    label: 'Control groups',
    root: '/',
    empty: 'No machine yet.',
    tasks: (n: number) => count(n, 'task', 'tasks'),
    depth: (n: number) => `level ${n}`,
    memory: 'M',
    kernel: 'K',
    memoryTitle: 'all memory charged',
    kernelTitle: 'kernel memory charged',
    failed: (n: string) => `${n} refused`,
    refused: (counter: keyof typeof COUNTERS, n: string) => `${COUNTERS[counter]}: ${n} refused`,
    refusedSpoken: (path: string, counter: keyof typeof COUNTERS, n: number) =>
      `Refused in ${path}: ${COUNTERS[counter]} at its limit, ${count(n, 'time', 'times')}.`,
    failTitle: (path: string, counter: keyof typeof COUNTER_FILES) =>
      `charges that ${path} refused, from ${COUNTER_FILES[counter]}.failcnt`,
    usageTitle: (path: string, counter: keyof typeof COUNTER_FILES, bytes: string) =>
      `${bytes} bytes charged to ${path}, from ${COUNTER_FILES[counter]}.usage_in_bytes`,
    limitTitle: (path: string, counter: keyof typeof COUNTER_FILES, bytes: string) =>
      `limit of ${path}: ${bytes} bytes, from ${COUNTER_FILES[counter]}.limit_in_bytes`,
    ghost: { offline: 'removed, still charged', rcu: 'removed, being freed' },
    underOom: 'under OOM: tasks wait for memory',
    accounted: 'kernel memory is accounted',
    describe: (
      path: string,
      memory: string,
      limit: string,
      kernel: string | undefined,
      kernelLimit: string,
      tasks: number,
      failed: number,
    ) =>
      `${path}, memory ${memory} of ${limit}${kernel === undefined ? '' : `, of it kernel ${kernel} of ${kernelLimit}`}, ${count(tasks, 'task', 'tasks')}${failed > 0 ? `, ${count(failed, 'charge', 'charges')} refused` : ''}`,
    fold: (path: string) => `Fold ${path}`,
    unfold: (path: string) => `Unfold ${path}`,
    of: 'of',
  },
  frames: {
    label: 'Map of all page frames',
    colour: 'Colour by',
    by: { owner: 'owner', kind: 'kind', order: 'order' },
    byTitle: {
      owner: 'Who pays: strong is kernel memory, soft is user memory',
      kind: 'What a frame holds',
      order: 'Size of the buddy block: strong is taken, soft is free',
    },
    kinds: KINDS,
    kindLetters: { free: '', reserved: 'R', anon: 'A', cache: 'C', stack: 'S', slab: 'L', pagetable: 'P', kernel: 'K' },
    nobody: 'nobody',
    user: 'user',
    kernel: 'kernel',
    frames: 'frames',
    taken: 'taken',
    free: 'free',
    order: (n: number) => `order ${n}`,
    block: (n: number) => `${n === 0 ? 'single frame' : `block of ${2 ** n}`}`,
    zoomIn: 'Zoom in (+)',
    zoomOut: 'Zoom out (−)',
    fit: 'Show all (0)',
    legend: 'Legend',
    keys: 'Arrow keys go from frame to frame, Page Up and Page Down from block to block, plus and minus zoom, 0 shows all.',
    pfn: 'pfn',
    owner: 'owner',
    kind: 'kind',
    holds: 'holds',
    spoken: (pfn: number, kind: string, order: number, owner: string, holds: string) =>
      `Frame ${pfn}: ${holds || kind}, order ${order}, ${owner === '' ? 'charged to nobody' : `charged to ${owner}`}.`,
    summary: (total: number, free: number, groups: string) => `${number.format(total)} frames, ${number.format(free)} free. ${groups}`,
    ctrlWheel: 'Hold Ctrl to zoom',
    empty: 'No frames yet.',
  },
  inspector: {
    empty: 'Choose a group.',
    memory: 'memory',
    kmem: 'kernel',
    memsw: 'memory + swap',
    of: 'of',
    peak: 'peak',
    failcnt: 'refused',
    stock: 'in stock',
    rss: 'rss',
    cache: 'cache',
    stockTitle: 'charged ahead and waiting in the CPUs’ stocks',
    rssTitle: 'anonymous pages in use, from memory.stat',
    cacheTitle: 'page cache in use, from memory.stat',
    peakTitle: (path: string, file: string) => `highest usage of ${path}, from ${file}.max_usage_in_bytes`,
    files: 'Control files',
    views: 'Views of the group',
    tabs: { files: 'Files', tasks: 'Tasks', path: 'Path', life: 'Life' },
    noTasks: 'No task.',
    more: (n: string) => `and ${n} more`,
    pid: 'pid',
    ppid: 'parent',
    command: 'command',
    state: 'state',
    mapped: 'rss',
    lines: (n: number) => count(n, 'line', 'lines'),
    write: (file: string) => `Write ${file}`,
    writeHint: 'Enter types the line into the console, Escape leaves it',
    stateNotes: {
      unaccounted: 'Kernel memory is not counted here. The first limit written to memory.kmem.limit_in_bytes starts it.',
      accounted: 'Kernel memory is counted, for good.',
      offline: 'The directory is gone; kernel pages still charged keep the group alive.',
      rcu: 'The last reference is gone; the group is freed after an RCU grace period.',
    },
    hierarchy: 'hierarchical',
    oomDisabled: 'OOM killer off',
    removed: 'The directory is gone, so there are no control files.',
  },
  timeline: {
    label: 'Time; drag or use the arrow keys to travel',
    valueText: (tick: string, end: string) => `tick ${tick} of ${end}`,
    shared: 'one scale',
    sharedTitle: 'All groups on one scale, or each on its own',
    memory: 'memory',
    kernel: 'kernel',
    limit: 'limit',
    machine: 'machine',
    empty: 'Usage of every group appears here as time goes by.',
    mark: (tone: keyof typeof TONES, n: number, tick: string, text: string) =>
      `${TONES[tone]}${n > 1 ? ` ×${number.format(n)}` : ''}, tick ${tick}${text === '' ? '' : `: ${text}`}`,
    table: 'Usage by group at the present tick',
    group: 'group',
    usage: 'memory',
  },
  console: {
    label: 'Console output',
    input: 'Command line of the console',
    hint: 'Enter runs the line, Tab completes, arrow keys bring back earlier lines, Control C interrupts, Control L clears. Escape, then Tab, leaves.',
    empty: 'A root shell on the simulated machine. Try',
    example: 'cat /proc/meminfo',
    prompt: (cwd: string) => `root@memcg:${cwd}#`,
    shortPrompt: '#',
    busy: 'running…',
    sources: { lesson: 'lesson', console: 'console', kernel: 'kernel' },
    sourceTitles: {
      lesson: 'What the lesson’s shell prints',
      console: 'What you type here',
      kernel: 'The kernel’s log, as dmesg shows it',
    },
    show: 'Show',
    times: (n: string) => `×${n}`,
    why: 'why?',
    interrupt: 'Interrupt (Ctrl-C)',
    status: (n: number) => `exit status ${n}`,
    spoken: (n: number, last: string) => (n === 1 ? last : `${number.format(n)} new lines, last: ${last}`),
    completions: 'Completions',
    kinds: { command: 'command', file: 'file', directory: 'directory', group: 'group', pid: 'pid', value: 'value', variable: 'variable' },
  },
  lesson: {
    empty: 'No lesson is open.',
    step: (n: number) => `Step ${n}`,
    states: { waiting: 'not run yet', running: 'running', done: 'done' },
    ran: (from: string, to: string) => `t ${from}–${to}`,
    since: (from: string) => `since t ${from}`,
    predict: 'What do you expect?',
    skip: 'Skip',
    goOn: 'Run on',
    right: 'Right.',
    wrong: 'Not so.',
    skipped: 'Skipped.',
    check: 'Check',
    holds: 'holds',
    fails: 'does not hold',
    waits: 'not judged yet',
    was: 'was',
    done: 'The lesson has ended. Scrub the timeline, or type into the console: the machine is yours.',
  },
  trace: {
    filter: 'Filter the trace',
    filterHint: 'function, group, command, key=value…',
    follow: 'Follow',
    copy: 'Copy',
    copied: 'Copied',
    count: (shown: number, all: number) =>
      shown === all ? count(all, 'event', 'events') : `${number.format(shown)} of ${count(all, 'event', 'events')}`,
    dropped: (n: number) => `${count(n, 'event', 'events')} not kept on the page`,
    empty: 'Trace points appear here while the machine runs.',
    none: 'No event matches.',
    columns: { n: '#', tick: 'tick', cpu: 'cpu', task: 'task', point: 'trace point', group: 'group', text: 'what' },
    tones: TONES,
  },
  share: { open: 'Share' },
  help: { open: 'Help (?)', close: 'Close' },
  notice: { dismiss: 'Dismiss', at: (line: number, column: number) => `line ${line}, column ${column}` },
  errors: {
    document: 'The document has errors; what you had is still here.',
    warnings: 'The document runs, but:',
    link: 'What you had is still here.',
    engine: 'The simulation could not be started.',
    noClipboard: 'This page may not use the clipboard.',
  },
  embed: {
    open: 'Open in the playground',
    openTitle: 'Opens the whole page in a new tab, with this machine at this tick',
    blocked: 'This page does not let a frame open a tab. Copy the address instead:',
    address: 'Address of the playground with this machine',
    close: 'Close',
    wrong: 'The address of this embed has a mistake:',
    start: 'Start again',
  },
  panic: {
    title: 'Kernel panic',
    note: 'The simulated machine has ended. Everything can still be looked at; go back in time to see how it came to this.',
    back: 'Go back 100 ticks',
    reset: 'Start again',
  },
  failed: {
    title: 'The simulation failed',
    note: 'This is our fault, not yours. What you typed is kept.',
    restart: 'Start again',
  },
};

/** In English, the texts of the editor, the gallery, the share dialog and the manual: each is loaded with the first of them. */
const number = new Intl.NumberFormat('en');
const rules = new Intl.PluralRules('en');
const clock = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `1 task`, `3 tasks`. */
function count(n: number, one: string, other: string): string {
  return `${number.format(n)} ${rules.select(n) === 'one' ? one : other}`;
}

/** What front-matter fields are, by their keys. */
const FIELDS: Readonly<Record<string, string>> = {
  format: 'version of the format',
  title: 'its name',
  summary: 'one line for galleries and link previews',
  teaches: 'what one will know after it',
  minutes: 'how long it takes',
  topic: 'where it stands in a gallery',
  machine: 'the simulated machine',
  ram: 'memory, 8M to 4G',
  cpus: '1 to 16',
  swap: 'swap area, 0 to 4G',
  kernel: 'which kernel it runs',
  patches: 'patches of the series',
  without: 'numbers of patches left out',
  seed: 'for everything random',
};

/** What a claim may begin with. */
const CLAIMS: Readonly<Record<string, string>> = {
  status: 'exit status of the last command',
  stdout: 'what it printed',
  dmesg: 'the kernel’s log',
  static_key: '1 while accounting is on anywhere',
  offline: 'groups removed and still charged',
  'tasks(': 'tasks in a group',
  'frames(': 'page frames charged to a group',
};

export const enLate = {
  help: {
    title: 'Keys and signs',
    keys: 'Keys',
    signs: 'Signs',
    single: 'Single-key shortcuts',
    list: [
      ['Space', 'run or pause'],
      ['.', 'step'],
      [',', 'step back'],
      ['B', 'play backwards, or stop'],
      ['[ ]', 'to the mark before, to the next'],
      ['Ctrl Z', 'undo; with Shift, redo'],
      ['Ctrl K', 'all commands'],
      ['Insert', 'in the tree: make, remove, start a load'],
      ['R', 'back to the start'],
      ['/', 'to the console'],
      ['1 … 8', 'to a panel'],
      ['?', 'this sheet'],
      ['Tab ↹', 'complete, in the console'],
      ['Ctrl C', 'interrupt, in the console'],
      ['Ctrl ↵', 'run the document, in the editor'],
      ['Ctrl ⇧ ↵', 'run to the cursor, in the editor'],
      ['Ctrl Z', 'take back the last change; Ctrl Y does it again'],
    ] as readonly (readonly [string, string])[],
    signList: {
      user: 'user memory charged to a group',
      kernel: 'kernel memory charged to it, a part of all its memory',
      limit: 'a limit: solid for all memory, dotted for kernel memory',
      peak: 'the highest usage so far',
      ghost: 'a group whose directory is gone and whose pages are not',
      refused: 'a charge refused here',
    },
    about: 'A deterministic simulation of the kernel memory controller of Linux control groups, version 1. Nothing leaves your browser.',
  },
  files: {
    large: (name: string) => `${name} is larger than 256 KiB, which no scenario may be.`,
    unreadable: (name: string) => `${name} is no text in UTF-8: a scenario is a Markdown document.`,
  },
  editor: {
    label: 'The scenario’s document',
    hint: 'Tab indents; Escape, then Tab, leaves the editor.',
    run: 'Run',
    runLong: 'Run this document',
    runTitle: 'Run this document from its start (Ctrl Enter)',
    runHere: 'To the cursor',
    runHereTitle: 'Run all steps up to the one the cursor stands in (Ctrl Shift Enter)',
    apply: 'Apply',
    applyTitle: 'Load this document without running it',
    applied: 'The document was loaded.',
    refused: (n: number) => `Not loaded: ${count(n, 'error', 'errors')}. What you had still runs.`,
    noStep: 'No step begins at or before the cursor.',
    open: 'Open a file…',
    save: 'Save as a file (Ctrl S)',
    sound: 'no errors',
    errors: (n: number) => count(n, 'error', 'errors'),
    warnings: (n: number) => count(n, 'warning', 'warnings'),
    changed: 'edited, not applied',
    same: 'as it runs',
    problems: 'What is wrong in the document',
    restored: (at: Date) => `Your draft of ${clock.format(at)} was put back.`,
    discard: 'Discard the draft',
    fields: FIELDS,
    claims: CLAIMS,
    blocks: { sh: 'a step: what is typed', predict: 'a question before the next step', check: 'what must hold now' },
    /** What CodeMirror says. */
    phrases: {} as Readonly<Record<string, string>>,
  },
  gallery: {
    title: 'Lessons',
    search: 'Search the lessons',
    found: (n: number) => (n === 0 ? 'No lesson tells of that.' : count(n, 'lesson', 'lessons')),
    open: 'Open a file…',
    minutes: (n: number) => `${n} min`,
    minutesLong: (n: number) => count(n, 'minute', 'minutes'),
    /** Goes on with what the lesson's front matter says; a name at its start keeps its capital. */
    teaches: (what: string) => `Afterwards you know ${/^[A-Z][a-z]/.test(what) ? what.charAt(0).toLowerCase() + what.slice(1) : what}`,
    done: 'done',
    present: 'open now',
    progress: (done: number, all: number) => `${done} of ${count(all, 'lesson', 'lessons')} done`,
    forget: 'Forget what I have done',
    others: 'more',
    topics: {
      basics: 'Basics',
      limits: 'Limits',
      'life cycle': 'Life cycle',
      'reclaim and OOM': 'Reclaim and OOM',
      slabs: 'Slabs',
      practice: 'In practice',
      patches: 'Patch by patch',
    } as Readonly<Record<string, string>>,
    picture: (groups: string, refused: number, killed: number) =>
      `Memory over the run: ${groups}${refused > 0 ? `; ${count(refused, 'charge', 'charges')} refused` : ''}${killed > 0 ? `; ${count(killed, 'task', 'tasks')} killed` : ''}.`,
    peak: (path: string, memory: string, kernel: string) => `${path} up to ${memory}, kernel memory up to ${kernel}`,
    legend:
      'Each picture is the lesson’s own run: the memory of its groups over time, kernel memory in the stronger colour; red marks are refusals, violet ones OOM kills.',
    next: 'Next lesson',
    all: 'All lessons',
  },
  manual: {
    title: (name: string) => `Manual: ${name}`,
    none: (name: string) => `There is no page about “${name}”.`,
    loading: 'Looking it up…',
    search: 'Find a page',
    pages: 'Pages',
    usage: 'Usage',
    lesson: 'A lesson that shows it:',
    found: (n: number) => count(n, 'page', 'pages'),
  },
  share: {
    title: 'Share',
    what: 'What the link holds',
    unapplied: 'What you edited in the scenario and did not apply is not in it.',
    moments: {
      moment: (tick: string) => `This moment, tick ${tick}`,
      start: 'From the start',
    },
    momentNotes: {
      moment: 'Whoever opens it sees this machine at this tick, with everything that was typed.',
      start: 'Whoever opens it begins where you began: nothing typed, nothing run.',
    },
    as: 'Share as',
    kinds: {
      link: 'Link',
      badge: 'Markdown',
      iframe: 'Frame',
      element: 'Element',
      source: 'A file of yours',
    },
    notes: {
      badge: 'For a README or a wiki: a picture that leads here.',
      iframe: 'For any page that may hold a frame; nothing else is needed.',
      element: 'For a page of your own: loads when scrolled near, follows its theme.',
      source: 'Put the document on any https server that lets other sites read it, and pass on this short link with its address in it.',
    },
    address: 'Address of the document',
    notSource: 'That is neither an https address nor a path of this site.',
    length: (n: number) => `${number.format(n)} characters`,
    long: 'Longer than 2,000 characters: some mail and chat programs cut such links. Pass on the file, or put it on a server and share a link to it.',
    copy: 'Copy',
    copyWhat: (what: string) => `Copy: ${what}`,
    copied: 'Copied',
    cannotCopy: 'This page may not use the clipboard. The text is selected: copy it with Ctrl C.',
    file: 'Save the document as a file',
    making: 'Making the link…',
    tooLarge: 'This session is too large for a link. Save the document as a file instead.',
    withoutMoment: 'What was typed is too large for a link; the document alone is not.',
    badgeText: (title: string) => `Open “${title}” in the memcg playground`,
  },
};

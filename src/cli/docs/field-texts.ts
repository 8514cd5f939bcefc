/** What each field of the front matter means, and since which format it is there. Its type, bounds and default stand in the schema. */
export interface FieldText {
  readonly added: number;
  readonly means: string;
  readonly example: string;
}

export const FIELD_TEXTS: Readonly<Record<string, FieldText>> = {
  format: { added: 2, means: 'The format the document is written in. One that names none is of format 2.', example: '2' },
  title: {
    added: 1,
    means: 'What the page shows as its name; without one, the first heading of the text.',
    example: 'A fork bomb, contained',
  },
  summary: {
    added: 1,
    means: 'One line for galleries and link previews.',
    example: 'One tenant runs a fork bomb, the others never notice.',
  },
  teaches: { added: 2, means: 'One line: what one will know after it.', example: 'Why a limit on kernel memory is a limit on tasks.' },
  minutes: { added: 2, means: 'How long it takes to go through it.', example: '5' },
  topic: { added: 2, means: 'What it is about: galleries show lessons of one topic together.', example: 'limits' },
  machine: { added: 1, means: 'The simulated machine.', example: '{ ram: 64M, cpus: 1, swap: 0, kernel: "3.8" }' },
  'machine.ram': { added: 1, means: 'Its memory, in whole pages of 4K.', example: '64M' },
  'machine.cpus': { added: 1, means: 'Its CPUs: each runs one step of one task in a tick, and has a stock of its own.', example: '2' },
  'machine.swap': { added: 1, means: 'Its swap area, in whole pages of 4K; 0 for none.', example: '16M' },
  'machine.kernel': {
    added: 1,
    means: 'What it runs: `kmemcg-v3` charges thread stacks only, as the first series did; `3.8` charges slabs too, as that release does.',
    example: '"kmemcg-v3"',
  },
  patches: { added: 1, means: 'Which patches of the series the kernel has.', example: '{ without: [13] }' },
  'patches.without': { added: 1, means: 'Numbers of patches that are left out.', example: '[8, 13]' },
  seed: { added: 1, means: 'Where `$RANDOM` and all other chance begin: the same seed, the same run.', example: '1' },
};

/** The words of the check language. */
export const EXPRESSION_TEXTS: readonly {
  readonly form: string;
  readonly added: number;
  readonly means: string;
  readonly example: string;
}[] = [
  {
    form: 'PATH',
    added: 1,
    means: 'What a control file reads as, below the top of the hierarchy; with a leading `/` any file of the machine.',
    example: 'bomb/memory.kmem.failcnt > 0',
  },
  {
    form: 'PATH KEY',
    added: 1,
    means: 'One line of a keyed file. `kB` behind a number counts (since format 2), as in /proc/meminfo.',
    example: 'bomb/memory.stat rss >= 2M',
  },
  { form: 'tasks(GROUP)', added: 1, means: 'Live tasks in the group, threads included; `/` is the top one.', example: 'tasks(bomb) == 0' },
  { form: 'frames(GROUP)', added: 1, means: 'Page frames charged to the group.', example: 'frames(bomb) < 1024' },
  { form: 'status', added: 1, means: 'Exit status of the last command.', example: 'status == 1' },
  { form: 'stdout', added: 1, means: 'What the last command printed, without the last newline.', example: 'stdout ~ "512 of 1000"' },
  { form: 'dmesg', added: 1, means: "The kernel's log.", example: 'dmesg ~ "Kill process"' },
  { form: 'static_key', added: 2, means: '1 while memcg_kmem_enabled_key is on, else 0.', example: 'static_key == 0' },
  { form: 'offline', added: 2, means: 'Groups that are removed but not freed yet.', example: 'offline == 1' },
];

export const OPERATOR_TEXTS: readonly { readonly form: string; readonly added: number; readonly means: string }[] = [
  { form: '== !=', added: 1, means: 'equal and not: numbers by value, everything else by its text' },
  { form: '< <= > >=', added: 1, means: 'by value; of what is no number the check fails' },
  { form: '~', added: 1, means: 'contains the text' },
  { form: 'unchanged', added: 1, means: 'as before the first `sh` block; counters of a group made since count from 0' },
];

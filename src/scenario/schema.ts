/** The front matter's fields, their bounds and their defaults. Every leaf arrives as the text that was written. */
import * as v from 'valibot';
import { quote } from './problem';
import { DEFAULT_KERNEL, KERNELS, type KernelName, PATCH_COUNT } from './supported';
import { nearest } from './nearest';
import { formatSize, PAGE_SIZE, parseSize } from './size';

const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;

/** A size from `least` to `most` bytes, in whole pages; becomes pages. */
function pages(least: number, most: number) {
  return v.pipe(
    v.string('a size like 64M was expected'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const text = dataset.value;
      const bytes = parseSize(text);
      const range = `from ${formatSize(least)} to ${formatSize(most)}`;
      const wrong = (message: string): never => {
        addIssue({ message });
        return NEVER;
      };
      if (bytes === undefined) return wrong(`a size ${range} was expected (a number with K, M or G), not ${quote(text)}`);
      if (bytes < BigInt(least) || bytes > BigInt(most)) return wrong(`${text} is outside of what a machine can have: ${range}`);
      if (bytes % BigInt(PAGE_SIZE) !== 0n) return wrong(`${text} is not a whole number of pages (4K)`);
      return Number(bytes) / PAGE_SIZE;
    }),
  );
}

function integer(what: string, least: number, most: number) {
  const expected = `${what} from ${least} to ${most} was expected`;
  return v.pipe(
    v.string(expected),
    v.check(
      (text) => /^[0-9]{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most,
      ({ input }) => `${expected}, not ${quote(String(input))}`,
    ),
    v.transform(Number),
  );
}

function line(what: string, most: number) {
  return v.pipe(
    v.string(`${what} was expected`),
    v.maxLength(most, `${what} of at most ${most} characters was expected`),
    v.check((text) => !/[\n\r]/.test(text), `${what} is one line`),
  );
}

const kernel = v.pipe(
  v.string('the name of a kernel was expected'),
  v.rawTransform(({ dataset, addIssue, NEVER }): KernelName => {
    const name = KERNELS.find((known) => known === dataset.value);
    if (name !== undefined) return name;
    const meant = nearest(dataset.value, KERNELS);
    const hint = meant ? `did you mean "${meant}"?` : `there are ${KERNELS.map((k) => `"${k}"`).join(' and ')}`;
    addIssue({ message: `no such kernel: ${quote(dataset.value)}; ${hint}` });
    return NEVER;
  }),
);

const patch = integer('the number of a patch', 1, PATCH_COUNT);

const without = v.pipe(
  v.array(patch, 'a list of patch numbers, like [13], was expected'),
  v.check((list) => new Set(list).size === list.length, 'a patch is named twice'),
  v.transform((list) => [...list].sort((a, b) => a - b)),
);

export const MachineSchema = v.strictObject({
  ram: v.optional(pages(8 * MEGABYTE, 4 * GIGABYTE), '64M'),
  cpus: v.optional(integer('a number of CPUs', 1, 16), '1'),
  swap: v.optional(pages(0, 4 * GIGABYTE), '0'),
  kernel: v.optional(kernel, DEFAULT_KERNEL),
});

export const PatchesSchema = v.strictObject({ without: v.optional(without, []) });

export const FrontMatterSchema = v.strictObject({
  title: v.optional(line('a title', 120)),
  summary: v.optional(line('a summary', 300), ''),
  machine: v.optional(MachineSchema, {}),
  patches: v.optional(PatchesSchema, {}),
  seed: v.optional(integer('a number', 0, 0xffffffff), '1'),
});
export type FrontMatter = v.InferOutput<typeof FrontMatterSchema>;

/** The keys of the schema as a tree: what may stand where. */
export const FIELDS: Readonly<Record<string, readonly string[] | undefined>> = {
  title: undefined,
  summary: undefined,
  machine: Object.keys(MachineSchema.entries),
  patches: Object.keys(PatchesSchema.entries),
  seed: undefined,
};

/** The front matter's fields, their bounds and their defaults. Every leaf arrives as the text that was written. */
import * as v from 'valibot';
import { quote } from './problem';
import { DEFAULT_KERNEL, FORMAT, KERNELS, PATCH_COUNT, TOPICS } from './supported';
import { nearest } from './nearest';
import { formatSize, PAGE_SIZE, parseSize } from './size';

const MEGABYTE = 2 ** 20;
const GIGABYTE = 2 ** 30;

/** What a leaf takes, for those that describe the format: its reference and its JSON schema. */
export type Takes =
  | { readonly takes: 'size' | 'integer'; readonly least: number; readonly most: number }
  | { readonly takes: 'line'; readonly most: number }
  | { readonly takes: 'one of'; readonly names: readonly string[] };

function takes<Input>(what: Takes): v.MetadataAction<Input, { readonly [key: string]: unknown } & Takes> {
  return v.metadata({ ...what });
}

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
      if (bytes < BigInt(least) || bytes > BigInt(most)) {
        // Who leaves the letter out hardly means bytes.
        const meant = /^[0-9]{1,4}$/.test(text) ? `${text}M` : undefined;
        return wrong(`${text} is outside of what a machine can have: ${range}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
      }
      if (bytes % BigInt(PAGE_SIZE) !== 0n) return wrong(`${text} is not a whole number of pages (4K)`);
      return Number(bytes) / PAGE_SIZE;
    }),
    takes({ takes: 'size', least, most }),
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
    takes({ takes: 'integer', least, most }),
  );
}

function line(what: string, most: number) {
  return v.pipe(
    v.string(`${what} was expected`),
    v.maxLength(most, `${what} of at most ${most} characters was expected`),
    v.check((text) => !/[\n\r]/.test(text), `${what} is one line`),
    takes({ takes: 'line', most }),
  );
}

/** One of a few names, with the nearest one when it is none of them. */
function oneOf<Name extends string>(what: string, names: readonly Name[]) {
  return v.pipe(
    v.string(`the name of a ${what} was expected`),
    v.rawTransform(({ dataset, addIssue, NEVER }): Name => {
      const name = names.find((known) => known === dataset.value);
      if (name !== undefined) return name;
      const meant = nearest(dataset.value, names);
      const known = names.map((other) => `"${other}"`);
      const hint = meant ? `did you mean "${meant}"?` : `there are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
      addIssue({ message: `no such ${what}: ${quote(dataset.value)}; ${hint}` });
      return NEVER;
    }),
    takes({ takes: 'one of', names }),
  );
}

const newest = `this version of the playground reads formats up to ${FORMAT}`;
const format = v.pipe(
  integer('the number of a format', 1, 9999),
  v.check(
    (number) => number <= FORMAT,
    ({ input }) => `this document is of format ${input}; ${newest}: a newer one is needed`,
  ),
  takes({ takes: 'integer', least: 1, most: FORMAT }),
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
  kernel: v.optional(oneOf('kernel', KERNELS), DEFAULT_KERNEL),
});

export const PatchesSchema = v.strictObject({ without: v.optional(without, []) });

export const FrontMatterSchema = v.strictObject({
  format: v.optional(format, String(FORMAT)),
  title: v.optional(line('a title', 120)),
  summary: v.optional(line('a summary', 300), ''),
  teaches: v.optional(line('what one will know after it', 300), ''),
  minutes: v.optional(integer('a number of minutes', 1, 240)),
  topic: v.optional(oneOf('topic', TOPICS)),
  machine: v.optional(MachineSchema, {}),
  patches: v.optional(PatchesSchema, {}),
  seed: v.optional(integer('a number', 0, 0xffffffff), '1'),
});
export type FrontMatter = v.InferOutput<typeof FrontMatterSchema>;

/** The keys of the schema as a tree: what may stand where. */
export const FIELDS: Readonly<Record<string, readonly string[] | undefined>> = Object.fromEntries(
  Object.entries(FrontMatterSchema.entries).map(([key, { wrapped }]) => [
    key,
    wrapped.type === 'strict_object' ? Object.keys(wrapped.entries) : undefined,
  ]),
);

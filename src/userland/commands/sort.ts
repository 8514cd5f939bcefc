import { quote, quoteIfNeeded } from '../lib/quote';
import { compareByKeys, compareBytes, ordering, parseKey, type Ordering, type SortKey } from '../lib/sort-keys';
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../kernel/syscalls';
import { strerror } from '../../kernel/errno';
import { eachPiece, filesOrInput, writeRest, type Progress } from './input';
import { tool, type Arguments } from './tool';

const PLAIN: Ordering = { blanks: false, dictionary: false, fold: false, printable: false, kind: 'text', reverse: false };
/** Bytes sorted at most. */
const MAX_TEXT = 8 << 20;

type SortUser = { text: string };
type SortState = Progress<SortUser> | { readonly output: string };

interface Plan {
  readonly keys: readonly SortKey[];
  readonly global: Ordering;
  readonly separator: string | undefined;
  readonly unique: boolean;
  readonly stable: boolean;
}

export const sort = tool<SortState>(
  'sort',
  {
    short: 'bcCdfghiMnrsuVk:t:o:mz',
    long: {
      reverse: 'r',
      'numeric-sort': 'n',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
      output: 'o',
      stable: 's',
      check: 'c',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'ignore-case': 'f',
    },
    usageStatus: 2,
  },
  (sys, args, state) => {
    const plan = readPlan(args);
    if (typeof plan === 'string') {
      sys.err(`sort: ${plan}\n`);
      return 2;
    }
    const write = (output: string): number => {
      const target = args.value('o');
      if (target !== undefined) {
        const fd = sys.open(target, O_WRONLY | O_CREAT | O_TRUNC);
        if (fd < 0) {
          sys.err(`sort: open failed: ${quoteIfNeeded(target)}: ${strerror(fd)}\n`);
          return 2;
        }
        const written = sys.writeAll(fd, output);
        return written < 0 ? failWrite(target, written) : 0;
      }
      const done = writeRest<SortState>(sys, output, (rest) => ({ output: rest }));
      return done < 0 ? failWrite('standard output', done) : 0;
    };
    const failWrite = (what: string, errno: number): number => {
      sys.err(`sort: write failed: ${quote(what)}: ${strerror(errno)}\n`);
      return 2;
    };
    if (state !== undefined && 'output' in state) return write(state.output);
    const { text } = eachPiece<SortUser>(
      sys,
      state,
      filesOrInput(args.operands),
      { text: '' },
      {
        piece(bytes, user) {
          user.text += bytes;
          if (user.text.length <= MAX_TEXT) return;
          sys.err('sort: memory exhausted\n');
          sys.exit(2);
        },
        end(user) {
          if (user.text !== '' && !user.text.endsWith('\n')) user.text += '\n';
        },
        failed(_user, file, errno, reading) {
          sys.err(`sort: ${reading ? 'read failed' : 'cannot read'}: ${quoteIfNeeded(file)}: ${strerror(errno)}\n`);
          sys.exit(2);
        },
      },
    );
    const lines = text.split('\n').slice(0, -1);
    if (args.has('c', 'C')) {
      const bad = firstDisorder(lines, plan);
      if (bad >= 0 && args.has('c')) sys.err(`sort: ${args.operands[0] ?? '-'}:${bad + 1}: disorder: ${lines[bad]}\n`);
      return bad >= 0 ? 1 : 0;
    }
    return write(
      sortLines(lines, plan)
        .map((line) => `${line}\n`)
        .join(''),
    );
  },
);

function readPlan(args: Arguments): Plan | string {
  const keys: SortKey[] = [];
  for (const text of args.values('k')) {
    const key = parseKey(text);
    if (typeof key === 'string') return key;
    keys.push(key);
  }
  const given = args.value('t');
  const separator = given === '\\0' ? '\0' : given;
  if (separator === '') return 'empty tab';
  if (separator !== undefined && separator.length > 1) return `multi-character tab ${quote(separator)}`;
  const letters = args.options.map((option) => option.name).filter((name) => name.length === 1 && !'ktosuc'.includes(name));
  const kinds = letters.filter((letter) => 'nghMV'.includes(letter));
  if (new Set(kinds).size > 1) return `options '-${[...new Set(kinds)].sort().join('')}' are incompatible`;
  return { keys, global: ordering(letters.join('')) ?? PLAIN, separator, unique: args.has('u'), stable: args.has('s') };
}

function compare(a: string, b: string, plan: Plan): number {
  const order = compareByKeys(a, b, plan.keys, plan.global, plan.separator);
  if (order !== 0 || plan.unique || plan.stable) return order;
  // The last resort, so that equal keys come in one order.
  return plan.global.reverse ? compareBytes(b, a) : compareBytes(a, b);
}

/** Lines in order; of equal ones the first where only one is wanted. */
export function sortLines(lines: readonly string[], plan: Plan): string[] {
  const sorted = [...lines].sort((a, b) => compare(a, b, plan));
  return plan.unique ? sorted.filter((line, i) => i === 0 || compare(sorted[i - 1]!, line, plan) !== 0) : sorted;
}

function firstDisorder(lines: readonly string[], plan: Plan): number {
  return lines.findIndex((line, i) => i > 0 && compare(lines[i - 1]!, line, plan) > (plan.unique ? -1 : 0));
}

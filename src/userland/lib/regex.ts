/**
 * Regular expressions for `grep`, `sed`, `find -regex` and `[[ =~ ]]`: all threads of a match walk the text together, so the work
 * is bounded by pattern × text. The leftmost longest match wins. Only back references need trying in turn; their steps are counted.
 */
import { parseRegex, RegexError, type Anchor, type Instruction, type RegexOptions, type RegexProgram } from './regex-parse';

export { RegexError, type RegexOptions } from './regex-parse';

/** Offsets of a match: `[start, end, group 1's start, its end, …]`, -1 for a group that took no part. */
export type RegexMatch = readonly number[];

export interface Regex {
  /** Parenthesised groups in the pattern. */
  readonly groups: number;
  /** The first match at or behind `from`. */
  exec(text: string, from?: number): RegexMatch | undefined;
}

/** Thread moves of one match at most. */
const MAX_WORK = 500000;
const MAX_BACKTRACK = 200000;
const EXHAUSTED = 'Memory exhausted';

/** Compiles a pattern; throws `RegexError` with regcomp(3)'s words. */
export function compileRegex(pattern: string, options: RegexOptions = {}): Regex {
  const literal = !options.ignoreCase && options.whole === undefined && !/[\\^$.*[\](){}+?|]/.test(pattern);
  if (literal) return { groups: 0, exec: (text, from = 0) => found(text.indexOf(pattern, from), pattern.length) };
  const program = parseRegex(pattern, options);
  const first = firstBytes(program.code);
  return {
    groups: program.groups,
    exec: (text, from = 0) => (program.hasBack ? backtrack(program, text, from) : simulate(program, first, text, from)),
  };
}

function found(at: number, length: number): RegexMatch | undefined {
  return at < 0 ? undefined : [at, at + length];
}

interface Thread {
  readonly pc: number;
  readonly saved: readonly number[];
}

/** Pike's simulation, with POSIX's choice: the leftmost start, then the longest end, then the first found. */
function simulate(program: RegexProgram, first: Uint8Array | undefined, text: string, from: number): RegexMatch | undefined {
  const { code } = program;
  const seen = new Int32Array(code.length).fill(-1);
  const blank = new Array<number>(program.groups * 2 + 2).fill(-1);
  let threads: Thread[] = [];
  let best: readonly number[] | undefined;
  let work = 0;
  for (let at = from; at <= text.length; at++) {
    if (threads.length === 0) {
      if (best !== undefined) return best;
      if (first !== undefined) while (at < text.length && !first[text.charCodeAt(at) & 255]) at++;
    }
    const here: Thread[] = [];
    for (const thread of threads) follow(code, thread, text, at, seen, here);
    if (best === undefined) follow(code, { pc: 0, saved: blank }, text, at, seen, here);
    const c = at < text.length ? text.charCodeAt(at) & 255 : -1;
    threads = [];
    work += here.length;
    if (work > MAX_WORK) throw new RegexError(EXHAUSTED);
    for (const thread of here) {
      const one = code[thread.pc]!;
      if (one.op === 'match') {
        if (best === undefined || thread.saved[0]! < best[0]! || (thread.saved[0] === best[0] && thread.saved[1]! > best[1]!))
          best = thread.saved;
      } else if (c >= 0 && one.op === 'set' && one.set[c]) threads.push({ pc: thread.pc + 1, saved: thread.saved });
    }
    if (best !== undefined) {
      const start = best[0]!;
      threads = threads.filter((thread) => thread.saved[0]! <= start);
    }
  }
  return best;
}

/** Adds to `list` what a thread reaches without taking a byte. */
function follow(code: readonly Instruction[], from: Thread, text: string, at: number, seen: Int32Array, list: Thread[]): void {
  const stack: Thread[] = [from];
  for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
    if (seen[thread.pc] === at) continue;
    seen[thread.pc] = at;
    const one = code[thread.pc]!;
    const { pc, saved } = thread;
    switch (one.op) {
      case 'jump':
        stack.push({ pc: one.next, saved });
        break;
      case 'split':
        stack.push({ pc: one.other, saved }, { pc: one.next, saved });
        break;
      case 'save':
        stack.push({ pc: pc + 1, saved: with_(saved, one.slot, at) });
        break;
      case 'assert':
        if (holds(one.anchor, text, at)) stack.push({ pc: pc + 1, saved });
        break;
      case 'set':
      case 'match':
      case 'back':
        list.push(thread);
        break;
      default:
        one satisfies never;
    }
  }
}

function with_(saved: readonly number[], slot: number, value: number): readonly number[] {
  const copy = [...saved];
  copy[slot] = value;
  return copy;
}

/** For patterns with back references: each start in turn, the first way through. */
function backtrack(program: RegexProgram, text: string, from: number): RegexMatch | undefined {
  let steps = 0;
  for (let start = from; start <= text.length; start++) {
    const stack = [{ pc: 0, at: start, saved: new Array<number>(program.groups * 2 + 2).fill(-1) as readonly number[], loops: 0 }];
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      if (++steps > MAX_BACKTRACK) throw new RegexError(EXHAUSTED);
      const { pc, at, saved, loops } = state;
      const one = program.code[pc]!;
      switch (one.op) {
        case 'match':
          return saved;
        case 'jump':
          // A loop whose body took nothing goes round no further than the program is long.
          if (loops <= program.code.length) stack.push({ pc: one.next, at, saved, loops: loops + 1 });
          break;
        case 'split':
          stack.push({ pc: one.other, at, saved, loops }, { pc: one.next, at, saved, loops });
          break;
        case 'save':
          stack.push({ pc: pc + 1, at, saved: with_(saved, one.slot, at), loops });
          break;
        case 'assert':
          if (holds(one.anchor, text, at)) stack.push({ pc: pc + 1, at, saved, loops });
          break;
        case 'set':
          if (at < text.length && one.set[text.charCodeAt(at) & 255]) stack.push({ pc: pc + 1, at: at + 1, saved, loops: 0 });
          break;
        case 'back': {
          const [low, high] = [saved[one.group * 2]!, saved[one.group * 2 + 1]!];
          if (low < 0 || high < 0) break;
          const same = text.slice(low, high);
          if (text.startsWith(same, at)) stack.push({ pc: pc + 1, at: at + same.length, saved, loops: same === '' ? loops : 0 });
          break;
        }
        default:
          one satisfies never;
      }
    }
  }
  return undefined;
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /\w/.test(text[at]!);
}

function holds(anchor: Anchor, text: string, at: number): boolean {
  switch (anchor) {
    case 'line-start':
    case 'text-start':
      return at === 0;
    case 'line-end':
    case 'text-end':
      return at === text.length;
    case 'word-start':
      return !isWord(text, at - 1) && isWord(text, at);
    case 'word-end':
      return isWord(text, at - 1) && !isWord(text, at);
    case 'word-edge':
      return isWord(text, at - 1) !== isWord(text, at);
    case 'no-word-before':
      return !isWord(text, at - 1);
    case 'no-word-after':
      return !isWord(text, at);
    case 'not-word-edge':
      return isWord(text, at - 1) === isWord(text, at);
    default:
      return anchor satisfies never;
  }
}

/** Bytes a match can begin with; undefined when it may begin without one. */
function firstBytes(code: readonly Instruction[]): Uint8Array | undefined {
  const first = new Uint8Array(256);
  const seen = new Set<number>();
  const stack = [0];
  for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
    if (seen.has(pc)) continue;
    seen.add(pc);
    const one = code[pc]!;
    if (one.op === 'set') for (let c = 0; c < 256; c++) first[c] = first[c]! | one.set[c]!;
    else if (one.op === 'split') stack.push(one.next, one.other);
    else if (one.op === 'jump') stack.push(one.next);
    else if (one.op === 'save') stack.push(pc + 1);
    else return undefined;
  }
  return first;
}

import { defineCommand } from '../command';
import { compileRegex, RegexError } from '../lib/regex';
import { quote } from '../lib/quote';
import { helpText } from '../man/pages';

const COMPARE = ['<', '<=', '=', '==', '!=', '>=', '>'];
const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], COMPARE, ['+', '-'], ['*', '/', '%'], [':']];
/** Parentheses in parentheses. */
const DEEPEST = 64;

class ExprError extends Error {}

/** Reads words from left to right; every value is a text. */
class Reader {
  #at = 0;
  #depth = 0;
  constructor(readonly words: readonly string[]) {}

  all(): string {
    const value = this.#level(0);
    const rest = this.words[this.#at];
    if (rest !== undefined) throw new ExprError(`syntax error: unexpected argument ${quote(rest)}`);
    return value;
  }

  #level(level: number): string {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#primary();
    let left = this.#level(level + 1);
    for (let op = this.words[this.#at]; op !== undefined && operators.includes(op); op = this.words[this.#at]) {
      this.#at++;
      left = apply(left, op, this.#level(level + 1));
    }
    return left;
  }

  #primary(): string {
    const word = this.words[this.#at++];
    if (word === undefined)
      throw new ExprError(this.#at > 1 ? `syntax error: missing argument after ${quote(this.words.at(-1)!)}` : 'missing operand');
    if (word === '(') {
      if (++this.#depth > DEEPEST) throw new ExprError('syntax error: too many parentheses');
      const value = this.#level(0);
      if (this.words[this.#at++] !== ')') throw new ExprError(`syntax error: expecting ')' after ${quote(this.words.at(-1)!)}`);
      return value;
    }
    if (word === 'length' && this.words[this.#at] !== undefined) return String(this.#primary().length);
    if (word === 'substr' && this.words.length - this.#at >= 3) {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return from > 0 && count > 0 ? text.slice(from - 1, from - 1 + count) : '';
    }
    return word;
  }
}

function apply(left: string, op: string, right: string): string {
  if (op === '|') return isTrue(left) ? left : isTrue(right) ? right : '0';
  if (op === '&') return isTrue(left) && isTrue(right) ? left : '0';
  if (op === ':') return match(left, right);
  const numbers = [left, right].map((text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined));
  const [a, b] = numbers;
  if (COMPARE.includes(op)) return (a !== undefined && b !== undefined ? compare(a, op, b) : compare(left, op, right)) ? '1' : '0';
  if (a === undefined || b === undefined) throw new ExprError('non-integer argument');
  if ((op === '/' || op === '%') && b === 0n) throw new ExprError('division by zero');
  return String(op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : a % b);
}

function compare<T extends bigint | string>(a: T, op: string, b: T): boolean {
  if (op === '=' || op === '==') return a === b;
  if (op === '!=') return a !== b;
  if (op === '<') return a < b;
  if (op === '<=') return a <= b;
  return op === '>' ? a > b : a >= b;
}

function isTrue(text: string): boolean {
  return text !== '' && !/^-?0+$/.test(text);
}

/** Length of what matches at the start, or the first group. */
function match(text: string, pattern: string): string {
  const found = compileRegex(`^${pattern.replace(/^\^/, '')}`, { extended: false }).exec(text);
  const grouped = pattern.includes('\\(');
  if (found === undefined) return grouped ? '' : '0';
  return grouped ? text.slice(found[2] ?? 0, found[3] ?? 0) : String(found[1]! - found[0]!);
}

export const expr = defineCommand('expr', {}, (sys, argv) => {
  if (argv[1] === '--help') {
    sys.out(helpText('expr'));
    return 0;
  }
  try {
    const value = new Reader(argv.slice(1)).all();
    sys.out(`${value}\n`);
    return isTrue(value) ? 0 : 1;
  } catch (thrown) {
    if (!(thrown instanceof ExprError || thrown instanceof RegexError)) throw thrown;
    if (thrown.message === 'missing operand') return sys.usage(thrown.message, 2);
    sys.err(`expr: ${thrown.message}\n`);
    return 2;
  }
});

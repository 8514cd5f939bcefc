/**
 * The expressions of `test` and `[`, as POSIX orders them by the number of arguments and bash beyond four. The shell's
 * `[[ ]]` asks the same primaries one by one.
 */

/** What stat(2) says of a file; `mode` with its type bits. */
export interface FileFacts {
  readonly mode: number;
  readonly size: number;
  readonly ino: number;
  /** Device number, where there are several. */
  readonly dev?: number;
  /** Ticks. */
  readonly mtime?: number;
}

/** What a test asks of the world. Everybody here is root. */
export interface TestProbe {
  stat(path: string, follow: boolean): FileFacts | undefined;
  isatty(fd: number): boolean;
  /** `-v NAME`; only the shell knows. */
  isSet?(name: string): boolean;
  /** `-o OPTION`; only the shell knows. */
  hasOption?(name: string): boolean;
}

/** Bash and coreutils say the same faults in other words. */
export type TestFlavour = 'bash' | 'coreutils';

export interface TestResult {
  /** 0 true, 1 false, 2 a fault. */
  readonly status: 0 | 1 | 2;
  /** The fault, without the command's name. */
  readonly error?: string;
}

/** A fault of a test; thrown by the primaries. */
export class TestError extends Error {}

const S_IFMT = 0o170000;
const FILE_TYPES: Readonly<Record<string, number>> = {
  b: 0o060000,
  c: 0o020000,
  d: 0o040000,
  f: 0o100000,
  h: 0o120000,
  L: 0o120000,
  p: 0o010000,
  S: 0o140000,
};
const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = /^(=|==|!=|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

/** `test ARGS…`; for `[` the caller takes the closing bracket off with `bracketArguments`. */
export function evaluateTest(args: readonly string[], probe: TestProbe, flavour: TestFlavour): TestResult {
  try {
    return { status: new Evaluation(args, probe, flavour).run() ? 0 : 1 };
  } catch (thrown) {
    if (thrown instanceof TestError) return { status: 2, error: thrown.message };
    throw thrown;
  }
}

/** The arguments of `[` without its `]`; the message where that is missing. */
export function bracketArguments(args: readonly string[], flavour: TestFlavour): readonly string[] | string {
  if (args.at(-1) === ']') return args.slice(0, -1);
  return flavour === 'bash' ? "missing `]'" : "missing ']'";
}

/** True for an operator with one operand (`-f`, `-z` …). */
export function isUnaryTest(operator: string): boolean {
  return UNARY.test(operator);
}

/** True for an operator with two operands. */
export function isBinaryTest(operator: string): boolean {
  return BINARY.test(operator);
}

/** `-f FILE` and its kin. */
export function unaryTest(operator: string, operand: string, probe: TestProbe, flavour: TestFlavour): boolean {
  const letter = operator[1]!;
  switch (letter) {
    case 'n':
      return operand !== '';
    case 'z':
      return operand === '';
    case 't':
      return probe.isatty(Number(parseInteger(operand, flavour)));
    case 'v':
      return probe.isSet?.(operand) ?? false;
    case 'R':
      return false;
    case 'o':
      return probe.hasOption?.(operand) ?? false;
    default:
      break;
  }
  const facts = operand === '' ? undefined : probe.stat(operand, letter !== 'h' && letter !== 'L');
  if (facts === undefined) return false;
  const type = FILE_TYPES[letter];
  if (type !== undefined) return (facts.mode & S_IFMT) === type;
  switch (letter) {
    case 's':
      return facts.size > 0;
    case 'x':
      return (facts.mode & S_IFMT) === 0o040000 || (facts.mode & 0o111) !== 0;
    case 'g':
      return (facts.mode & 0o2000) !== 0;
    case 'u':
      return (facts.mode & 0o4000) !== 0;
    case 'k':
      return (facts.mode & 0o1000) !== 0;
    case 'N':
      return false;
    default:
      return true;
  }
}

/** `A = B` and its kin; strings compare by bytes, numbers in 64 bits. */
export function binaryTest(left: string, operator: string, right: string, probe: TestProbe, flavour: TestFlavour): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(left, operator, right, probe);
    default:
      break;
  }
  const a = parseInteger(left, flavour);
  const b = parseInteger(right, flavour);
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

function compareFiles(left: string, operator: string, right: string, probe: TestProbe): boolean {
  const a = probe.stat(left, true);
  const b = probe.stat(right, true);
  if (operator === '-ef') return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
  if (operator === '-nt') return a !== undefined && (b === undefined || (a.mtime ?? 0) > (b.mtime ?? 0));
  return b !== undefined && (a === undefined || (a.mtime ?? 0) < (b.mtime ?? 0));
}

function parseInteger(text: string, flavour: TestFlavour): bigint {
  const match = /^[ \t\n]*([-+]?)(\d+)[ \t\n]*$/.exec(text);
  if (match === null) throw new TestError(flavour === 'bash' ? `${text}: integer expression expected` : `invalid integer '${text}'`);
  const value = BigInt(match[2]!);
  return match[1] === '-' ? -value : value;
}

class Evaluation {
  #at = 0;

  constructor(
    readonly args: readonly string[],
    readonly probe: TestProbe,
    readonly flavour: TestFlavour,
  ) {}

  run(): boolean {
    return this.#byCount(0, this.args.length);
  }

  /** POSIX's rules for up to four arguments, from `from`; the grammar for more. */
  #byCount(from: number, count: number): boolean {
    const [a, b, c, d] = [this.args[from]!, this.args[from + 1]!, this.args[from + 2]!, this.args[from + 3]!];
    switch (count) {
      case 0:
        return false;
      case 1:
        return a !== '';
      case 2:
        if (a === '!') return b === '';
        if (isUnaryTest(a)) return this.#unary(a, b);
        if (this.flavour === 'coreutils' && !/^-[a-zA-Z]$/.test(a)) throw new TestError(`missing argument after '${b}'`);
        throw this.#expected(a, 'unary operator');
      case 3:
        if (isBinaryTest(b)) return this.#binary(a, b, c);
        if (b === '-a') return a !== '' && c !== '';
        if (b === '-o') return a !== '' || c !== '';
        if (a === '!') return !this.#byCount(from + 1, 2);
        if (a === '(' && c === ')') return b !== '';
        throw this.#expected(b, 'binary operator');
      case 4:
        if (a === '!') return !this.#byCount(from + 1, 3);
        if (a === '(' && d === ')') return this.#byCount(from + 1, 2);
        break;
      default:
        break;
    }
    this.#at = from;
    const value = this.#or();
    if (this.#at < this.args.length)
      throw new TestError(this.flavour === 'bash' ? 'too many arguments' : `extra argument '${this.args[this.#at]}'`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.args[this.#at] === '-o') {
      this.#at++;
      value = this.#and() || value;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#term();
    while (this.args[this.#at] === '-a') {
      this.#at++;
      value = this.#term() && value;
    }
    return value;
  }

  #term(): boolean {
    // A run of `!` is counted, not nested: arguments may be many.
    let negated = false;
    while (this.args[this.#at] === '!' && this.#at + 1 < this.args.length) {
      negated = !negated;
      this.#at++;
    }
    return this.#primary() !== negated;
  }

  #primary(): boolean {
    const word = this.args[this.#at];
    if (word === undefined) throw this.#missing();
    const next = this.args[this.#at + 1];
    if (next !== undefined && isBinaryTest(next) && this.#at + 2 < this.args.length) {
      this.#at += 3;
      return this.#binary(word, next, this.args[this.#at - 1]!);
    }
    if (word === '(') return this.#parenthesis();
    if (isUnaryTest(word) && next !== undefined) {
      this.#at += 2;
      return this.#unary(word, next);
    }
    this.#at++;
    return word !== '';
  }

  #parenthesis(): boolean {
    if (++this.#depth > 200) throw new TestError('too many arguments');
    this.#at++;
    const value = this.#or();
    if (this.args[this.#at] !== ')') {
      const found = this.args[this.#at];
      if (this.flavour === 'bash') throw new TestError(`\`)' expected${found === undefined ? '' : `, found ${found}`}`);
      throw new TestError(`')' expected${found === undefined ? '' : `, found '${found}'`}`);
    }
    this.#at++;
    this.#depth--;
    return value;
  }
  #depth = 0;

  #unary(operator: string, operand: string): boolean {
    return unaryTest(operator, operand, this.probe, this.flavour);
  }

  #binary(left: string, operator: string, right: string): boolean {
    return binaryTest(left, operator, right, this.probe, this.flavour);
  }

  #expected(word: string, what: string): TestError {
    return new TestError(this.flavour === 'bash' ? `${word}: ${what} expected` : `'${word}': ${what} expected`);
  }

  #missing(): TestError {
    return new TestError(this.flavour === 'bash' ? 'argument expected' : `missing argument after '${this.args.at(-1)}'`);
  }
}

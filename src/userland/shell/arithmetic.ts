/** Arithmetic of `$((…))`, `((…))`, `let` and subscripts: 64-bit integers, C's operators. */
import { ShellError, type Sh } from './machine';
import { shellMessage, unsetStatus } from './messages';
import { findVariable, getElement, getVariable, isName, setElement, setVariable } from './variables';

/** Deepest nesting: parentheses, and variables that name expressions. */
const MAX_DEPTH = 128;
const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const ASSIGN = new Set(['=', '*=', '/=', '%=', '+=', '-=', '<<=', '>>=', '&=', '^=', '|=']);
const TOKEN =
  /[ \t\n]*(?:(?<number>\d[\w#@]*)|(?<name>[A-Za-z_]\w*)|(?<operator><<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%&^|<>=!~?:,()])|(?<other>[^]))/y;

/** Evaluates expanded text. `command` is named in messages (`((`, `let`). Throws `ShellError` (discard, status 1). */
export function evaluateArithmetic(sh: Sh, text: string, command = ''): bigint {
  return new Evaluation(sh, text, command, 0).whole();
}

/** As `evaluateArithmetic`, for subscripts and slices: a safe integer. */
export function evaluateIndex(sh: Sh, text: string): number {
  const value = evaluateArithmetic(sh, text);
  return Number(value > 2147483647n ? 2147483647n : value < -2147483648n ? -2147483648n : value);
}

interface Place {
  readonly name: string;
  readonly index: number | undefined;
}

class Evaluation {
  #at = 0;
  /** The token at hand; '' at the end. */
  #token = '';
  #kind: 'number' | 'name' | 'operator' | 'end' = 'end';
  /** Where the last token that was read begins: what messages show. */
  #last = 0;
  /** > 0 while a branch is only parsed. */
  #skip = 0;
  #nesting = 0;
  /** A name already read, that turned out to be no left side. */
  #operand: Place | undefined;

  constructor(
    readonly sh: Sh,
    readonly text: string,
    readonly command: string,
    readonly depth: number,
  ) {}

  whole(): bigint {
    if (this.depth > MAX_DEPTH) this.#fail('expression recursion level exceeded');
    if (/^[ \t\n]*$/.test(this.text)) return 0n;
    this.#read();
    const value = this.#comma();
    if (this.#kind !== 'end') {
      this.#fail(
        this.#kind === 'operator' && ASSIGN.has(this.#token) ? 'attempted assignment to non-variable' : 'syntax error in expression',
      );
    }
    return value;
  }

  #fail(what: string, number?: string): never {
    const name = this.command === '' ? '' : `${this.command}: `;
    const shown = number ?? this.text.replace(/^[ \t\n]+/, '');
    const token = number ?? this.text.slice(this.#last);
    throw new ShellError('discard', shellMessage(this.sh.state, `${name}${shown}: ${what} (error token is "${token}")`), 1);
  }

  #read(): void {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.text);
    if (match === null || /^[ \t\n]*$/.test(match[0])) {
      [this.#token, this.#kind] = ['', 'end'];
      return;
    }
    const groups = match.groups ?? {};
    this.#token = groups.number ?? groups.name ?? groups.operator ?? groups.other ?? '';
    this.#last = TOKEN.lastIndex - this.#token.length;
    this.#at = TOKEN.lastIndex;
    if (groups.other !== undefined) {
      // Behind a number or a name an operator had to come.
      const operand = this.#kind !== 'number' && this.#kind !== 'name';
      this.#fail(
        operand && /^['"\\$`[\]{}@#;.]$/.test(groups.other)
          ? 'syntax error: operand expected'
          : 'syntax error: invalid arithmetic operator',
      );
    }
    this.#kind = groups.number !== undefined ? 'number' : groups.name !== undefined ? 'name' : 'operator';
  }

  #is(operator: string): boolean {
    return this.#kind === 'operator' && this.#token === operator;
  }

  #assigns(): boolean {
    return this.#kind === 'operator' && ASSIGN.has(this.#token);
  }
  #named(): boolean {
    return this.#kind === 'name';
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#is(',')) {
      this.#read();
      value = this.#assignment();
    }
    return value;
  }

  /** Assignments, then `?:`: a name followed by an assigning operator is its left side. */
  #assignment(): bigint {
    if (this.#kind === 'name') {
      const place = this.#place();
      if (this.#assigns()) {
        const operator = this.#token.slice(0, -1);
        this.#read();
        const right = this.#assignment();
        const value = operator === '' ? right : this.#apply(operator, this.#load(place), right);
        this.#store(place, value);
        return value;
      }
      this.#operand = place;
    }
    return this.#ternary();
  }

  #ternary(): bigint {
    const test = this.#binary(0);
    if (!this.#is('?')) return test;
    this.#enter();
    this.#read();
    if (test === 0n) this.#skip++;
    const left = this.#comma();
    if (test === 0n) this.#skip--;
    if (!this.#is(':')) this.#fail("`:' expected for conditional expression");
    this.#read();
    if (test !== 0n) this.#skip++;
    const right = this.#assignment();
    if (test !== 0n) this.#skip--;
    this.#nesting--;
    return test !== 0n ? left : right;
  }

  #binary(level: number): bigint {
    const operators = BINARY[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    while (this.#kind === 'operator' && operators.includes(this.#token)) {
      const operator = this.#token;
      this.#read();
      const decided = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n);
      if (decided) this.#skip++;
      const right = this.#binary(level + 1);
      if (decided) this.#skip--;
      left = this.#apply(operator, left, right);
    }
    return left;
  }

  #power(): bigint {
    const base = this.#unary();
    if (!this.#is('**')) return base;
    this.#enter();
    this.#read();
    const exponent = this.#power();
    this.#nesting--;
    if (exponent < 0n && this.#skip === 0) this.#fail('exponent less than 0');
    return this.#apply('**', base, exponent);
  }

  #unary(): bigint {
    if (this.#kind !== 'operator' || this.#operand !== undefined) return this.#postfix();
    const operator = this.#token;
    if (operator === '++' || operator === '--') {
      this.#read();
      if (!this.#named()) {
        // `--5` is a double minus.
        const value = this.#unary();
        return value;
      }
      const place = this.#place();
      const value = BigInt.asIntN(64, this.#load(place) + (operator === '++' ? 1n : -1n));
      this.#store(place, value);
      return value;
    }
    if (!'!~-+'.includes(operator)) return this.#postfix();
    this.#enter();
    this.#read();
    const value = this.#unary();
    this.#nesting--;
    switch (operator) {
      case '!':
        return value === 0n ? 1n : 0n;
      case '~':
        return ~value;
      case '-':
        return BigInt.asIntN(64, -value);
      default:
        return value;
    }
  }

  #postfix(): bigint {
    if (this.#operand === undefined && this.#kind === 'number') {
      const value = this.#number(this.#token);
      this.#read();
      return value;
    }
    if (this.#operand !== undefined || this.#kind === 'name') {
      const place = this.#operand ?? this.#place();
      this.#operand = undefined;
      const value = this.#load(place);
      if (this.#is('++') || this.#is('--')) {
        this.#store(place, BigInt.asIntN(64, value + (this.#is('++') ? 1n : -1n)));
        this.#read();
      }
      return value;
    }
    if (!this.#is('(')) this.#fail('syntax error: operand expected');
    this.#enter();
    this.#read();
    const value = this.#comma();
    if (!this.#is(')')) this.#fail("missing `)'");
    this.#read();
    this.#nesting--;
    return value;
  }

  #enter(): void {
    if (++this.#nesting > MAX_DEPTH) this.#fail('expression recursion level exceeded');
  }

  /** The variable or element whose name is at hand; reads on behind it. */
  #place(): Place {
    const name = this.#token;
    let index: number | undefined;
    if (this.text[this.#at] === '[') {
      const close = closingBracket(this.text, this.#at);
      if (close < 0) this.#fail('bad array subscript');
      const inner = this.text.slice(this.#at + 1, close);
      this.#at = close + 1;
      index = this.#skip > 0 ? 0 : Number(BigInt.asIntN(32, new Evaluation(this.sh, inner, this.command, this.depth + 1).whole()));
    }
    this.#read();
    return { name, index };
  }

  #load({ name, index }: Place): bigint {
    if (this.#skip > 0) return 0n;
    const value = index === undefined ? getVariable(this.sh, name) : getElement(this.sh, name, index);
    if (value === undefined) {
      if (this.sh.state.options.nounset && findVariable(this.sh.state, name) === undefined) {
        throw new ShellError('exit', shellMessage(this.sh.state, `${name}: unbound variable`), unsetStatus(this.sh.state));
      }
      return 0n;
    }
    if (/^\d{1,18}$/.test(value) && (value[0] !== '0' || value === '0')) return BigInt(value);
    return new Evaluation(this.sh, value, this.command, this.depth + 1).whole();
  }

  #store({ name, index }: Place, value: bigint): void {
    if (this.#skip > 0) return;
    if (index === undefined) setVariable(this.sh, name, value.toString());
    else setElement(this.sh, name, index, value.toString());
  }

  #apply(operator: string, a: bigint, b: bigint): bigint {
    switch (operator) {
      case '||':
        return a !== 0n || b !== 0n ? 1n : 0n;
      case '&&':
        return a !== 0n && b !== 0n ? 1n : 0n;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '&':
        return a & b;
      case '==':
        return a === b ? 1n : 0n;
      case '!=':
        return a !== b ? 1n : 0n;
      case '<=':
        return a <= b ? 1n : 0n;
      case '>=':
        return a >= b ? 1n : 0n;
      case '<':
        return a < b ? 1n : 0n;
      case '>':
        return a > b ? 1n : 0n;
      case '<<':
        return BigInt.asIntN(64, a << (b & 63n));
      case '>>':
        return a >> (b & 63n);
      case '+':
        return BigInt.asIntN(64, a + b);
      case '-':
        return BigInt.asIntN(64, a - b);
      case '*':
        return BigInt.asIntN(64, a * b);
      case '**':
        return this.#skip > 0 ? 0n : power(a, b);
      default:
        if (b === 0n) {
          if (this.#skip > 0) return 0n;
          this.#fail('division by 0');
        }
        return BigInt.asIntN(64, operator === '/' ? a / b : a % b);
    }
  }

  #number(token: string): bigint {
    const based = /^(\d+)#([\w@]+)$/.exec(token);
    if (based !== null) return this.#inBase(Number(based[1]), based[2] ?? '');
    if (/^0[xX][0-9a-fA-F]*$/.test(token)) return BigInt.asIntN(64, BigInt(token.length === 2 ? '0' : token));
    if (/^0\d*$/.test(token)) {
      if (/[89]/.test(token)) this.#fail('value too great for base', token);
      return BigInt.asIntN(64, BigInt(token === '0' ? '0' : `0o${token.slice(1)}`));
    }
    if (!/^\d+$/.test(token)) this.#fail(/^\d+#/.test(token) ? 'invalid number' : 'value too great for base', token);
    return BigInt.asIntN(64, BigInt(token));
  }

  #inBase(base: number, digits: string): bigint {
    const token = `${base}#${digits}`;
    if (base < 2 || base > 64) this.#fail('invalid arithmetic base', token);
    let value = 0n;
    for (const c of digits) {
      const digit = digitValue(c, base);
      if (digit < 0 || digit >= base) this.#fail('value too great for base', token);
      value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
    }
    return value;
  }
}

function digitValue(c: string, base: number): number {
  if (c >= '0' && c <= '9') return Number(c);
  if (c >= 'a' && c <= 'z') return c.charCodeAt(0) - 87;
  if (c >= 'A' && c <= 'Z') return c.charCodeAt(0) - (base <= 36 ? 55 : 29);
  return c === '@' ? 62 : c === '_' ? 63 : -1;
}

function power(base: bigint, exponent: bigint): bigint {
  let value = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) value = BigInt.asIntN(64, value * square);
    square = BigInt.asIntN(64, square * square);
  }
  return value;
}

/** The `]` that closes the `[` at `open`; -1 where none does. */
export function closingBracket(text: string, open: number): number {
  let level = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') level++;
    else if (text[i] === ']' && --level === 0) return i;
  }
  return -1;
}

/** `NAME[SUBSCRIPT]` taken apart; undefined for any other text. */
export function parseSubscript(text: string): { name: string; subscript: string } | undefined {
  const open = text.indexOf('[');
  if (open <= 0 || !text.endsWith(']') || closingBracket(text, open) !== text.length - 1) return undefined;
  const name = text.slice(0, open);
  return isName(name) ? { name, subscript: text.slice(open + 1, -1) } : undefined;
}

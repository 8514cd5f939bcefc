/**
 * `printf`, the builtin and the command. Integers are 64 bits wide, `%e %f %g` doubles. Widths and precisions are
 * bounded, so that one call cannot grow without end.
 */
import { formatFloat } from './float';
import { quoteIfNeeded } from './quote';
import { unescape, unescapeOne, type EscapeStyle } from './escapes';

/** Bash and coreutils say the same faults in other words. */
export type PrintfFlavour = 'bash' | 'coreutils';

export interface PrintfResult {
  readonly out: string;
  /** Messages without the program's name, in order. */
  readonly errors: readonly string[];
  readonly status: 0 | 1;
}

/** Widest field, in bytes; a wider one is an error, as no step does unbounded work. */
export const PRINTF_MAX_WIDTH = 65536;
/** Longest output of one call, in bytes. */
const MAX_OUTPUT = 1 << 20;

/** Formats `printf FORMAT ARGS…`: the format is used again while arguments are left. */
export function formatPrintf(format: string, args: readonly string[], flavour: PrintfFlavour): PrintfResult {
  const job = new Formatter(format, args, flavour);
  job.run();
  return { out: job.out, errors: job.errors, status: job.errors.length > 0 ? 1 : 0 };
}

class Formatter {
  out = '';
  readonly errors: string[] = [];
  #next = 0;
  #ended = false;

  constructor(
    readonly format: string,
    readonly args: readonly string[],
    readonly flavour: PrintfFlavour,
  ) {}

  run(): void {
    do {
      const before = this.#next;
      this.#pass();
      if (this.#next === before && this.#next < this.args.length && !this.#ended) {
        if (this.flavour === 'coreutils') this.errors.push(`warning: ignoring excess arguments, starting with '${this.args[this.#next]}'`);
        return;
      }
      if (this.out.length > MAX_OUTPUT) {
        this.errors.push('Cannot allocate memory');
        return;
      }
    } while (this.#next < this.args.length && !this.#ended);
  }

  #pass(): void {
    const { format } = this;
    for (let i = 0; i < format.length && !this.#ended;) {
      const c = format[i]!;
      if (c === '\\' && i + 1 < format.length) {
        // Both know \c in the format as well: stop there.
        if (format[i + 1] === 'c') {
          this.#ended = true;
          return;
        }
        const one = unescapeOne(format, i, 'format');
        this.out += one.text;
        i = one.next;
      } else if (c !== '%') {
        this.out += c;
        i++;
      } else if (format[i + 1] === '%') {
        this.out += '%';
        i += 2;
      } else i = this.#directive(i);
    }
  }

  #directive(at: number): number {
    const match = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|j|z|t|L|q(?=[diouxX]))?([\s\S])?/.exec(this.format.slice(at));
    const [whole = '%', flagText = '', widthText, precisionText, letter] = match ?? [];
    const flags = new Set(flagText);
    const width = this.#size(widthText, 0);
    if (width < 0) flags.add('-');
    const precision = precisionText === undefined ? undefined : this.#size(precisionText === '' ? '0' : precisionText, 0);
    const spec: Spec = { flags, width: Math.abs(width), precision: precision !== undefined && precision >= 0 ? precision : undefined };
    if (this.#ended) return this.format.length;
    if (letter === undefined || !'diouxXeEfFgGaAcsbq'.includes(letter)) {
      if (this.flavour === 'bash')
        this.errors.push(
          letter === undefined ? `\`${this.format.slice(at)}': missing format character` : `\`${letter}': invalid format character`,
        );
      else this.errors.push(`${whole}: invalid conversion specification`);
      this.#ended = true;
      return this.format.length;
    }
    this.#convert(letter, spec);
    return at + whole.length;
  }

  #size(text: string | undefined, absent: number): number {
    if (text === undefined) return absent;
    const value = text === '*' ? Number(this.#integer(this.#take())) : Number(text);
    if (Math.abs(value) <= PRINTF_MAX_WIDTH) return value;
    this.errors.push(`${value}: more than ${PRINTF_MAX_WIDTH} characters wide`);
    this.#ended = true;
    return 0;
  }

  #take(): string | undefined {
    return this.#next < this.args.length ? this.args[this.#next++] : (this.#next++, undefined);
  }

  #convert(letter: string, spec: Spec): void {
    const arg = this.#take();
    switch (letter) {
      case 'c':
        this.out += pad((arg ?? '').slice(0, 1), spec);
        return;
      case 's':
        this.out += pad(cut(arg ?? '', spec), spec);
        return;
      case 'q':
        this.out += pad(this.flavour === 'bash' ? shellQuote(arg ?? '') : quoteIfNeeded(arg ?? ''), spec);
        return;
      case 'b': {
        const done = unescape(arg ?? '', 'percent-b' satisfies EscapeStyle);
        this.out += pad(cut(done.text, spec), spec);
        this.#ended ||= done.stopped;
        return;
      }
      case 'd':
      case 'i':
        this.out += integerField(
          clampSigned(this.#integer(arg), () => this.#range(arg)),
          letter,
          spec,
        );
        return;
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        this.out += integerField(
          BigInt.asUintN(
            64,
            clampUnsigned(this.#integer(arg), () => this.#range(arg)),
          ),
          letter,
          spec,
        );
        return;
      default:
        this.out += floatField(this.#float(arg), letter, spec);
    }
  }

  #range(arg: string | undefined): void {
    this.errors.push(
      this.flavour === 'bash' ? `warning: ${arg}: Numerical result out of range` : `'${arg}': Numerical result out of range`,
    );
  }

  #integer(arg: string | undefined): bigint {
    if (arg === undefined) return 0n;
    if (arg.startsWith("'") || arg.startsWith('"')) return BigInt(arg.length > 1 ? arg.charCodeAt(1) : 0);
    const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(arg);
    if (match === null) {
      if (arg !== '' || this.flavour === 'coreutils') this.#bad(arg);
      return 0n;
    }
    const [whole, sign, digits = '0'] = match;
    const octal = /^0[0-7]+/.exec(digits)?.[0];
    const isOctal = /^0\d/.test(digits);
    const used = isOctal ? (octal ?? '0') : digits;
    const value = isOctal ? BigInt(`0o${used.slice(1) || '0'}`) : BigInt(digits);
    if (whole.length - digits.length + used.length < arg.length) this.#bad(arg, true);
    return sign === '-' ? -value : value;
  }

  #float(arg: string | undefined): number {
    if (arg === undefined) return 0;
    if (arg.startsWith("'") || arg.startsWith('"')) return arg.length > 1 ? arg.charCodeAt(1) : 0;
    const match = /^\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|inf(?:inity)?|nan)/i.exec(arg);
    if (match === null) {
      if (arg !== '' || this.flavour === 'coreutils') this.#bad(arg);
      return 0;
    }
    if (match[0].length < arg.length) this.#bad(arg, true);
    const text = match[0].trim().toLowerCase();
    if (text.includes('inf')) return text.startsWith('-') ? -Infinity : Infinity;
    if (text.includes('nan')) return NaN;
    return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''));
  }

  #bad(arg: string, partly = false): void {
    if (this.flavour === 'bash') this.errors.push(`${arg}: invalid number`);
    else this.errors.push(partly ? `'${arg}': value not completely converted` : `'${arg}': expected a numeric value`);
  }
}

interface Spec {
  readonly flags: ReadonlySet<string>;
  readonly width: number;
  readonly precision: number | undefined;
}

function cut(text: string, spec: Spec): string {
  return spec.precision === undefined ? text : text.slice(0, spec.precision);
}

function pad(text: string, spec: Spec): string {
  return spec.flags.has('-') ? text.padEnd(spec.width) : text.padStart(spec.width);
}

function padNumber(sign: string, digits: string, spec: Spec, zeros: boolean): string {
  if (zeros && spec.flags.has('0') && !spec.flags.has('-')) return sign + digits.padStart(spec.width - sign.length, '0');
  return pad(sign + digits, spec);
}

function signOf(negative: boolean, spec: Spec): string {
  return negative ? '-' : spec.flags.has('+') ? '+' : spec.flags.has(' ') ? ' ' : '';
}

function integerField(value: bigint, letter: string, spec: Spec): string {
  const signed = letter === 'd' || letter === 'i';
  const size = value < 0n ? -value : value;
  let digits = size.toString(letter === 'o' ? 8 : letter === 'x' || letter === 'X' ? 16 : 10);
  if (spec.precision === 0 && size === 0n) digits = '';
  digits = digits.padStart(spec.precision ?? 0, '0');
  let prefix = signed ? signOf(value < 0n, spec) : '';
  if (spec.flags.has('#') && letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`;
  if (spec.flags.has('#') && (letter === 'x' || letter === 'X') && size !== 0n) prefix = '0x';
  const field = padNumber(prefix, digits, spec, spec.precision === undefined);
  return letter === 'X' ? field.toUpperCase() : field;
}

function floatField(value: number, letter: string, spec: Spec): string {
  const sign = signOf(value < 0 || Object.is(value, -0), spec);
  const digits = formatFloat(Math.abs(value), letter.toLowerCase(), spec.precision ?? 6, spec.flags.has('#'));
  const field = padNumber(sign, digits, spec, Number.isFinite(value));
  return letter < 'a' ? field.toUpperCase() : field;
}

function clampSigned(value: bigint, warn: () => void): bigint {
  const high = (1n << 63n) - 1n;
  if (value > high || value < -high - 1n) {
    warn();
    return value < 0n ? -high - 1n : high;
  }
  return value;
}

function clampUnsigned(value: bigint, warn: () => void): bigint {
  const high = (1n << 64n) - 1n;
  if (value > high || value < -high) {
    warn();
    return high;
  }
  return value;
}

/** A word that the shell reads back as this text (`%q`). */
export function shellQuote(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f-\xff]/.test(text)) {
    const names: Readonly<Record<string, string>> = {
      '\n': '\\n',
      '\t': '\\t',
      '\r': '\\r',
      '\x07': '\\a',
      '\b': '\\b',
      '\f': '\\f',
      '\v': '\\v',
      '\x1b': '\\E',
      "'": "\\'",
      '\\': '\\\\',
    };
    const escape = (c: string): string => names[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`;
    return `$'${text.replace(/[\x00-\x1f\x7f-\xff'\\]/g, escape)}'`;
  }
  return text.replace(/[^A-Za-z0-9_\-./:=@%+,]/g, '\\$&').replace(/^([#~])/, '\\$1');
}

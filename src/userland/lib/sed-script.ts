/** Scripts of `sed`, read into a flat list of commands: blocks and branches are jumps to an index. */
import { compileRegex, RegexError, type Regex } from './regex';
import { parseReplacement, type SedAddress, type SedCommand, type SedEnd } from './sed-command';

/** A fault, as `sed: -e expression #N, char M: …` says it. */
export class SedError extends Error {}

const MAX_COMMANDS = 10000;

/** Reads a script; `expressions` are the `-e` texts. Throws `SedError`. */
export function parseSed(expressions: readonly string[], extended: boolean): readonly SedCommand[] {
  return new SedParser(expressions, extended).parse();
}

class SedParser {
  readonly #text: string;
  #at = 0;
  readonly #commands: SedCommand[] = [];
  readonly #blocks: number[] = [];

  constructor(
    readonly expressions: readonly string[],
    readonly extended: boolean,
  ) {
    this.#text = expressions.join('\n');
  }

  parse(): readonly SedCommand[] {
    for (this.#skip(/[\s;]*/y); this.#at < this.#text.length; this.#skip(/[\s;]*/y)) {
      this.#command();
      if (this.#commands.length > MAX_COMMANDS) throw this.#fault('script too long');
    }
    if (this.#blocks.length > 0) throw this.#fault("unmatched `{'", 0);
    this.#resolve();
    return this.#commands;
  }

  #resolve(): void {
    const labels = new Map<string, number>();
    this.#commands.forEach((command, i) => {
      if (command.name === ':') labels.set(command.text ?? '', i);
    });
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue;
      const target = command.text === '' ? this.#commands.length : labels.get(command.text ?? '');
      if (target === undefined)
        throw new SedError(`-e expression #1, char ${this.#text.length}: can't find label for jump to \`${command.text}'`);
      command.target = target;
    }
  }

  #fault(message: string, at = this.#at): SedError {
    let expression = 0;
    let from = 0;
    while (expression < this.expressions.length - 1 && at > from + this.expressions[expression]!.length)
      from += this.expressions[expression++]!.length + 1;
    return new SedError(`-e expression #${expression + 1}, char ${at === 0 ? 0 : Math.min(at, this.#text.length) - from}: ${message}`);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #command(): void {
    if (this.#text[this.#at] === '#') {
      this.#skip(/[^\n]*/y);
      return;
    }
    const from = this.#address();
    let to: SedEnd | undefined;
    this.#skip(/[ \t]*/y);
    if (from !== undefined && this.#text[this.#at] === ',') {
      this.#at++;
      this.#skip(/[ \t]*/y);
      to = this.#end();
      if (to === undefined) throw this.#fault("unexpected `,'", this.#at + 1);
    }
    const not = this.#skip(/[ \t]*!?[ \t]*/y).includes('!');
    const name = this.#text[this.#at];
    if (name === undefined || name === '\n' || name === ';') throw this.#fault('missing command', this.#at);
    if (name === ',') throw this.#fault("unexpected `,'", this.#at + 1);
    this.#at++;
    if (from?.type === 'line' && from.line === 0 && to?.type !== 'match') throw this.#fault('invalid usage of line address 0');
    const addressed = { name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(not ? { not } : {}) };
    this.#body(name, addressed);
  }

  #body(name: string, base: SedCommand): void {
    const commands = this.#commands;
    switch (name) {
      case '{':
        this.#blocks.push(commands.length);
        commands.push({ ...base });
        return;
      case '}': {
        const open = this.#blocks.pop();
        if (open === undefined) throw this.#fault("unexpected `}'");
        if (base.from !== undefined) throw this.#fault("} doesn't want any addresses");
        commands[open]!.target = commands.length;
        break;
      }
      case 'a':
      case 'i':
      case 'c':
        commands.push({ ...base, text: this.#insertedText() });
        return;
      case ':': {
        if (base.from !== undefined) throw this.#fault(": doesn't want any addresses");
        const label = this.#skip(/[ \t]*[^\s;]*/y).trim();
        if (label === '') throw this.#fault('":" lacks a label');
        commands.push({ ...base, text: label });
        return;
      }
      case 'b':
      case 't':
      case 'T':
        commands.push({ ...base, text: this.#skip(/[ \t]*[^\s;}]*/y).trim() });
        break;
      case 'r': {
        const text = this.#skip(/[ \t]*[^\n]*/y).trim();
        if (text === '') throw this.#fault('missing filename in r/R/w/W commands');
        commands.push({ ...base, text });
        return;
      }
      case 's':
        commands.push(this.#substitute(base));
        break;
      case 'y':
        commands.push(this.#transliterate(base));
        break;
      case 'q':
      case 'Q':
        if (base.to !== undefined) throw this.#fault('command only uses one address');
        commands.push({ ...base, status: Number(this.#skip(/[ \t]*\d*/y).trim() || 0) });
        break;
      default:
        if (!'=dDgGhHnNpPxzl'.includes(name)) throw this.#fault(`unknown command: \`${name}'`);
        commands.push(base);
    }
    this.#skip(/[ \t]*/y);
    const next = this.#text[this.#at];
    if (next === undefined || next === '\n' || next === ';' || next === '}' || next === '#') return;
    throw this.#fault('extra characters after command', this.#at + 1);
  }

  #address(): SedAddress | undefined {
    const c = this.#text[this.#at];
    if (c === '$') {
      this.#at++;
      return { type: 'last' };
    }
    if (c === '/' || (c === '\\' && this.#at + 1 < this.#text.length)) {
      if (c === '\\') this.#at++;
      const pattern = this.#delimited('unterminated address regex', true);
      const flags = this.#skip(/[IM]*/y);
      return { type: 'match', regex: this.#regex(pattern, flags.includes('I')) };
    }
    const digits = this.#skip(/\d+/y);
    if (digits === '') return undefined;
    if (this.#text[this.#at] !== '~') return { type: 'line', line: Number(digits) };
    this.#at++;
    return { type: 'step', first: Number(digits), step: Number(this.#skip(/\d*/y) || 0) };
  }

  #end(): SedEnd | undefined {
    const c = this.#text[this.#at];
    if (c !== '+' && c !== '~') return this.#address();
    this.#at++;
    const count = Number(this.#skip(/\d+/y) || 0);
    return c === '+' ? { type: 'plus', count } : { type: 'multiple', of: count };
  }

  /** Text up to the delimiter that stands here; a quoted delimiter loses its backslash. */
  #delimited(unterminated: string, regex: boolean): string {
    const delimiter = this.#text[this.#at]!;
    let out = '';
    let inBracket = false;
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at]!;
      if (c === delimiter && !inBracket) {
        this.#at++;
        return out;
      }
      if (c === '\\' && !inBracket) {
        const next = this.#text[++this.#at];
        if (next === undefined) break;
        if (next === delimiter) out += next;
        else if (next === 'n' && regex) out += '\n';
        else if (next === 't' && regex) out += '\t';
        else out += `\\${next}`;
        continue;
      }
      if (c === '\n' && regex) break;
      if (regex && c === '[' && !inBracket) {
        inBracket = true;
        const head = /^\[\^?\]?/.exec(this.#text.slice(this.#at, this.#at + 3))![0];
        out += head;
        this.#at += head.length - 1;
        continue;
      }
      if (inBracket && c === '[' && /^\[[.:=]/.test(this.#text.slice(this.#at, this.#at + 2))) {
        const close = this.#text.indexOf(`${this.#text[this.#at + 1]}]`, this.#at + 2);
        if (close > 0) {
          out += this.#text.slice(this.#at, close + 2);
          this.#at = close + 1;
          continue;
        }
      }
      if (inBracket && c === '\\' && this.#text[this.#at + 1] === 'n') {
        out += '\n';
        this.#at++;
        continue;
      }
      if (c === ']') inBracket = false;
      out += c;
    }
    throw this.#fault(unterminated, this.#text.length);
  }

  #last: Regex | undefined;
  /** An empty expression is the one before it in the script. */
  #regex(pattern: string, ignoreCase: boolean): Regex {
    if (pattern === '') {
      if (this.#last === undefined) throw this.#fault('no previous regular expression');
      return this.#last;
    }
    try {
      this.#last = compileRegex(pattern, { extended: this.extended, ignoreCase });
      return this.#last;
    } catch (thrown) {
      if (thrown instanceof RegexError) throw this.#fault(thrown.message);
      throw thrown;
    }
  }

  #substitute(base: SedCommand): SedCommand {
    const unterminated = "unterminated `s' command";
    if (this.#at >= this.#text.length) throw this.#fault(unterminated);
    const delimiter = this.#text[this.#at]!;
    if (delimiter === '\n' || delimiter === '\\') throw this.#fault(unterminated);
    const pattern = this.#delimited(unterminated, true);
    this.#at--;
    const replacement = parseReplacement(this.#delimited(unterminated, false));
    const flags = this.#skip(/[gpIiMm\d]*/y);
    const next = this.#text[this.#at];
    if (next !== undefined && /[^\s;}#]/.test(next)) throw this.#fault("unknown option to `s'", this.#at + 1);
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1);
    if (nth === 0) throw this.#fault("number option to `s' command may not be zero");
    const regex = this.#regex(pattern, /[iI]/.test(flags));
    for (const part of replacement) {
      if (typeof part === 'object' && 'group' in part && part.group > regex.groups)
        throw this.#fault(`invalid reference \\${part.group} on \`s' command's RHS`);
    }
    return { ...base, regex, replacement, global: flags.includes('g'), print: flags.includes('p'), nth };
  }

  #transliterate(base: SedCommand): SedCommand {
    const unterminated = "unterminated `y' command";
    const plain = (text: string): string => text.replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
    const text = plain(this.#delimited(unterminated, false));
    this.#at--;
    const into = plain(this.#delimited(unterminated, false));
    if (text.length !== into.length) throw this.#fault("strings for `y' command are different lengths");
    return { ...base, text, into };
  }

  #insertedText(): string {
    this.#skip(/[ \t]*/y);
    if (this.#text[this.#at] === '\\') {
      this.#at++;
      this.#skip(/[ \t]*\n?/y);
    }
    let out = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== '\n') {
      if (this.#text[this.#at] === '\\') this.#at++;
      out += this.#text[this.#at] ?? '';
      this.#at++;
    }
    if (out === '') throw this.#fault(`expected \\ after \`a', \`c' or \`i'`, this.#text.length);
    this.#at++;
    return `${out}\n`;
  }
}

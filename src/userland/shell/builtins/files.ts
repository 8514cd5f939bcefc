/** `cd`, `pwd`, `read`, `mapfile`, `test`, `[`. */
import { EINTR, strerror } from '../../../kernel/errno';
import { sysChdir, sysGetcwd } from '../../../kernel/syscalls';
import { parseDuration } from '../../lib/numbers';
import { bracketArguments, evaluateTest } from '../../lib/test-expression';
import { readLine } from '../input';
import type { Sh } from '../machine';
import { assignText } from '../assign';
import { shellProbe } from '../test-command';
import { parseSubscript } from '../arithmetic';
import { getVariable, isName, setArray, setVariable } from '../variables';
import { EX_USAGE, fault, invalidOption, readOptions, type Builtin } from './builtin';

/** A path made absolute and its dots taken out, as `cd` without -P reads it. */
function logicalPath(from: string, to: string): string {
  const parts: string[] = [];
  for (const part of (to.startsWith('/') ? to : `${from}/${to}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const cd: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'LPe@');
  if (bad !== undefined) return invalidOption(sh, 'cd', bad, 'cd [-L|[-P [-e]] [-@]] [dir]');
  if (rest.length > 1) return fault(sh, 'cd', 'too many arguments');
  const word = rest[0];
  const home = getVariable(sh, 'HOME');
  const old = getVariable(sh, 'OLDPWD');
  if (word === undefined && home === undefined) return fault(sh, 'cd', 'HOME not set');
  if (word === '-' && old === undefined) return fault(sh, 'cd', 'OLDPWD not set');
  const target = word === undefined ? (home ?? '/') : word === '-' ? (old ?? '/') : word;
  if (target === '') return 0;
  const before = sh.once(() => getVariable(sh, 'PWD') ?? '/');
  const path = letters.includes('P') ? target : logicalPath(before, target);
  // A path too deep to name from the root can still be entered from here.
  let done = sh.call((k, pid) => sysChdir(k, pid, path));
  if (done < 0 && path !== target) done = sh.call((k, pid) => sysChdir(k, pid, target));
  if (done < 0) return fault(sh, 'cd', `${word ?? target}: ${strerror(done)}`);
  const now = sh.once((k, pid) => {
    const real = letters.includes('P') ? sysGetcwd(k, pid) : path;
    const pwd = typeof real === 'number' ? path : real;
    setVariable(sh, 'OLDPWD', before);
    setVariable(sh, 'PWD', pwd);
    return pwd;
  });
  if (word === '-') sh.out(`${now}\n`);
  return 0;
};

export const pwd: Builtin = (sh, { args }) => {
  const { letters, bad } = readOptions(args.slice(1), 'LP');
  if (bad !== undefined) return invalidOption(sh, 'pwd', bad, 'pwd [-LP]');
  const real = sh.call((k, pid) => sysGetcwd(k, pid));
  if (letters.includes('P') && typeof real === 'number') return fault(sh, 'pwd', strerror(real));
  const known = getVariable(sh, 'PWD');
  sh.out(`${letters.includes('P') || known === undefined ? real : known}\n`);
  return 0;
};

export const test: Builtin = (sh, { args }) => runTest(sh, 'test', args.slice(1));

export const bracket: Builtin = (sh, { args }) => {
  const words = bracketArguments(args.slice(1), 'bash');
  return typeof words === 'string' ? fault(sh, '[', words, 2) : runTest(sh, '[', words);
};

function runTest(sh: Sh, name: string, words: readonly string[]): number {
  const { status, error } = evaluateTest(words, shellProbe(sh), 'bash');
  return error === undefined ? status : fault(sh, name, error, status);
}

interface ReadRequest {
  readonly raw: boolean;
  readonly delimiter: string;
  readonly fd: number;
  readonly array: string | undefined;
  readonly names: readonly string[];
  readonly max: number | undefined;
  readonly prompt: string;
  /** Ticks, undefined for no end. */
  readonly timeout: number | undefined;
}

function parseRead(args: readonly string[]): ReadRequest | string {
  const request = {
    raw: false,
    delimiter: '\n',
    fd: 0,
    array: undefined as string | undefined,
    max: undefined as number | undefined,
    prompt: '',
    timeout: undefined as number | undefined,
  };
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^-[a-zA-Z]/.test(arg)) break;
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] ?? '';
      if (letter === 'r') request.raw = true;
      else if (letter === 's' || letter === 'e') continue;
      else if ('adinNptu'.includes(letter)) {
        const value = arg.slice(at + 1) || (args[++i] ?? '');
        if (letter === 'd') request.delimiter = value[0] ?? '\0';
        else if (letter === 'a') request.array = value;
        else if (letter === 'u') request.fd = Number(value);
        else if (letter === 'p') request.prompt = value;
        else if (letter === 't') request.timeout = parseDuration(value);
        else if (letter === 'n' || letter === 'N') request.max = Number(value);
        break;
      } else return `-${letter}`;
    }
  }
  return { ...request, names: args.slice(i) };
}

export const read: Builtin = (sh, { args }) => {
  const request = parseRead(args);
  if (typeof request === 'string')
    return invalidOption(
      sh,
      'read',
      request,
      'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
    );
  const wrong = request.names.find((name) => !isName(name) && parseSubscript(name) === undefined);
  if (wrong !== undefined) return fault(sh, 'read', `\`${wrong}': not a valid identifier`);
  if (request.prompt !== '' && sh.state.interactive) sh.say(request.prompt);
  if (request.timeout === 0) return 0;
  if (request.timeout !== undefined) return fault(sh, 'read', '-t: not supported by this shell', EX_USAGE);
  let text = '';
  for (;;) {
    const left = request.max === undefined ? undefined : request.max - text.length;
    const line = left === 0 ? '' : readLine(sh, request.fd, request.delimiter, left, true);
    if (typeof line === 'number') return line === -EINTR ? 130 : fault(sh, 'read', `read error: ${request.fd}: ${strerror(line)}`);
    text += line;
    // Without -r a backslash joins the next line.
    const joins = !request.raw && request.max === undefined && request.delimiter === '\n' && /(?:^|[^\\])(?:\\\\)*\\\n$/.test(text);
    if (!joins || line === '') break;
    text = text.slice(0, -2);
  }
  const ended = text.endsWith(request.delimiter) || (request.max !== undefined && text.length >= request.max);
  const body = text.endsWith(request.delimiter) ? text.slice(0, -1) : text;
  sh.once(() => {
    distribute(sh, request, body);
    return 0;
  });
  return ended ? 0 : 1;
};

/** Splits a line among the names; the last one gets the rest. */
function distribute(sh: Sh, request: ReadRequest, body: string): void {
  const ifs = getVariable(sh, 'IFS') ?? ' \t\n';
  const { chars, quoted } = request.raw ? { chars: body, quoted: new Set<number>() } : unescape(body);
  if (request.names.length === 0 && request.array === undefined) return setVariable(sh, 'REPLY', chars);
  const splitter = new LineSplitter(chars, quoted, ifs);
  if (request.array !== undefined) {
    const elements: [number, string][] = [];
    for (let item = splitter.next(); item !== undefined; item = splitter.next()) elements.push([elements.length, item]);
    return setArray(sh, request.array, elements, false);
  }
  for (const [i, name] of request.names.entries()) {
    const value = i === request.names.length - 1 ? splitter.rest() : (splitter.next() ?? '');
    const place = parseSubscript(name);
    assignText(sh, place?.name ?? name, place?.subscript, value, false);
  }
}

function unescape(body: string): { chars: string; quoted: Set<number> } {
  let chars = '';
  const quoted = new Set<number>();
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '\\' && i + 1 < body.length) {
      i++;
      if (body[i] === '\n') continue;
      quoted.add(chars.length);
    } else if (body[i] === '\\') continue;
    chars += body[i];
  }
  return { chars, quoted };
}

class LineSplitter {
  #at: number;

  constructor(
    readonly text: string,
    readonly quoted: ReadonlySet<number>,
    readonly ifs: string,
  ) {
    this.#at = this.#skipBlanks(0);
  }

  #isIfs(at: number): boolean {
    return at < this.text.length && !this.quoted.has(at) && this.ifs.includes(this.text[at] ?? '\0');
  }
  #skipBlanks(from: number): number {
    let at = from;
    while (this.#isIfs(at) && ' \t\n'.includes(this.text[at] ?? '')) at++;
    return at;
  }

  next(): string | undefined {
    if (this.#at >= this.text.length) return undefined;
    const start = this.#at;
    let end = start;
    while (end < this.text.length && !this.#isIfs(end)) end++;
    this.#at = this.#skipBlanks(end);
    if (this.#isIfs(this.#at)) {
      if (end === this.#at || ' \t\n'.includes(this.text[end] ?? '')) this.#at = this.#skipBlanks(this.#at + 1);
    }
    return this.text.slice(start, end);
  }

  /** All that is left, blanks at its end taken off; one delimiter too, when it is the last thing. */
  rest(): string {
    const start = this.#at;
    let end = this.text.length;
    while (end > start && this.#isIfs(end - 1) && ' \t\n'.includes(this.text[end - 1] ?? '')) end--;
    const before = this.#at;
    const only = this.next();
    if (only !== undefined && this.#at >= this.text.length) return only;
    this.#at = before;
    return this.text.slice(start, end);
  }
}

export const mapfile: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 't');
  if (bad !== undefined) return fault(sh, args[0] ?? 'mapfile', `${bad}: not supported by this shell`, EX_USAGE);
  const name = rest[0] ?? 'MAPFILE';
  const lines: [number, string][] = [];
  for (;;) {
    const line = sh.memo(() => readLine(sh, 0, '\n'));
    if (typeof line === 'number') return fault(sh, args[0] ?? 'mapfile', strerror(line));
    if (line === '') break;
    lines.push([lines.length, letters.includes('t') ? line.replace(/\n$/, '') : line]);
  }
  sh.once(() => {
    setArray(sh, name, lines, false);
    return 0;
  });
  return 0;
};

/** Command lines as getopt_long(3) reads them: short options in bunches, long ones by any unambiguous beginning. */

export interface OptionSpec {
  /** As getopt's: a letter each, `:` behind one that takes a value. A leading `+` ends options at the first operand. */
  readonly short?: string;
  /** Long name → the short letter it stands for, or a name of its own (with `=` behind it when it takes a value, `?` when it may). */
  readonly long?: Readonly<Record<string, string>>;
}

/** One option as met: `name` is its short letter, or the long one's own name. */
export interface Option {
  readonly name: string;
  readonly value: string | undefined;
}

export interface CommandLine {
  /** In the order met. */
  readonly options: readonly Option[];
  readonly operands: readonly string[];
}

/** Reads the arguments behind the command's name; a string is the fault, in getopt's words. */
export function parseOptions(args: readonly string[], spec: OptionSpec): CommandLine | string {
  const inOrder = spec.short?.startsWith('+') ?? false;
  const short = new Map<string, boolean>();
  for (const match of (spec.short ?? '').matchAll(/([^+:])(:?)/g)) short.set(match[1]!, match[2] === ':');
  const options: Option[] = [];
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') return { options, operands: [...operands, ...args.slice(i + 1)] };
    if (word.startsWith('--')) {
      const found = longOption(word, args[i + 1], spec, short);
      if (typeof found === 'string') return found;
      options.push(found.option);
      if (found.tookNext) i++;
    } else if (word.startsWith('-') && word !== '-') {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!;
        const takesValue = short.get(letter);
        if (takesValue === undefined) return `invalid option -- '${letter}'`;
        if (!takesValue) options.push({ name: letter, value: undefined });
        else {
          const value = at + 1 < word.length ? word.slice(at + 1) : args[++i];
          if (value === undefined) return `option requires an argument -- '${letter}'`;
          options.push({ name: letter, value });
          break;
        }
      }
    } else if (inOrder) return { options, operands: args.slice(i) };
    else operands.push(word);
  }
  return { options, operands };
}

function longOption(
  word: string,
  next: string | undefined,
  spec: OptionSpec,
  short: ReadonlyMap<string, boolean>,
): { option: Option; tookNext: boolean } | string {
  const equals = word.indexOf('=');
  const given = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  const long = spec.long ?? {};
  const names = Object.hasOwn(long, given) ? [given] : Object.keys(long).filter((name) => name.startsWith(given));
  const [name] = names;
  if (name === undefined) return `unrecognized option '${word}'`;
  if (new Set(names.map((n) => long[n])).size > 1)
    return `option '--${given}' is ambiguous; possibilities: ${names.map((n) => `'--${n}'`).join(' ')}`;
  const target = long[name]!;
  const own = target.replace(/[=?]$/, '');
  const takesValue = target.endsWith('=') || (short.get(own) ?? false);
  if (takesValue && value === undefined) {
    if (next === undefined) return `option '--${name}' requires an argument`;
    return { option: { name: own, value: next }, tookNext: true };
  }
  if (!takesValue && !target.endsWith('?') && value !== undefined) return `option '--${name}' doesn't allow an argument`;
  return { option: { name: own, value }, tookNext: false };
}

/** How `sort` compares lines (C locale: by bytes). */

/** Ways to compare: letters as sort's options. */
export interface Ordering {
  readonly blanks: boolean;
  readonly dictionary: boolean;
  readonly fold: boolean;
  readonly printable: boolean;
  readonly kind: 'text' | 'numeric' | 'general' | 'human' | 'month' | 'version';
  readonly reverse: boolean;
}

/** A key: fields and characters from 1; `endField` 0 means to the end of the line, `endChar` 0 to the end of the field. */
export interface SortKey {
  readonly field: number;
  readonly char: number;
  readonly endField: number;
  readonly endChar: number;
  readonly skipStart: boolean;
  readonly skipEnd: boolean;
  readonly ordering: Ordering | undefined;
}

const KINDS: Readonly<Record<string, Ordering['kind']>> = { n: 'numeric', g: 'general', h: 'human', M: 'month', V: 'version' };

/** The ordering a bunch of option letters stands for; undefined where none is an ordering. */
export function ordering(letters: string): Ordering | undefined {
  if (!/[bdfigMhnrV]/.test(letters)) return undefined;
  const kind = [...letters].map((letter) => KINDS[letter]).find((found) => found !== undefined) ?? 'text';
  return {
    blanks: letters.includes('b'),
    dictionary: letters.includes('d'),
    fold: letters.includes('f'),
    printable: letters.includes('i'),
    kind,
    reverse: letters.includes('r'),
  };
}

/** Reads `F[.C][OPTS][,F[.C][OPTS]]`; a string is the fault. */
export function parseKey(text: string): SortKey | string {
  const start = /^(\d*)(?:\.(\d+))?([bdfgiMhnRrV]*)/.exec(text)!;
  if (start[1] === '') return `invalid number at field start: invalid count at start of '${text}'`;
  if (Number(start[1]) === 0) return `field number is zero: invalid field specification '${text}'`;
  if (start[2] === '0') return `character offset is zero: invalid field specification '${text}'`;
  const rest = text.slice(start[0].length);
  const end = rest === '' ? undefined : /^,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)$/.exec(rest);
  if (end === null)
    return rest.startsWith(',') && !/^,\d/.test(rest)
      ? `invalid number after ',': invalid count at start of '${rest.slice(1)}'`
      : `stray character in field spec: invalid field specification '${text}'`;
  if (end !== undefined && Number(end[1]) === 0) return `field number is zero: invalid field specification '${text}'`;
  return {
    field: Number(start[1]),
    char: Number(start[2] ?? 1),
    endField: Number(end?.[1] ?? 0),
    endChar: Number(end?.[2] ?? 0),
    skipStart: start[3]!.includes('b'),
    skipEnd: (end?.[3] ?? '').includes('b'),
    ordering: ordering(start[3]! + (end?.[3] ?? '')),
  };
}

/** Compares two lines by all keys in turn (the whole line where there is none); 0 where they are equal. */
export function compareByKeys(a: string, b: string, keys: readonly SortKey[], global: Ordering, separator: string | undefined): number {
  if (keys.length === 0) return compareText(a, b, global);
  for (const key of keys) {
    const how = key.ordering ?? global;
    const order = compareText(keyText(a, key, how, separator), keyText(b, key, how, separator), how);
    if (order !== 0) return order;
  }
  return 0;
}

/** By bytes. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareText(a: string, b: string, how: Ordering): number {
  const order = compareAs(how.kind, prepared(a, how), prepared(b, how));
  return how.reverse ? -order : order;
}

function prepared(text: string, how: Ordering): string {
  let out = how.blanks ? text.replace(/^[ \t]+/, '') : text;
  if (how.dictionary) out = out.replace(/[^A-Za-z0-9 \t]/g, '');
  if (how.printable) out = out.replace(/[^ -~]/g, '');
  return how.fold ? out.toUpperCase() : out;
}

function compareAs(kind: Ordering['kind'], a: string, b: string): number {
  switch (kind) {
    case 'text':
      return compareBytes(a, b);
    case 'numeric':
      return compareDecimals(a, b);
    case 'general':
      return compareGeneral(a, b);
    case 'human':
      return compareHuman(a, b);
    case 'month':
      return month(a) - month(b);
    case 'version':
      return compareVersions(a, b);
    default:
      return kind satisfies never;
  }
}

const DECIMAL = /^[ \t]*(-?)(\d*)(?:\.(\d*))?/;

/** Numbers of any length, as text: sign, whole part, fraction. */
function compareDecimals(a: string, b: string): number {
  const [, signA = '', wholeA = '', fractionA = ''] = DECIMAL.exec(a)!;
  const [, signB = '', wholeB = '', fractionB = ''] = DECIMAL.exec(b)!;
  const x = [wholeA.replace(/^0+/, ''), fractionA.replace(/0+$/, '')] as const;
  const y = [wholeB.replace(/^0+/, ''), fractionB.replace(/0+$/, '')] as const;
  const negativeA = signA === '-' && x.join('') !== '';
  const negativeB = signB === '-' && y.join('') !== '';
  if (negativeA !== negativeB) return negativeA ? -1 : 1;
  const size = x[0].length - y[0].length || compareBytes(x[0], y[0]) || compareBytes(x[1], y[1]);
  return Math.sign(negativeA ? -size : size);
}

function compareGeneral(a: string, b: string): number {
  const value = (text: string): number => {
    const match = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/i.exec(text);
    return match === null ? -Infinity : Number(match[0]);
  };
  return Math.sign(value(a) - value(b)) || 0;
}

function compareHuman(a: string, b: string): number {
  const order = (text: string): number => {
    const match = /^[ \t]*(-?)[\d.]+([kKMGTPEZY]?)/.exec(text);
    const power = match?.[2] ? 'KMGTPEZY'.indexOf(match[2].toUpperCase()) + 1 : 0;
    return match?.[1] === '-' ? -power : power;
  };
  return Math.sign(order(a) - order(b)) || compareDecimals(a, b);
}

function month(text: string): number {
  return 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'.indexOf(text.trim().slice(0, 3).toUpperCase() || '?') + 1;
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const x = parts(a);
  const y = parts(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]];
    const order = /^\d/.test(p) && /^\d/.test(q) ? compareDecimals(p, q) : compareBytes(p, q);
    if (order !== 0) return order;
  }
  return 0;
}

function keyText(line: string, key: SortKey, how: Ordering, separator: string | undefined): string {
  const fields = separator === undefined ? blankFields(line) : separatedFields(line, separator);
  const start = place(line, fields, key.field, key.char, key.skipStart || how.blanks);
  if (key.endField === 0) return line.slice(start);
  const field = fields[key.endField - 1];
  if (field === undefined) return line.slice(start);
  const end = key.endChar === 0 ? field[1] : Math.min(place(line, fields, key.endField, key.endChar, key.skipEnd) + 1, line.length);
  return line.slice(start, Math.max(start, end));
}

function place(line: string, fields: readonly (readonly [number, number])[], number: number, char: number, skip: boolean): number {
  const field = fields[number - 1];
  if (field === undefined) return line.length;
  let at = field[0];
  if (skip) while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++;
  return Math.min(at + char - 1, line.length);
}

/** A field is blanks and what follows them. */
function blankFields(line: string): [number, number][] {
  return [...line.matchAll(/[ \t]*[^ \t]+|[ \t]+$/g)].map((match) => [match.index, match.index + match[0].length]);
}

function separatedFields(line: string, separator: string): [number, number][] {
  const fields: [number, number][] = [];
  let start = 0;
  for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, start)) {
    fields.push([start, at]);
    start = at + separator.length;
  }
  return [...fields, [start, line.length]];
}

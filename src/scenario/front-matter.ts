/**
 * The reader of front matter: a small, named subset of YAML. A top level of `key: value`; a value is a scalar, a flow list
 * `[a, b]`, or one level of mapping, in flow form `{ a: 1, b: [2] }` or as indented lines. Scalars are plain or quoted; `#`
 * starts a comment. Everything else of YAML is refused by name, with its place.
 */
import { type Problems, quote } from './problem';

export interface Place {
  readonly line: number;
  readonly column: number;
}
export interface Scalar extends Place {
  readonly kind: 'scalar';
  readonly text: string;
}
export interface List extends Place {
  readonly kind: 'list';
  readonly items: readonly Scalar[];
}
export interface Entry {
  readonly key: Scalar;
  readonly value: Node;
}
export interface Mapping extends Place {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
}
export type Node = Scalar | List | Mapping;

const KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const FOREIGN: Readonly<Record<string, string>> = {
  '|': 'block text (|)',
  '>': 'folded text (>)',
  '&': 'an anchor (&)',
  '*': 'an alias (*)',
  '!': 'a tag (!)',
  '@': 'a reserved sign (@)',
  '`': 'a reserved sign (`)',
  '%': 'a directive (%)',
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\', '/': '/' };

/** Where a value stands decides what ends a plain scalar and what may be nested in it. */
type Context = 'line' | 'nested' | 'flow-list' | 'flow-mapping';

/** Reads the values of one line, left to right, never going back. */
class LineReader {
  at: number;
  constructor(
    readonly text: string,
    readonly line: number,
    readonly problems: Problems,
    start = 0,
  ) {
    this.at = start;
  }
  get place(): Place {
    return { line: this.line, column: this.at + 1 };
  }
  get char(): string {
    return this.text[this.at] ?? '';
  }
  problem(message: string, at = this.at): undefined {
    this.problems.add(this.line, at + 1, message);
    return undefined;
  }
  blanks(): void {
    while (this.char === ' ' || this.char === '\t') this.at++;
  }
  /** At the end of what the line says: only blanks and a comment are left. */
  ended(): boolean {
    const from = this.at;
    this.blanks();
    return this.char === '' || (this.char === '#' && (this.at === 0 || this.at > from));
  }

  value(context: Context): Node | undefined {
    if (this.char === '[' && context !== 'flow-list') return this.list();
    if (this.char === '{' && context === 'line') return this.mapping();
    if (this.char === '[' || this.char === '{') return this.problem('lists and mappings cannot be nested this deep here');
    return this.scalar(context);
  }

  scalar(context: Context): Scalar | undefined {
    const { place, char } = this;
    if (char === '"' || char === "'") return this.quoted(char);
    const foreign = FOREIGN[char];
    if (foreign) return this.problem(`front matter takes no YAML ${foreign.replace(/^an? /, '')}; write the value in quotes`);
    const flow = context === 'flow-list' || context === 'flow-mapping';
    const start = this.at;
    let end = start;
    for (; this.at < this.text.length; this.at++) {
      const c = this.char;
      const after = this.text[this.at + 1] ?? ' ';
      if (c === '#' && this.at > start && /[ \t]/.test(this.text[this.at - 1]!)) break;
      if (flow && (c === ',' || c === ']' || c === '}' || c === '[' || c === '{')) break;
      if (c === ':' && (after === ' ' || after === '\t')) return this.problem('a ":" inside a value needs the value in quotes');
      if (c !== ' ' && c !== '\t') end = this.at + 1;
    }
    this.at = end;
    return { kind: 'scalar', ...place, text: this.text.slice(start, end) };
  }

  quoted(mark: string): Scalar | undefined {
    const { place, at: start } = this;
    let text = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.char;
      const next = this.text[this.at + 1];
      if (c === mark && mark === "'" && next === "'") {
        text += "'";
        this.at++;
      } else if (c === mark) {
        this.at++;
        return { kind: 'scalar', ...place, text };
      } else if (c === '\\' && mark === '"') {
        const escaped = ESCAPES[next ?? ''];
        if (escaped === undefined) return this.problem(`no such escape in a quoted text: \\${next ?? ''}`);
        text += escaped;
        this.at++;
      } else text += c;
    }
    return this.problem(`this quoted text is not closed: a ${mark} is missing at the end of the line`, start);
  }

  list(): List | undefined {
    const { place, at: start } = this;
    const items: Scalar[] = [];
    for (this.at++; ;) {
      this.blanks();
      if (this.char === ']') break;
      if (this.char === '' || this.char === '#') return this.problem('this list is not closed: a ] is missing on its line', start);
      if (this.char === ',') return this.problem('a value was expected before this comma');
      const item = this.value('flow-list');
      if (item?.kind !== 'scalar') return undefined;
      items.push(item);
      this.blanks();
      if (this.char === ',') this.at++;
      else if (this.char !== ']') return this.problem('a , or ] was expected here, on the line of the list');
    }
    this.at++;
    return { kind: 'list', ...place, items };
  }

  mapping(): Mapping | undefined {
    const { place, at: start } = this;
    const entries: Entry[] = [];
    for (this.at++; ;) {
      this.blanks();
      if (this.char === '}') break;
      if (this.char === '' || this.char === '#') return this.problem('this mapping is not closed: a } is missing on its line', start);
      const key = this.key();
      if (!key) return undefined;
      this.blanks();
      const value = /[,}]/.test(this.char) ? this.problem(`${quote(key.text)} has no value`) : this.value('flow-mapping');
      if (!value) return undefined;
      entries.push({ key, value });
      this.blanks();
      if (this.char === ',') this.at++;
      else if (this.char !== '}') return this.problem('a , or } was expected here, on the line of the mapping');
    }
    this.at++;
    return { kind: 'mapping', ...place, entries };
  }

  /** `key:` up to and with the colon. */
  key(): Scalar | undefined {
    const { place, at: start } = this;
    if (this.char === '"' || this.char === "'") {
      const key = this.quoted(this.char);
      if (!key) return undefined;
      this.blanks();
      if (this.text[this.at] !== ':') return this.problem(`a ":" was expected after the key ${quote(key.text)}`);
      this.at++;
      return key;
    }
    if (this.char === '-' && /^-(\s|$)/.test(this.text.slice(start, start + 2))) {
      return this.problem('a list is written in one line: key: [a, b]');
    }
    while (this.char !== '' && this.char !== ':' && this.char !== ',' && this.char !== '}') this.at++;
    const text = this.text.slice(start, this.at).trimEnd();
    if (this.char !== ':') return this.problem(`"key: value" was expected, this has no ":": ${quote(text)}`, start);
    if (!KEY.test(text)) return this.problem(`a key is a word of letters, digits, _ and -, not ${quote(text)}`, start);
    this.at++;
    if (!/[ \t]/.test(this.char || ' ')) return this.problem('a blank is needed after this ":"');
    return { kind: 'scalar', ...place, text };
  }

  /** Nothing but a comment may follow a whole value. */
  close(): void {
    if (!this.ended()) this.problem(`nothing was expected behind the value, but there is ${quote(this.text.slice(this.at))}`);
  }
}

/** The value written behind `&set=key=`, with the rules of a line of front matter. */
export function readValue(text: string, problems: Problems): Node | undefined {
  const reader = new LineReader(text, 1, problems);
  reader.blanks();
  const value = reader.value('line');
  if (value) reader.close();
  return value;
}

/** Reads the lines between the two `---`; `first` is the document's line number of `lines[0]`. */
export function readFrontMatter(lines: readonly string[], first: number, problems: Problems): Mapping {
  const entries: Entry[] = [];
  let open: { entries: Entry[]; indent: number } | undefined;
  for (const [i, text] of lines.entries()) {
    const reader = new LineReader(text, first + i, problems);
    if (reader.ended()) continue;
    const indent = reader.at;
    if (text.slice(0, indent).includes('\t')) {
      reader.problem('indent with blanks, not with tabs');
      continue;
    }
    if (indent > 0 && !open) {
      reader.problem('this line is indented, but no mapping was opened above it');
      continue;
    }
    if (indent === 0) open = undefined;
    else if (open!.indent === 0) open!.indent = indent;
    else if (open!.indent !== indent) {
      reader.problem(`this line is indented by ${indent}, the one above it by ${open!.indent}; one level of mapping is all there is`);
      continue;
    }
    const key = reader.key();
    if (!key) continue;
    if (reader.ended()) {
      const inner: Entry[] = [];
      const value: Mapping = { kind: 'mapping', line: key.line, column: key.column, entries: inner };
      if (open) reader.problem(`${quote(key.text)} has no value`, key.column - 1);
      else {
        open = { entries: inner, indent: 0 };
        entries.push({ key, value });
      }
      continue;
    }
    const value = reader.value(open ? 'nested' : 'line');
    if (!value) continue;
    reader.close();
    (open?.entries ?? entries).push({ key, value });
  }
  const filled = entries.filter(({ key, value }) => {
    const empty = value.kind === 'mapping' && value.entries.length === 0 && value.column === key.column;
    if (empty) problems.add(key.line, key.column, `${quote(key.text)} has no value`);
    return !empty;
  });
  return { kind: 'mapping', line: first, column: 1, entries: filled };
}

/** The expressions of `find`: tests and actions joined by -a, -o, ! and parentheses. */
import { globMatch } from './glob';
import { parseDecimal } from './numbers';
import { compileRegex, RegexError } from './regex';

export type FindNode =
  | { readonly type: 'and' | 'or'; readonly left: FindNode; readonly right: FindNode }
  | { readonly type: 'not'; readonly of: FindNode }
  | { readonly type: 'test'; readonly matches: (entry: FindEntry) => boolean }
  | { readonly type: 'print'; readonly end: string }
  | { readonly type: 'printf'; readonly format: string }
  | { readonly type: 'delete' | 'prune' | 'quit' | 'ls' }
  | { readonly type: 'exec'; readonly argv: readonly string[]; readonly many: boolean };

/** What a test sees of a file. */
export interface FindEntry {
  readonly path: string;
  readonly name: string;
  /** `f d l c b p s`. */
  readonly type: string;
  readonly mode: number;
  readonly size: number;
  readonly links: number;
  readonly inode: number;
  /** Ticks since it was changed. */
  readonly age: number;
  /** An empty file or directory; asked only where wanted. */
  readonly empty: () => boolean;
}

export interface FindPlan {
  readonly expression: FindNode;
  readonly maxDepth: number;
  readonly minDepth: number;
  /** Children before their directory. */
  readonly depthFirst: boolean;
}

/** A fault in find's words. */
export class FindError extends Error {}

const MAX_DEPTH = 100;

/** Reads everything behind the starting points. Throws `FindError`. */
export function parseFind(words: readonly string[]): FindPlan {
  return new FindParser(words).parse();
}

class FindParser {
  #at = 0;
  #depth = 0;
  #acts = false;
  readonly #plan = { maxDepth: Infinity, minDepth: 0, depthFirst: false };

  constructor(readonly words: readonly string[]) {}

  parse(): FindPlan {
    const whole = this.words.length === 0 ? undefined : this.#or();
    if (this.#at < this.words.length)
      throw new FindError(
        this.words[this.#at] === ')' ? "you have too many ')'" : `paths must precede expression: \`${this.words[this.#at]}'`,
      );
    const print: FindNode = { type: 'print', end: '\n' };
    const expression: FindNode = whole === undefined ? print : this.#acts ? whole : { type: 'and', left: whole, right: print };
    return { expression, ...this.#plan };
  }

  #or(): FindNode {
    if (++this.#depth > MAX_DEPTH) throw new FindError('expression too deep');
    let left = this.#and();
    while (this.words[this.#at] === '-o' || this.words[this.#at] === '-or') {
      this.#at++;
      left = { type: 'or', left, right: this.#and() };
    }
    this.#depth--;
    return left;
  }

  #and(): FindNode {
    let left = this.#not();
    for (;;) {
      const word = this.words[this.#at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or' || word === ',') return left;
      if (word === '-a' || word === '-and') this.#at++;
      left = { type: 'and', left, right: this.#not() };
    }
  }

  #not(): FindNode {
    let negated = false;
    while (this.words[this.#at] === '!' || this.words[this.#at] === '-not') {
      negated = !negated;
      this.#at++;
    }
    const primary = this.#primary();
    return negated ? { type: 'not', of: primary } : primary;
  }

  #value(name: string): string {
    const value = this.words[this.#at++];
    if (value === undefined) throw new FindError(`missing argument to \`${name}'`);
    return value;
  }

  #primary(): FindNode {
    const before = this.words[this.#at - 1];
    const name = this.words[this.#at++];
    if (name === undefined)
      throw new FindError(`expected an expression${/^-(?:o|or|a|and)$/.test(before ?? '') ? ` after '${before}'` : ''}`);
    if (name === '(') {
      const inside = this.#or();
      if (this.words[this.#at++] !== ')')
        throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      return inside;
    }
    if (!name.startsWith('-')) throw new FindError(`paths must precede expression: \`${name}'`);
    return this.#test(name) ?? this.#action(name);
  }

  #test(name: string): FindNode | undefined {
    const test = (matches: (entry: FindEntry) => boolean): FindNode => ({ type: 'test', matches });
    switch (name) {
      case '-name':
      case '-iname': {
        const pattern = this.#value(name);
        return test((entry) => globMatch(pattern, entry.name, { ignoreCase: name === '-iname' }));
      }
      case '-path':
      case '-wholename':
      case '-ipath': {
        const pattern = this.#value(name);
        return test((entry) => globMatch(pattern, entry.path, { ignoreCase: name === '-ipath' }));
      }
      case '-regex': {
        const regex = this.#regex(this.#value(name));
        return test((entry) => regex.exec(entry.path) !== undefined);
      }
      case '-type': {
        const types = this.#value(name).split(',');
        const bad = types.find((type) => !/^[bcdpfls]$/.test(type));
        if (bad !== undefined) throw new FindError(`Unknown argument to -type: ${bad.charAt(0)}`);
        return test((entry) => types.includes(entry.type));
      }
      case '-size': {
        const text = this.#value(name);
        const match = /^([-+]?)(\d+)([cwbkMG]?)$/.exec(text);
        if (match === null) throw new FindError(`Invalid argument \`${text}' to -size`);
        const unit = { c: 1, w: 2, b: 512, k: 1024, M: 1048576, G: 1073741824 }[match[3] || 'b'] ?? 512;
        return test((entry) => compared(Math.ceil(entry.size / unit), match[1]!, Number(match[2])));
      }
      case '-links':
      case '-inum':
      case '-mmin':
      case '-mtime': {
        const text = this.#value(name);
        const match = /^([-+]?)(\d+)$/.exec(text);
        if (match === null) throw new FindError(`Invalid argument \`${text}' to ${name}`);
        const of = (entry: FindEntry): number =>
          name === '-links' ? entry.links : name === '-inum' ? entry.inode : Math.floor(entry.age / (name === '-mmin' ? 60000 : 86400000));
        return test((entry) => compared(of(entry), match[1]!, Number(match[2])));
      }
      case '-perm': {
        const text = this.#value(name);
        const match = /^([-/]?)([0-7]+)$/.exec(text);
        if (match === null) throw new FindError(`invalid mode '${text}'`);
        const bits = parseInt(match[2]!, 8);
        return test(({ mode }) =>
          match[1] === '-' ? (mode & bits) === bits : match[1] === '/' ? bits === 0 || (mode & bits) !== 0 : (mode & 0o7777) === bits,
        );
      }
      case '-empty':
        return test((entry) => entry.empty());
      case '-user':
      case '-group': {
        const owner = this.#value(name);
        return test(() => owner === 'root' || owner === '0');
      }
      case '-true':
        return test(() => true);
      case '-false':
        return test(() => false);
      case '-maxdepth':
      case '-mindepth': {
        const text = this.#value(name);
        const levels = /^\d+$/.test(text) ? parseDecimal(text) : undefined;
        if (levels === undefined) throw new FindError(`Expected a positive decimal integer argument to ${name}, but got '${text}'`);
        this.#plan[name === '-maxdepth' ? 'maxDepth' : 'minDepth'] = levels;
        return test(() => true);
      }
      case '-depth':
      case '-d':
        this.#plan.depthFirst = true;
        return test(() => true);
      case '-xdev':
      case '-mount':
      case '-noleaf':
        return test(() => true);
      default:
        return undefined;
    }
  }

  #action(name: string): FindNode {
    if (name !== '-prune') this.#acts = true;
    switch (name) {
      case '-print':
        return { type: 'print', end: '\n' };
      case '-print0':
        return { type: 'print', end: '\0' };
      case '-printf':
        return { type: 'printf', format: this.#value(name) };
      case '-ls':
        return { type: 'ls' };
      case '-quit':
        return { type: 'quit' };
      case '-prune':
        return { type: 'prune' };
      case '-delete':
        this.#plan.depthFirst = true;
        return { type: 'delete' };
      case '-exec':
      case '-execdir':
      case '-ok': {
        const argv: string[] = [];
        for (;;) {
          const word = this.words[this.#at++];
          if (word === undefined) throw new FindError(`missing argument to \`${name}'`);
          if (word === ';') return { type: 'exec', argv, many: false };
          if (word === '+' && argv.at(-1) === '{}') return { type: 'exec', argv: argv.slice(0, -1), many: true };
          argv.push(word);
        }
      }
      default:
        throw new FindError(`unknown predicate \`${name}'`);
    }
  }

  #regex(pattern: string): ReturnType<typeof compileRegex> {
    try {
      return compileRegex(pattern, { whole: 'line' });
    } catch (thrown) {
      if (thrown instanceof RegexError) throw new FindError(thrown.message);
      throw thrown;
    }
  }
}

function compared(value: number, sign: string, limit: number): boolean {
  return sign === '+' ? value > limit : sign === '-' ? value < limit : value === limit;
}

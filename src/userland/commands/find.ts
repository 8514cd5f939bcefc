import { strerror } from '../../kernel/errno';
import type { Stat } from '../../kernel/syscalls';
import { defineCommand, exitStatus, type Sys } from '../command';
import { unescapeOne } from '../lib/escapes';
import { FindError, parseFind, type FindEntry, type FindNode, type FindPlan } from '../lib/find-expression';
import { modeText, typeLetter } from '../lib/mode';
import { quote } from '../lib/quote';
import { helpText } from '../man/pages';

/** A path still to be visited; `post` once its children were. */
type Visit = readonly [path: string, depth: number, post: boolean];
type FindState = { todo: readonly Visit[]; status: number; batch: readonly string[] };

export const find = defineCommand<FindState>('find', {}, (sys, argv, state) => {
  const words = argv.slice(1);
  if (words.includes('--help')) {
    sys.out(helpText('find'));
    return 0;
  }
  const split = words.findIndex((word) => word === '(' || word === '!' || (word.startsWith('-') && word.length > 1));
  const starts = split < 0 ? words : words.slice(0, split);
  try {
    const plan = parseFind(split < 0 ? [] : words.slice(split));
    const roots = (starts.length > 0 ? starts : ['.']).map((path): Visit => [path, 0, false]);
    return new Search(sys, plan, state ?? { todo: roots, status: 0, batch: [] }).step();
  } catch (thrown) {
    if (!(thrown instanceof FindError)) throw thrown;
    sys.err(`find: ${thrown.message}\n`);
    return 1;
  }
});

class Search {
  #status: number;
  #batch: readonly string[];
  #prune = false;
  #quit = false;

  constructor(
    readonly sys: Sys<FindState>,
    readonly plan: FindPlan,
    readonly state: FindState,
  ) {
    this.#status = state.status;
    this.#batch = state.batch;
  }

  step(): number {
    const { sys, plan } = this;
    const [visit, ...others] = this.state.todo;
    if (visit === undefined) return this.#finish();
    const [path, depth, post] = visit;
    const next = (todo: readonly Visit[]): number =>
      this.#quit ? this.#finish() : sys.checkpoint({ todo, status: this.#status, batch: this.#batch });
    const stat = sys.stat(path, { follow: false });
    if (typeof stat === 'number') {
      this.#fail(path, stat);
      return next(others);
    }
    const directory = typeLetter(stat.mode) === 'd';
    const late = plan.depthFirst && directory && !post;
    if (!late && depth >= plan.minDepth) this.#evaluate(plan.expression, this.#entry(path, stat), stat);
    if (!directory || post || this.#prune || depth >= plan.maxDepth) return next(late ? [[path, depth, true], ...others] : others);
    const names = sys.readdir(path);
    if (typeof names === 'number') this.#fail(path, names);
    const base = path.endsWith('/') ? path : `${path}/`;
    const children = typeof names === 'number' ? [] : names.map((name): Visit => [base + name, depth + 1, false]);
    return next([...children, ...(late ? [[path, depth, true] as Visit] : []), ...others]);
  }

  #fail(path: string, errno: number): void {
    this.sys.err(`find: ${quote(path)}: ${strerror(errno)}\n`);
    this.#status = 1;
  }

  #entry(path: string, stat: Stat): FindEntry {
    const type = typeLetter(stat.mode);
    const plain = path.replace(/(.)\/+$/, '$1');
    return {
      path,
      name: plain === '/' ? '/' : plain.slice(plain.lastIndexOf('/') + 1),
      type,
      mode: stat.mode,
      size: stat.size,
      links: stat.nlink,
      inode: stat.ino,
      age: Math.max(this.sys.time() - stat.mtime, 0),
      empty: () => {
        if (type !== 'd') return type === 'f' && stat.size === 0;
        const names = this.sys.readdir(path);
        return typeof names !== 'number' && names.length === 0;
      },
    };
  }

  #evaluate(node: FindNode, entry: FindEntry, stat: Stat): boolean {
    const { sys } = this;
    switch (node.type) {
      case 'and':
        return this.#evaluate(node.left, entry, stat) && !this.#quit && this.#evaluate(node.right, entry, stat);
      case 'or':
        return this.#evaluate(node.left, entry, stat) || (!this.#quit && this.#evaluate(node.right, entry, stat));
      case 'not':
        return !this.#evaluate(node.of, entry, stat);
      case 'test':
        return node.matches(entry);
      case 'print':
        sys.out(entry.path + node.end);
        return true;
      case 'printf':
        sys.out(printed(node.format, entry));
        return true;
      case 'ls':
        sys.out(
          `${String(entry.inode).padStart(9)} ${String(Math.ceil(entry.size / 1024)).padStart(6)} ${modeText(entry.mode)} ${String(entry.links).padStart(3)} root     root ${String(entry.size).padStart(12)} ${entry.path}\n`,
        );
        return true;
      case 'prune':
        this.#prune = true;
        return true;
      case 'quit':
        this.#quit = true;
        return true;
      case 'delete':
        return this.#delete(entry);
      case 'exec':
        if (!node.many) return this.#run(node.argv.map((word) => word.replaceAll('{}', entry.path))) === 0;
        this.#batch = [...this.#batch, entry.path];
        return true;
      default:
        return node satisfies never;
    }
  }

  #delete(entry: FindEntry): boolean {
    if (entry.path === '.') return true;
    const removed = entry.type === 'd' ? this.sys.rmdir(entry.path) : this.sys.unlink(entry.path);
    if (removed === 0) return true;
    this.sys.err(`find: cannot delete ${quote(entry.path)}: ${strerror(removed)}\n`);
    this.#status = 1;
    return false;
  }

  #run(argv: readonly string[]): number {
    const { sys } = this;
    const child = sys.spawn(argv, { failed: quote(argv[0] ?? '') });
    if (child < 0) {
      sys.err(`find: cannot fork: ${strerror(child)}\n`);
      sys.exit(1);
    }
    const ended = sys.wait(child);
    return typeof ended === 'number' ? 1 : exitStatus(ended.status);
  }

  #finish(): number {
    const many = manyOf(this.plan.expression);
    if (many !== undefined && this.#batch.length > 0 && this.#run([...many, ...this.#batch]) !== 0) this.#status = 1;
    return this.#status;
  }
}

function manyOf(node: FindNode): readonly string[] | undefined {
  if (node.type === 'exec') return node.many ? node.argv : undefined;
  if (node.type === 'and' || node.type === 'or') return manyOf(node.left) ?? manyOf(node.right);
  return node.type === 'not' ? manyOf(node.of) : undefined;
}

function printed(format: string, entry: FindEntry): string {
  let out = '';
  for (let i = 0; i < format.length;) {
    if (format[i] === '\\' && i + 1 < format.length) {
      const one = unescapeOne(format, i, 'format');
      out += one.text;
      i = one.next;
    } else if (format[i] === '%' && i + 1 < format.length) {
      const values: Readonly<Record<string, string | number>> = {
        p: entry.path,
        f: entry.name,
        h: entry.path.includes('/') ? entry.path.slice(0, entry.path.lastIndexOf('/')) : '.',
        s: entry.size,
        y: entry.type,
        m: (entry.mode & 0o7777).toString(8),
        M: modeText(entry.mode),
        i: entry.inode,
        n: entry.links,
        u: 'root',
        g: 'root',
        d: entry.path.split('/').length - 1,
        '%': '%',
      };
      const letter = format[i + 1]!;
      out += Object.hasOwn(values, letter) ? String(values[letter]) : `%${letter}`;
      i += 2;
    } else out += format[i++];
  }
  return out;
}

/** From what was read, and what a link overrides, to checked front matter: each problem at the place of its cause. */
import * as v from 'valibot';
import { type Entry, type Mapping, type Node, type Place, readValue } from './front-matter';
import { migrate, type Raw } from './migrate';
import { nearest } from './nearest';
import { Problems, quote } from './problem';
import { FIELDS, type FrontMatter, FrontMatterSchema } from './schema';

/** An override of one field, as `&set=machine.ram=128M` says it. */
interface Override {
  readonly path: readonly string[];
  readonly value: Node;
  readonly source: string;
}

/** Where each field was written; `prefix` says so in words when it was not written in the document. */
interface Origin extends Place {
  readonly prefix: string;
}

class Collector {
  readonly root: Record<string, Raw> = {};
  readonly origins = new Map<string, Origin>();
  constructor(readonly problems: Problems) {}

  problem(origin: Origin, message: string): void {
    this.problems.add(origin.line, origin.column, origin.prefix + message);
  }

  /** Refuses unknown and repeated keys; keeps the rest. */
  entry(into: Record<string, Raw>, path: readonly string[], { key, value }: Entry): void {
    const known = path.length === 0 ? Object.keys(FIELDS) : (FIELDS[path[0]!] ?? []);
    const here = [...path, key.text];
    const origin = { line: key.line, column: key.column, prefix: '' };
    if (!known.includes(key.text)) return this.problem(origin, unknownField(here, known));
    if (Object.hasOwn(into, key.text)) return this.problem(origin, `${quote(here.join('.'))} is given twice`);
    into[key.text] = this.raw(here, value, '');
  }

  raw(path: readonly string[], node: Node, prefix: string): Raw {
    const origin = ({ line, column }: Place): Origin => (prefix ? { line: 1, column: 1, prefix } : { line, column, prefix });
    this.origins.set(path.join('.'), origin(node));
    switch (node.kind) {
      case 'scalar':
        return node.text;
      case 'list':
        for (const [i, item] of node.items.entries()) this.origins.set([...path, i].join('.'), origin(item));
        return node.items.map((item) => item.text);
      case 'mapping': {
        const inner: Record<string, Raw> = {};
        for (const entry of node.entries) this.entry(inner, path, entry);
        return inner;
      }
      default:
        return node satisfies never;
    }
  }

  override({ path, value, source }: Override): void {
    const prefix = `set=${source}: `;
    const [outer, inner] = path as [string, string?];
    if (inner === undefined) {
      this.root[outer] = this.raw(path, value, prefix);
      return;
    }
    const before = this.root[outer];
    const mapping: Record<string, Raw> = typeof before === 'object' && !Array.isArray(before) ? { ...(before as Record<string, Raw>) } : {};
    mapping[inner] = this.raw(path, value, prefix);
    this.root[outer] = mapping;
  }
}

function unknownField(path: readonly string[], known: readonly string[]): string {
  const within = path.slice(0, -1).join('.');
  const meant = nearest(path.at(-1)!, known);
  const elsewhere = Object.entries(FIELDS).find(([, inner]) => inner?.includes(path.at(-1)!))?.[0];
  const hint = meant
    ? `did you mean "${meant}"?`
    : elsewhere && elsewhere !== within
      ? `it belongs into "${elsewhere}"`
      : known.length > 0
        ? `known are ${known.join(', ')}`
        : 'it takes no keys';
  return `unknown key ${quote(path.at(-1)!)}${within ? ` in "${within}"` : ''}; ${hint}`;
}

/** Reads `FIELD=VALUE`; a problem stands at 1:1, for an override has no place in the document. */
function readOverride(source: string, problems: Problems): Override | undefined {
  const shown = source.length > 60 ? `${source.slice(0, 59)}…` : source;
  const wrong = (message: string): undefined => problems.add(1, 1, `set=${shown}: ${message}`) as undefined;
  const equals = source.indexOf('=');
  if (equals < 0 || source.length > 400) return wrong('FIELD=VALUE was expected, like machine.ram=128M');
  const path = source.slice(0, equals).trim().split('.');
  const outer = path[0]!;
  if (!Object.hasOwn(FIELDS, outer)) return wrong(unknownField([outer], Object.keys(FIELDS)));
  const inner = FIELDS[outer];
  if (inner && path.length !== 2) return wrong(`say which field of "${outer}": ${inner.map((key) => `${outer}.${key}`).join(', ')}`);
  if (inner && !inner.includes(path[1]!)) return wrong(unknownField(path, inner));
  if (!inner && path.length > 1) return wrong(`"${outer}" takes no keys`);
  const own = new Problems();
  const value = readValue(source.slice(equals + 1), own);
  for (const { message } of own.list) wrong(message);
  return value && own.none ? { path, value, source: shown } : undefined;
}

/** Checks front matter and its overrides; undefined when there were problems. */
export function checkFields(mapping: Mapping | undefined, set: readonly string[], problems: Problems): FrontMatter | undefined {
  const collector = new Collector(problems);
  for (const entry of mapping?.entries ?? []) collector.entry(collector.root, [], entry);
  for (const source of set) {
    const override = readOverride(source, problems);
    if (override) collector.override(override);
  }
  migrate(collector.root);
  const result = v.safeParse(FrontMatterSchema, collector.root);
  if (result.success) return problems.none ? result.output : undefined;
  for (const issue of result.issues) {
    const path = (issue.path ?? []).map((item) => String(item.key));
    let origin: Origin | undefined;
    for (let n = path.length; n > 0 && !origin; n--) origin = collector.origins.get(path.slice(0, n).join('.'));
    const field = path.filter((key) => !/^[0-9]+$/.test(key)).join('.');
    collector.problem(origin ?? { line: 1, column: 1, prefix: '' }, `${field}: ${issue.message}`);
  }
  return undefined;
}

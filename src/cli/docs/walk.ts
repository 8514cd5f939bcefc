/** The front matter's schema, walked: each field with what it takes. */
import * as v from 'valibot';
import { FrontMatterSchema, type Takes } from '../../scenario/schema';

export interface Field {
  /** `machine.ram` */
  readonly path: string;
  readonly takes: Takes | { readonly takes: 'mapping'; readonly fields: readonly Field[] } | { readonly takes: 'list'; readonly of: Takes };
  /** As it would be written; undefined where leaving it out means something of its own. */
  readonly fallback: string | undefined;
}

type Entry = (typeof FrontMatterSchema.entries)[keyof typeof FrontMatterSchema.entries] | v.GenericSchema;

/** All fields in the order of the schema. */
export function walkFields(): readonly Field[] {
  return walk('', FrontMatterSchema.entries);
}

function walk(prefix: string, entries: Readonly<Record<string, Entry>>): Field[] {
  return Object.entries(entries).map(([key, entry]) => field(prefix + key, entry));
}

function field(path: string, entry: Entry): Field {
  if (entry.type !== 'optional' || !('wrapped' in entry)) throw new Error(`${path}: a field that is not optional`);
  const { wrapped, default: fallback } = entry as { wrapped: v.GenericSchema; default?: unknown };
  return { path, takes: takesOf(path, wrapped), fallback: typeof fallback === 'string' ? fallback : undefined };
}

function takesOf(path: string, schema: v.GenericSchema): Field['takes'] {
  if (schema.type === 'strict_object' && 'entries' in schema)
    return { takes: 'mapping', fields: walk(`${path}.`, schema.entries as Record<string, Entry>) };
  if (schema.type === 'array' && 'item' in schema) return { takes: 'list', of: leaf(path, schema.item as v.GenericSchema) };
  return leaf(path, schema);
}

function leaf(path: string, schema: v.GenericSchema): Takes {
  const found = v.getMetadata(schema) as Partial<Takes>;
  if (found.takes === undefined) throw new Error(`${path}: the schema does not say what it takes`);
  return found as Takes;
}

/**
 * Formats of the document, and how an older one is read: what it said is turned, step by step, into what the next format
 * would say, before anything is checked. A document of a released format is read for ever.
 */
import { FORMAT } from './supported';

/** Front matter as it was written: every leaf a text. */
export type Raw = string | readonly string[] | { readonly [key: string]: Raw };
export type RawFields = Record<string, Raw>;

/** From one format to the next. */
export interface Migration {
  readonly from: number;
  /** What changed, for the format's reference. */
  readonly what: string;
  apply(fields: RawFields): void;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    what: 'A document that names no kernel runs on 3.8, which charges slabs too; before, it ran on kmemcg-v3.',
    apply(fields) {
      const { machine = {} } = fields;
      if (isMapping(machine) && !Object.hasOwn(machine, 'kernel')) fields.machine = { ...machine, kernel: 'kmemcg-v3' };
    },
  },
];

/** The format of a document that names none: the one in which it became a field. */
const UNNAMED = 2;

/** Brings fields of an older format up to the present one. A format that is no number, or unknown, is left for the schema to refuse. */
export function migrate(fields: RawFields, steps = MIGRATIONS, newest: number = FORMAT): void {
  const written = fields.format ?? String(UNNAMED);
  if (typeof written !== 'string' || !/^[1-9][0-9]{0,3}$/.test(written) || Number(written) > newest) return;
  for (let format = Number(written); format < newest; format++) steps.find(({ from }) => from === format)?.apply(fields);
  fields.format = String(newest);
}

function isMapping(raw: Raw): raw is { readonly [key: string]: Raw } {
  return typeof raw === 'object' && !Array.isArray(raw);
}

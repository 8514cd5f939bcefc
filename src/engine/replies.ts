/**
 * What the page accepts from the worker. Envelopes and small parts are checked to the last field, bulk data only in its
 * outline: sixty views a second are not to be walked twice.
 */
import * as v from 'valibot';
import type { FromWorker, Refusal } from './protocol';

const tick = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rows = v.array(v.looseObject({}));
const bulk = v.looseObject({
  total: tick,
  full: v.boolean(),
  runs: v.instance(Uint32Array),
  kind: v.instance(Uint8Array),
  order: v.instance(Uint8Array),
  owner: v.instance(Uint32Array),
});
/** A part that replaces or continues what came before. */
const part = <T extends string>(key: T) => v.looseObject({ reset: v.boolean(), [key]: rows });

const RefusalSchema: v.GenericSchema<unknown, Refusal> = v.object({
  code: v.picklist(['version', 'schema', 'document', 'state', 'journal', 'missing', 'failed']),
  message: v.string(),
  problems: v.optional(v.array(v.object({ line: v.number(), column: v.number(), message: v.string() }))),
});

const FromWorkerSchema = v.variant('type', [
  v.variant('ok', [
    v.object({ v: v.literal(1), type: v.literal('reply'), id: tick, ok: v.literal(true), answer: v.looseObject({}) }),
    v.object({ v: v.literal(1), type: v.literal('reply'), id: tick, ok: v.literal(false), error: RefusalSchema }),
  ]),
  v.looseObject({
    v: v.literal(1),
    type: v.literal('view'),
    seq: tick,
    session: v.looseObject({
      state: v.picklist(['empty', 'loading', 'paused', 'running', 'seeking', 'finished', 'panicked', 'failed']),
      title: v.string(),
      speed: v.number(),
    }),
    time: v.looseObject({ tick, end: tick, events: tick }),
    memory: v.looseObject({ total: tick, free: tick, tasks: tick, staticKey: v.boolean() }),
    groups: v.optional(part('rows')),
    frames: v.optional(bulk),
    consoles: v.optional(rows),
    dmesg: v.optional(part('lines')),
    trace: v.optional(part('rows')),
    marks: v.optional(part('rows')),
    samples: v.optional(part('rows')),
    lesson: v.optional(v.looseObject({ current: v.number(), blocks: rows })),
    detail: v.optional(v.looseObject({ group: tick, files: rows, tasks: rows })),
    whys: v.optional(part('rows')),
    charges: v.optional(v.looseObject({ group: tick, rows })),
  }),
  v.looseObject({ v: v.literal(1), type: v.literal('hello'), protocol: tick, rules: tick, lifecycle: v.looseObject({}), charge: rows }),
]);

/** The message, or undefined when it is none of ours. */
export function readFromWorker(message: unknown): FromWorker | undefined {
  const result = v.safeParse(FromWorkerSchema, message);
  // The outline holds; the rest of the type is the worker's word, which is built from the same file.
  return result.success ? (message as FromWorker) : undefined;
}

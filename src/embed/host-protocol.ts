/** The requests of `memcg/1` as they are checked on arrival. */
import * as v from 'valibot';
import { THEMES } from './choices';
import type { HostRequests, HostRequestType } from './host-messages';

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const tick = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

export const HostRequestSchema = v.variant('type', [
  v.strictObject({ id, type: v.literal('load'), scenario: text(64) }),
  v.strictObject({ id, type: v.literal('load'), text: text(262144) }),
  v.strictObject({ id, type: v.literal('run'), predict: v.optional(v.boolean()) }),
  v.strictObject({ id, type: v.literal('pause') }),
  v.strictObject({ id, type: v.literal('step'), by: v.optional(v.picklist(['command', 'tick', 'event'])) }),
  v.strictObject({ id, type: v.literal('seek'), tick }),
  v.strictObject({ id, type: v.literal('exec'), line: text(65536) }),
  v.strictObject({ id, type: v.literal('query'), path: v.optional(text(4096)) }),
  v.strictObject({ id, type: v.literal('theme'), theme: v.picklist(THEMES) }),
]);
export type HostRequest = v.InferOutput<typeof HostRequestSchema>;

/** Types of requests there are; the schema and the table of types say the same. */
export const HOST_REQUESTS = [
  'load',
  'run',
  'pause',
  'step',
  'seek',
  'exec',
  'query',
  'theme',
] as const satisfies readonly HostRequestType[] & readonly HostRequest['type'][];

type Plain<Type extends HostRequestType> = Omit<Extract<HostRequest, { type: Type }>, 'id' | 'type'>;
/** Fails to compile where what is checked is not what is promised. */
export type Agreed = { [Type in HostRequestType]: Plain<Type> extends Partial<HostRequests[Type]> | HostRequests[Type] ? true : never };

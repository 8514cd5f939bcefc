/**
 * Version 1 of what a host page and an embed say to each other (`memcg/1`). The host's `hello` carries one end of a MessageChannel; all
 * else goes over that port. Every request is answered by exactly one answer with its id.
 */
import * as v from 'valibot';
import type { SessionState } from '../engine/protocol';

export const HOST_PROTOCOL = 'memcg/1';

/** Sent by the host to the frame's window, with a port. */
export const HelloSchema = v.object({ protocol: v.literal(HOST_PROTOCOL), type: v.literal('hello') });

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const tick = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const HostRequestSchema = v.variant('type', [
  /** A shipped scenario or a document's text. */
  v.object({ id, type: v.literal('load'), scenario: v.string() }),
  v.object({ id, type: v.literal('load'), text: v.pipe(v.string(), v.maxLength(262144)) }),
  v.object({ id, type: v.literal('run') }),
  v.object({ id, type: v.literal('pause') }),
  v.object({ id, type: v.literal('step'), by: v.optional(v.picklist(['command', 'tick', 'event']), 'command') }),
  v.object({ id, type: v.literal('seek'), tick }),
  v.object({ id, type: v.literal('exec'), line: v.pipe(v.string(), v.maxLength(65536)) }),
  /** A file of the machine, as it reads now. */
  v.object({ id, type: v.literal('query'), path: v.pipe(v.string(), v.maxLength(4096)) }),
]);
export type HostRequest = v.InferOutput<typeof HostRequestSchema>;

/** Why a request was not done. */
export type HostErrorCode = 'version' | 'schema' | 'document' | 'state' | 'failed';

export type HostAnswer =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value?: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly code: HostErrorCode; readonly message: string };

/** What an embed tells unasked: enough for a course page to grade with. */
export type HostEvent =
  | { readonly type: 'ready'; readonly protocol: typeof HOST_PROTOCOL; readonly title: string }
  | { readonly type: 'state'; readonly state: SessionState; readonly tick: number }
  | { readonly type: 'tick'; readonly tick: number }
  | { readonly type: 'refused' | 'oom'; readonly tick: number; readonly group: string; readonly count: number }
  | { readonly type: 'checked'; readonly line: number; readonly text: string; readonly ok: boolean; readonly got: string }
  | { readonly type: 'answered'; readonly block: number; readonly option: number; readonly right: boolean }
  | { readonly type: 'finished'; readonly tick: number; readonly held: number; readonly failed: number }
  | { readonly type: 'error'; readonly message: string };

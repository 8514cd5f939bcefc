/**
 * What a host page and an embed say to each other, version 1. The host posts a `Hello` with one end of a MessageChannel to the frame;
 * all else goes over that port. Every request is answered by exactly one answer with its id; events come unasked. Ticks are simulated ms.
 */
export const HOST_PROTOCOL = 'memcg/1';

/** Posted to the frame's window, with a port. */
export interface Hello {
  readonly protocol: typeof HOST_PROTOCOL;
  readonly type: 'hello';
}

/** What can be asked, by type; each travels with an `id` from 1 that its answer repeats. */
export interface HostRequests {
  /** A shipped scenario by its name, or a document's text of at most 256 KiB. */
  load: { readonly scenario: string } | { readonly text: string };
  /** Runs on, until the next prediction where a lesson is shown that asks it; with `predict: false` past all of them. Off screen it waits until it is seen. */
  run: { readonly predict?: boolean };
  pause: object;
  /** Until the next command of the lesson (if nothing is said), tick, or trace point. */
  step: { readonly by?: 'command' | 'tick' | 'event' };
  seek: { readonly tick: number };
  /** Types a line of at most 64 KiB into the console. */
  exec: { readonly line: string };
  /** A control file as it reads now, by its path below the hierarchy; without a path how the whole stands. */
  query: { readonly path?: string };
  /** Colours from now on. */
  theme: { readonly theme: 'auto' | 'light' | 'dark' };
}
export type HostRequestType = keyof HostRequests;

/** What is answered, by type of the request. */
export interface HostValues {
  load: { readonly tick: number; readonly title: string };
  /** `waits`: it is off screen, and runs when it is seen. */
  run: { readonly tick: number; readonly waits: boolean };
  pause: { readonly tick: number };
  step: { readonly tick: number };
  seek: { readonly tick: number };
  exec: { readonly tick: number };
  query: { readonly tick: number; readonly text: string } | Standing;
  theme: object;
}

export type HostState = 'empty' | 'loading' | 'paused' | 'running' | 'seeking' | 'finished' | 'panicked' | 'failed';

/** All that a grade needs, as it is now. */
export interface Standing {
  readonly tick: number;
  readonly state: HostState;
  readonly title: string;
  readonly checks: readonly Judged[];
  readonly answers: readonly Choice[];
}

/** A line of a check block that was judged. `block` counts the document's blocks from 0, prose included; `got` is what it really was. */
export interface Judged {
  readonly block: number;
  readonly line: number;
  readonly text: string;
  readonly ok: boolean;
  readonly got: string;
}

/** What was chosen at a prediction: an option from 0 and its text; -1 and no text when it was skipped. */
export interface Choice {
  readonly block: number;
  readonly question: string;
  readonly option: number;
  readonly text: string;
  readonly right: boolean;
}

/**
 * Why a request was not done. `version`, `origin`: this frame does not speak so, or not to this page. `schema`: the request has another
 * form. `document`: it has mistakes. `state`: not now. `missing`: there is no such thing. `busy`: too many requests at once. `failed`: our
 * own fault. `silent`, `gone` (from the client): the frame does not answer, or was replaced.
 */
export type HostErrorCode =
  'version' | 'origin' | 'schema' | 'document' | 'state' | 'journal' | 'missing' | 'busy' | 'failed' | 'silent' | 'gone';

/** A request whose id could not be read is answered with the id 0. */
export type HostAnswer =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: HostValues[HostRequestType] }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly code: HostErrorCode; readonly message: string };

/** What an embed tells unasked, by type. */
export interface HostEvents {
  /** The first of all, when the document is open. */
  ready: { readonly protocol: typeof HOST_PROTOCOL; readonly title: string; readonly state: HostState; readonly tick: number };
  state: { readonly state: HostState; readonly tick: number };
  /** While it runs, at most ten times a second. */
  tick: { readonly tick: number };
  /** Charges refused at a group at a tick: how many more since this was last told. */
  refused: { readonly tick: number; readonly group: string; readonly count: number };
  /** The OOM killer at work in a group, in the same way. */
  oom: { readonly tick: number; readonly group: string; readonly count: number };
  checked: Judged & { readonly tick: number };
  answered: Choice & { readonly tick: number };
  /** The document's end, with how many lines of its checks hold and how many do not. */
  finished: { readonly tick: number; readonly held: number; readonly failed: number };
  /** Height of the content in CSS pixels, of an embed with `height=auto`. */
  size: { readonly height: number };
  /** What a person is told as an error. */
  error: { readonly code: HostErrorCode; readonly message: string };
}
export type HostEventType = keyof HostEvents;
export type HostEvent = { [Type in HostEventType]: { readonly type: Type } & HostEvents[Type] }[HostEventType];

export const HOST_EVENTS: readonly HostEventType[] = [
  'ready',
  'state',
  'tick',
  'refused',
  'oom',
  'checked',
  'answered',
  'finished',
  'size',
  'error',
];

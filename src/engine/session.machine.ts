/**
 * The states of a session, as the page shows them. Events of the first kind come from the page and are refused by name
 * where a state has no place for them; those of the second come from the run itself. The machine holds no simulation:
 * `session.ts` provides the actions.
 */
import { assign, setup, type SnapshotFrom } from 'xstate';
import type { SessionState } from './protocol';

/** What the page may ask that changes the state. `type` stands for a line, Ctrl-C and Ctrl-D. */
export type SessionCommand =
  | { readonly type: 'load' }
  | { readonly type: 'run' }
  | { readonly type: 'pause' }
  | { readonly type: 'step' }
  | { readonly type: 'type' }
  | { readonly type: 'seek' }
  | { readonly type: 'reset' }
  | { readonly type: 'recover' };

/** How the run stands when it stops. */
export type Standing = 'alive' | 'finished' | 'panicked';

/** What the run reports. */
export type SessionReport =
  /** The tick of a load or seek is reached, or the run can go no further. */
  | { readonly type: 'arrived'; readonly standing: Standing }
  /** A step or a typed line is done, or the run has ended. */
  | { readonly type: 'stopped'; readonly standing: Standing }
  /** Our own fault. */
  | { readonly type: 'failed'; readonly message: string };

export type SessionEvent = SessionCommand | SessionReport;

export const sessionMachine = setup({
  types: {
    context: {} as { readonly message: string | undefined; readonly resume: boolean },
    events: {} as SessionEvent,
  },
  actions: {
    /** Let the clock go, and stop it. */
    start: () => undefined,
    stop: () => undefined,
    /** Accepts a command that changes nothing here. */
    stay: () => undefined,
    remember: assign({ message: ({ event }) => (event.type === 'failed' ? event.message : undefined) }),
    forget: assign({ message: undefined, resume: false }),
    resumeLater: assign({ resume: true }),
    stayThere: assign({ resume: false }),
  },
  guards: {
    panicked: ({ event }) => 'standing' in event && event.standing === 'panicked',
    finished: ({ event }) => 'standing' in event && event.standing === 'finished',
    resume: ({ context }) => context.resume,
  },
}).createMachine({
  id: 'session',
  context: { message: undefined, resume: false },
  initial: 'empty',
  on: { failed: { target: '.failed', actions: 'remember' } },
  states: {
    empty: {
      on: { load: 'loading' },
    },
    /** A machine was booted for an accepted document and replays its journal. */
    loading: {
      entry: ['forget', 'start'],
      exit: 'stop',
      on: {
        load: { target: 'loading', reenter: true },
        pause: 'ready.paused',
        arrived: [{ guard: 'panicked', target: 'panicked' }, { guard: 'finished', target: 'ready.finished' }, { target: 'ready.paused' }],
      },
    },
    ready: {
      initial: 'paused',
      on: {
        load: 'loading',
        reset: '.paused',
        seek: '.seeking',
        recover: '.seeking',
        pause: '.paused',
      },
      states: {
        paused: {
          on: { run: 'running', step: 'running', type: 'running' },
        },
        running: {
          entry: 'start',
          exit: 'stop',
          on: {
            run: { actions: 'stay' },
            step: { actions: 'stay' },
            type: { actions: 'stay' },
            stopped: [{ guard: 'panicked', target: '#session.panicked' }, { guard: 'finished', target: 'finished' }, { target: 'paused' }],
          },
        },
        seeking: {
          entry: ['stayThere', 'start'],
          exit: 'stop',
          on: {
            seek: { target: 'seeking', reenter: true },
            run: { actions: 'resumeLater' },
            arrived: [
              { guard: 'panicked', target: '#session.panicked' },
              { guard: 'finished', target: 'finished' },
              { guard: 'resume', target: 'running' },
              { target: 'paused' },
            ],
          },
        },
        /** The last block has ended and nothing is runnable or due; a typed line sets it going again. */
        finished: {
          on: { type: 'running', pause: { actions: 'stay' } },
        },
      },
    },
    /** The simulated kernel's end: one can look and go back. */
    panicked: {
      on: { load: 'loading', reset: 'ready.paused', seek: 'ready.seeking', recover: 'ready.seeking', pause: { actions: 'stay' } },
    },
    /** Our own end: the journal is kept, and loading it again starts anew. */
    failed: {
      on: { load: 'loading' },
    },
  },
});

export type SessionSnapshot = SnapshotFrom<typeof sessionMachine>;

/** The state by the name the protocol has for it. */
export function stateName(snapshot: SessionSnapshot): SessionState {
  const { value } = snapshot;
  return typeof value === 'string' ? value : value.ready;
}

/** Why a state has no place for a command, for people. */
export const REFUSALS: Readonly<Record<SessionState, string>> = {
  empty: 'no scenario is loaded',
  loading: 'the scenario is still being loaded',
  paused: 'the machine is paused',
  running: 'the machine is running',
  seeking: 'the machine is on its way to another moment',
  finished: 'the run has ended; reset it, go back in time, or type a line',
  panicked: 'the kernel has panicked; reset it or go back in time',
  failed: 'the engine has failed; load the scenario again',
};

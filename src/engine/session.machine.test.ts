import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import type { SessionState } from './protocol';
import { REFUSALS, type SessionEvent, sessionMachine, stateName } from './session.machine';

const COMMANDS = ['load', 'run', 'pause', 'step', 'type', 'seek', 'reset', 'recover'] as const;
const EVENTS: SessionEvent[] = [
  ...COMMANDS.map((type) => ({ type })),
  ...(['alive', 'finished', 'panicked'] as const).flatMap((standing): SessionEvent[] => [
    { type: 'arrived', standing },
    { type: 'stopped', standing },
  ]),
  { type: 'failed', message: 'ours' },
];
const paths = getShortestPaths(sessionMachine, { events: EVENTS });

describe('the session machine', () => {
  it('can reach every state it names', () => {
    const reached = new Set(paths.map(({ state }) => stateName(state)));
    expect([...reached].sort()).toEqual(Object.keys(REFUSALS).sort());
  });

  it('walks all its paths the same way when run', () => {
    for (const path of paths) {
      const actor = createActor(sessionMachine).start();
      for (const { event } of path.steps) actor.send(event as SessionEvent);
      expect(stateName(actor.getSnapshot())).toBe(stateName(path.state));
    }
  });

  it('has a place for a command exactly where it makes sense', () => {
    const allowed = new Map<SessionState, string>();
    for (const { state } of paths) allowed.set(stateName(state), COMMANDS.filter((type) => state.can({ type })).join(' '));
    expect(Object.fromEntries(allowed)).toEqual({
      empty: 'load',
      loading: 'load pause',
      paused: 'load run pause step type seek reset recover',
      running: 'load run pause step type seek reset recover',
      seeking: 'load run pause seek reset recover',
      finished: 'load pause type seek reset recover',
      panicked: 'load pause seek reset recover',
      failed: 'load',
    });
  });

  it('lets the clock go exactly while something is to be run', () => {
    for (const path of paths) {
      let running = 0;
      const actions = { start: () => void running++, stop: () => void running-- };
      const actor = createActor(sessionMachine.provide({ actions })).start();
      for (const { event } of path.steps) actor.send(event as SessionEvent);
      expect(running).toBe(['loading', 'running', 'seeking'].includes(stateName(path.state)) ? 1 : 0);
    }
  });

  it('goes on running behind a seek only when asked to on the way', () => {
    const actor = createActor(sessionMachine).start();
    const go = (...events: SessionEvent[]) => {
      for (const event of events) actor.send(event);
      return stateName(actor.getSnapshot());
    };
    const arrived = { type: 'arrived', standing: 'alive' } as const;
    expect(go({ type: 'load' }, arrived, { type: 'run' }, { type: 'seek' }, arrived)).toBe('paused');
    expect(go({ type: 'seek' }, { type: 'run' }, arrived)).toBe('running');
    expect(go({ type: 'seek' }, { type: 'run' }, { type: 'seek' }, arrived)).toBe('paused');
  });
});

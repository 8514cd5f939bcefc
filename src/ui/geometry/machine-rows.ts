/**
 * A state machine's definition as rows of a drawing: each state, and below it the ways out of it. Reads the plain data of
 * an XState config and makes nothing up: what is not understood is left out.
 */
import type { Stop } from './tracks';

export interface StateRow extends Stop {
  readonly kind: 'state';
  readonly final: boolean;
}
export interface WayRow extends Stop {
  readonly kind: 'way';
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** Name of the condition, '' without one. */
  readonly guard: string;
  readonly actions: readonly string[];
}
export type MachineRow = StateRow | WayRow;

type Loose = Readonly<Record<string, unknown>>;
const isLoose = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of a machine's config, in its own order; none when it is no config. */
export function machineRows(config: unknown): MachineRow[] {
  const states = isLoose(config) && isLoose(config['states']) ? config['states'] : {};
  return Object.entries(states).flatMap(([from, state]): MachineRow[] => {
    if (!isLoose(state)) return [];
    const on = isLoose(state['on']) ? state['on'] : {};
    const ways = Object.entries(on).flatMap(([event, ways]) =>
      (Array.isArray(ways) ? ways : [ways]).map((way: unknown, i) => wayRow(from, event, way, i)),
    );
    return [{ kind: 'state', id: from, next: [], final: state['type'] === 'final' }, ...ways];
  });
}

function wayRow(from: string, event: string, way: unknown, i: number): WayRow {
  const given = isLoose(way) ? way : { target: way };
  // Without a target the state stays.
  const to = typeof given['target'] === 'string' ? given['target'] : from;
  const actions = Array.isArray(given['actions']) ? given['actions'].filter((name) => typeof name === 'string') : [];
  const guard = typeof given['guard'] === 'string' ? given['guard'] : '';
  return { kind: 'way', id: `${from}.${event}.${i}`, next: [to], from, to, event, guard, actions };
}

import type { GroupView } from '../../engine/protocol';
import { EngineClient } from '../../engine/client';
import { latePort } from '../late-port';
import { PlaygroundModel, type Session } from '../model/playground.svelte';

/** Ticks that a run goes on by between two looks. */
const STRIDE = 25;

/** What is changed in the second run. */
export type Alteration =
  | { readonly kind: 'set'; readonly field: string; readonly value: string }
  | { readonly kind: 'text'; readonly from: string; readonly to: string };

/** A session with one thing changed; undefined when there is nothing of the kind to change. */
export function altered(session: Session, change: Alteration): Session | undefined {
  if (change.kind === 'set') {
    const set = session.set.filter((one) => !one.startsWith(`${change.field}=`));
    return { ...session, set: [...set, `${change.field}=${change.value}`] };
  }
  if (change.from === '' || !session.text.includes(change.from)) return undefined;
  return { ...session, text: session.text.replaceAll(change.from, change.to), origin: { kind: 'text' } };
}

/** One number of a group in both runs. */
export interface Difference {
  readonly path: string;
  readonly what: 'res' | 'kmem' | 'refused' | 'tasks' | 'state';
  readonly left: number | string | undefined;
  readonly right: number | string | undefined;
}

/** Where two machines differ, group by group in the order of the first. */
export function differences(left: readonly GroupView[], right: readonly GroupView[]): Difference[] {
  const alive = (groups: readonly GroupView[]): Map<string, GroupView> => new Map(groups.map((group) => [group.path, group]));
  const [a, b] = [alive(left), alive(right)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((path) => {
    const [one, other] = [facts(a.get(path)), facts(b.get(path))];
    return (['state', 'res', 'kmem', 'refused', 'tasks'] as const).flatMap((what): Difference[] =>
      one?.[what] === other?.[what] ? [] : [{ path, what, left: one?.[what], right: other?.[what] }],
    );
  });
}

function facts(group: GroupView | undefined): Record<Difference['what'], number | string> | undefined {
  return (
    group && {
      state: group.state,
      res: group.res.usage,
      kmem: group.kmem.usage,
      refused: group.res.failcnt + group.memsw.failcnt + group.kmem.failcnt,
      tasks: group.tasks,
    }
  );
}

/** Two runs on one clock, each in an engine of its own. */
export class Comparison {
  readonly left: PlaygroundModel;
  readonly right: PlaygroundModel;
  playing = $state(false);
  ready = $state(false);
  readonly #engines: readonly [EngineClient, EngineClient];
  #goal: number | undefined;

  constructor(spawn = () => latePort(async () => (await import('../../engine/worker-port')).spawnWorker)) {
    this.#engines = [new EngineClient({ spawn }), new EngineClient({ spawn })];
    this.left = new PlaygroundModel(this.#engines[0]);
    this.right = new PlaygroundModel(this.#engines[1]);
  }

  dispose(): void {
    this.playing = false;
    for (const model of [this.left, this.right]) model.dispose();
    for (const engine of this.#engines) engine.end();
  }

  /** Loads both and brings them to the tick of the first. */
  async load(left: Session, right: Session): Promise<boolean> {
    this.playing = false;
    this.ready = false;
    const done = await Promise.all([this.left.load({ ...left, tick: 0 }), this.right.load({ ...right, tick: 0 })]);
    this.ready = done.every((one) => one);
    if (this.ready) await this.goTo(left.tick);
    return this.ready;
  }

  get tick(): number {
    return Math.max(this.left.time.tick, this.right.time.tick);
  }
  get end(): number {
    return Math.max(this.left.time.end, this.right.time.end);
  }
  /** Neither run goes any further. */
  get ended(): boolean {
    return [this.left, this.right].every(({ session }) => session.state === 'finished' || session.state === 'panicked');
  }

  /** Brings both to a tick; of wishes that come while under way the last counts. */
  async goTo(tick: number): Promise<void> {
    const busy = this.#goal !== undefined;
    this.#goal = Math.max(0, Math.round(tick));
    if (busy) return;
    while (this.#goal !== undefined) {
      const goal: number = this.#goal;
      await Promise.all(this.#engines.map((engine) => engine.send({ type: 'seek', tick: goal }).catch(() => undefined)));
      if (this.#goal === goal) this.#goal = undefined;
    }
  }

  /** Lets both run side by side until they end or somebody stops them. */
  async play(): Promise<void> {
    this.playing = true;
    while (this.playing && !(this.ended && this.tick >= this.end)) {
      await this.goTo(this.tick + STRIDE);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    this.playing = false;
  }
}

/** Tells a host page what happens in an embed. */
import { untrack } from 'svelte';
import type { MarkView, View } from '../engine/protocol';
import type { PlaygroundModel } from '../ui/model/playground.svelte';
import type { HostEvent } from './host-messages';
import { choice, judged, short } from './host-requests';

/** Least real time between two ticks that are told, in ms. */
const EVERY = 100;
/** Most marks told of one view; the later ones of a flood are told by their groups' counters. */
const MOST_MARKS = 50;

/** Starts telling; answers how to end it. */
export function tellHost(model: PlaygroundModel, say: (event: HostEvent) => void): () => void {
  const teller = new Teller(model, say);
  const stopViews = model.engine.onView((view) => teller.view(view));
  const stopEffects = $effect.root(() => {
    let known = model.answers;
    $effect(() => {
      const now = model.answers;
      const { tick } = untrack(() => model.time);
      for (const [block, option] of now)
        if (known.get(block) !== option) say({ type: 'answered', tick, ...untrack(() => choice(model, block, option)) });
      known = now;
    });
    let notice = model.notice;
    $effect(() => {
      const now = model.notice;
      if (now !== notice && now?.tone === 'error') say({ type: 'error', code: 'failed', message: short(now.message) });
      notice = now;
    });
  });
  return () => {
    stopViews();
    stopEffects();
  };
}

class Teller {
  readonly #model: PlaygroundModel;
  readonly #say: (event: HostEvent) => void;
  #state: View['session']['state'];
  #tick: number;
  #told = 0;
  /** Check blocks that were told. */
  #judged = new Set<number>();
  /** Counts of marks that were told, by tick, tone and group. */
  #counts = new Map<string, number>();

  constructor(model: PlaygroundModel, say: (event: HostEvent) => void) {
    this.#model = model;
    this.#say = say;
    this.#state = model.session.state;
    this.#tick = model.time.tick;
    // What was judged before somebody listened can be asked for.
    for (const [block, view] of (model.lesson?.blocks ?? []).entries()) if (view.checks) this.#judged.add(block);
  }

  view(view: View): void {
    if (view.marks) this.#marks(view.marks.rows, view.marks.reset);
    if (view.lesson) this.#checks(view.lesson);
    this.#time(view.session.state, view.time.tick);
  }

  #time(state: View['session']['state'], tick: number): void {
    const now = performance.now();
    if (state !== this.#state) {
      this.#state = state;
      this.#say({ type: 'state', state, tick });
      if (state === 'finished') this.#finished(tick);
    } else if (tick !== this.#tick && now - this.#told >= EVERY) {
      this.#told = now;
      this.#say({ type: 'tick', tick });
    } else return;
    this.#tick = tick;
  }

  #finished(tick: number): void {
    const all = (this.#model.lesson?.blocks ?? []).flatMap(({ checks }) => checks ?? []);
    const held = all.filter(({ ok }) => ok).length;
    this.#say({ type: 'finished', tick, held, failed: all.length - held });
  }

  #checks({ blocks }: NonNullable<View['lesson']>): void {
    for (const [block, view] of blocks.entries()) {
      if (view.type !== 'check') continue;
      // One that waits again was travelled back before, or belongs to a new run.
      if (view.checks === undefined || view.state !== 'done') this.#judged.delete(block);
      else if (!this.#judged.has(block)) {
        this.#judged.add(block);
        const tick = view.endTick ?? this.#model.time.tick;
        for (const one of judged(this.#model, block)) this.#say({ type: 'checked', tick, ...one });
      }
    }
  }

  #marks(rows: readonly MarkView[], reset: boolean): void {
    if (reset) this.#counts.clear();
    const now = new Map<string, number>();
    for (const { tick, tone, group, count } of rows.slice(-MOST_MARKS)) {
      if (tone !== 'refused' && tone !== 'oom') continue;
      const key = `${tick} ${tone} ${group}`;
      const more = count - (this.#counts.get(key) ?? 0);
      now.set(key, count);
      if (more > 0) this.#say({ type: tone, tick, group: this.#model.pathOf(group), count: more });
    }
    // A row grows only while its tick is the last: older ones never come again.
    if (now.size > 0) this.#counts = now;
  }
}

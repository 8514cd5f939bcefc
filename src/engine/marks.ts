/**
 * The timeline's marks: what was refused, reclaimed, killed, made and removed, gathered by place on the timeline, kind
 * and group, so that a storm of refusals is one mark with a count.
 */
import type { MarkView, TraceView } from './protocol';

/** Most marks before the places become twice as wide. */
export const MOST_MARKS = 4000;

/**
 * Trace points that are no marks: a fork or a committed stack is no new group, and a charge that was refused is told
 * once, by the counter that refused it.
 */
const TOLD_OTHERWISE = new Set(['sched_process_fork', 'memcg_kmem_commit_charge', 'memcg_kmem_newpage_charge']);

interface Gathered {
  readonly mark: MarkView;
  /** Number of the change that last touched it. */
  readonly change: number;
}

export class Marks {
  #marks = new Map<string, Gathered>();
  #width = 1;
  #changes = 0;
  #generation = 0;

  get generation(): number {
    return this.#generation;
  }
  /** Changes so far: what `since` takes to tell what came after. */
  get changes(): number {
    return this.#changes;
  }

  add(event: TraceView): void {
    if (event.tone === 'info' || TOLD_OTHERWISE.has(event.point)) return;
    this.#gather({ tick: event.tick, tone: event.tone, group: event.group, count: 1, text: `${event.point} ${event.text}` });
    if (this.#marks.size > MOST_MARKS) this.#widen();
  }

  #gather(mark: MarkView): void {
    const tick = mark.tick - (mark.tick % this.#width);
    const key = `${tick} ${mark.tone} ${mark.group}`;
    const before = this.#marks.get(key);
    // The first tells the place and the words; taken out and put back, the map stays in the order of change.
    const next = before === undefined ? mark : { ...before.mark, count: before.mark.count + mark.count };
    this.#marks.delete(key);
    this.#marks.set(key, { mark: next, change: ++this.#changes });
  }

  #widen(): void {
    while (this.#marks.size > MOST_MARKS / 2 && this.#width < 2 ** 40) {
      this.#width *= 2;
      this.#regather([...this.#marks.values()].map((each) => each.mark));
    }
  }

  #regather(marks: readonly MarkView[]): void {
    this.#marks = new Map();
    this.#generation++;
    for (const mark of [...marks].sort((a, b) => a.tick - b.tick)) this.#gather(mark);
  }

  /** Marks made or grown after `change` in the present generation, in the order of the timeline. */
  since(change: number): MarkView[] {
    const rows: MarkView[] = [];
    for (const each of this.#marks.values()) if (each.change > change) rows.push(each.mark);
    return rows.sort((a, b) => a.tick - b.tick);
  }

  /** Forgets the marks behind `tick`; a gathered one that began before it keeps its whole count. */
  truncate(tick: number): void {
    const all = [...this.#marks.values()].map((each) => each.mark);
    const kept = all.filter((mark) => mark.tick <= tick);
    if (kept.length < all.length) this.#regather(kept);
  }
}

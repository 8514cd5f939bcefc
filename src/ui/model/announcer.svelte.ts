import { m } from '../../messages';
import type { CounterName } from './refusals';

/** Least time between two spoken summaries, in ms: a flood is told as one number. */
const PAUSE = 4000;

/** What a screen reader is told of the pictures, in whole sentences and never too often. */
export class Announcer {
  text = $state('');
  #refused = new Map<string, { path: string; counter: CounterName; count: number }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Says something at once. */
  say(text: string): void {
    this.text = text;
  }

  /** Counts a refusal; it is told with others of its kind. */
  refused(path: string, counter: CounterName, count: number): void {
    const key = `${path} ${counter}`;
    const before = this.#refused.get(key)?.count ?? 0;
    this.#refused.set(key, { path, counter, count: before + count });
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE / 4);
  }

  #tell(): void {
    const told = [...this.#refused.values()].map(({ path, counter, count }) => m.groups.refusedSpoken(path, counter, count));
    this.#refused.clear();
    if (told.length > 0) this.text = told.join(' ');
    this.#timer = told.length > 0 ? setTimeout(() => this.#tell(), PAUSE) : undefined;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}

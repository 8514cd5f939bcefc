/** Which shipped lessons were run to their end, kept where storage is allowed. */
import { keep, recall } from '../theme.svelte';

export function doneLessons(): ReadonlySet<string> {
  return new Set((recall('done') ?? '').split(' ').filter((name) => /^[a-z0-9-]{1,64}$/.test(name)));
}

export function markDone(name: string): void {
  const done = doneLessons();
  if (!done.has(name)) keep('done', [...done, name].join(' '));
}

export function forgetDone(): void {
  keep('done', '');
}

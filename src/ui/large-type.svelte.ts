import { keep, recall } from './theme.svelte';

/** How much larger everything written is, for a projector; kept where storage is allowed. */
class LargeType {
  on = $state(false);

  get scale(): number {
    return this.on ? 1.3 : 1;
  }
  set(on: boolean, kept = true): void {
    this.on = on;
    if (on) document.documentElement.dataset['type'] = 'large';
    else delete document.documentElement.dataset['type'];
    if (kept) keep('large-type', on ? 'on' : 'off');
  }
  /** As it was left. */
  restore(): void {
    if (recall('large-type') === 'on') this.set(true, false);
  }
}

export const largeType = new LargeType();

/** The one tip that says what numbers are: where they are pointed at, and for all numbers of what has the keyboard's focus. */
import { mount } from 'svelte';
import SourceTip from './SourceTip.svelte';

/** Makes the tip; `first` is the event by which somebody came. */
export function startSourceTip(first: Event): void {
  const tip = mount(SourceTip, { target: document.body });
  tip.notice(first);
}

/**
 * A scheduler for a worker: what is to run at once runs behind the messages already there. Timers would hold a busy run
 * up by milliseconds.
 */
import type { Scheduler } from './pump';

export function messageScheduler(): Scheduler {
  const channel = new MessageChannel();
  let waiting = new Set<() => void>();
  channel.port1.onmessage = () => {
    // What is added meanwhile waits for the next message; what is called off meanwhile is taken out of this set.
    const due = waiting;
    waiting = new Set();
    for (const run of due) run();
  };

  const soon = (run: () => void): (() => void) => {
    if (waiting.size === 0) channel.port2.postMessage(0);
    const mine = waiting;
    const once = () => run();
    mine.add(once);
    return () => mine.delete(once);
  };

  return {
    now: () => performance.now(),
    later(run, ms) {
      if (ms < 1) return soon(run);
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}

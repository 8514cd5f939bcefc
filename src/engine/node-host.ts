/** The same session on this thread, in Node or a test: messages go through a structured clone, as to a worker. */
import type { Workshop } from './boot';
import type { EnginePort } from './client';
import type { Scheduler } from './pump';
import { Session } from './session';

/** Real time, in turns of the event loop. */
export const NODE_SCHEDULER: Scheduler = {
  now: () => performance.now(),
  later(run, ms) {
    if (ms < 1) {
      const turn = setImmediate(run);
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** An engine on this thread. */
export function spawnHere(workshop: Workshop, scheduler: Scheduler = NODE_SCHEDULER): EnginePort {
  const { port1, port2 } = new MessageChannel();
  const session = new Session({ scheduler, post: (message, transfer) => port2.postMessage(message, transfer) }, workshop);
  port2.onmessage = ({ data }: MessageEvent<unknown>) => session.receive(data);
  return {
    post: (message, transfer) => port1.postMessage(message, transfer),
    listen(heard, broken) {
      port1.onmessage = ({ data }: MessageEvent<unknown>) => heard(data);
      port1.onmessageerror = () => broken('a message could not be read');
    },
    end() {
      session.close();
      port1.close();
      port2.close();
    },
  };
}

/**
 * The worker's entry: a session wired to its port. Built as a classic script, which starts from a blob in a sandbox too.
 * Shell and commands are the larger half and are not needed to say hello: they are fetched meanwhile, and what is asked
 * before they have come waits.
 */
import { memcgLifecycleMachine } from '../kernel/memcg-lifecycle.machine';
import type { Workshop } from './boot';
import { CHARGE_PATH } from './charge-view';
import { messageScheduler } from './message-scheduler';
import { Session } from './session';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
let workshop: Workshop | undefined;
let inbox: unknown[] | undefined = [];
const session = new Session(
  { scheduler: messageScheduler(), post: (message, transfer) => scope.postMessage(message, transfer) },
  {
    parse: (text, set) => workshop!.parse(text, set),
    boot: (document) => workshop!.boot(document),
    manual: (name) => workshop!.manual(name),
    manualNames: () => workshop!.manualNames(),
    lifecycle: memcgLifecycleMachine.config,
    charge: CHARGE_PATH,
  },
);
scope.onmessage = ({ data }: MessageEvent<unknown>) => {
  if (inbox === undefined) session.receive(data);
  else inbox.push(data);
};
void import('./workshop').then(
  (loaded) => {
    workshop = loaded.WORKSHOP;
    const waiting = inbox ?? [];
    inbox = undefined;
    for (const message of waiting) session.receive(message);
  },
  // Thrown where the page's supervisor hears it: nothing can run without them.
  (error: unknown) =>
    setTimeout(() => {
      throw new Error(`the shell could not be loaded: ${String(error)}`);
    }),
);

/** A worker as the client's port. The worker is inlined, as only one from a blob starts in a sandboxed frame. */
import type { EnginePort } from './client';
import startWorker from 'virtual:engine-worker';

/** Starts the engine in a worker of its own. */
export function spawnWorker(): EnginePort {
  const worker = startWorker('memcg-engine');
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(heard, broken) {
      worker.onmessage = ({ data }: MessageEvent<unknown>) => heard(data);
      worker.onmessageerror = () => broken('a message could not be read');
      worker.onerror = (event) => {
        event.preventDefault();
        broken(event.message || 'the worker did not start');
      };
    },
    end: () => worker.terminate(),
  };
}

/** The worker's entry: a session wired to its port. Built as a classic script, which starts from a blob in a sandbox too. */
import { WORKSHOP } from './workshop';
import { Session } from './session';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const channel = new MessageChannel();
let waiting: (() => void)[] = [];
channel.port1.onmessage = () => {
  const run = waiting;
  waiting = [];
  for (const each of run) each();
};

/** At once, but behind the messages already there: timers would hold a busy run up by milliseconds. */
function soon(run: () => void): () => void {
  if (waiting.length === 0) channel.port2.postMessage(0);
  waiting.push(run);
  return () => {
    waiting = waiting.filter((each) => each !== run);
  };
}

function later(run: () => void, ms: number): () => void {
  if (ms < 1) return soon(run);
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

const session = new Session(
  { scheduler: { now: () => performance.now(), later }, post: (message, transfer) => scope.postMessage(message, transfer) },
  WORKSHOP,
);
scope.onmessage = ({ data }: MessageEvent<unknown>) => session.receive(data);

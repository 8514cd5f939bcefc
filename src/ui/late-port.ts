import type { EnginePort } from '../engine/client';

/**
 * A port to an engine whose code is still being loaded: what is posted waits, so that the page can be drawn meanwhile.
 */
export function latePort(load: () => Promise<() => EnginePort>): EnginePort {
  const waiting: [unknown, ArrayBuffer[]][] = [];
  let port: EnginePort | undefined;
  let ended = false;
  let ears: Parameters<EnginePort['listen']> | undefined;

  const arrived = (spawn: () => EnginePort): void => {
    if (ended) return;
    port = spawn();
    if (ears) port.listen(...ears);
    for (const [message, transfer] of waiting.splice(0)) port.post(message, transfer);
  };
  load().then(arrived, (fault: unknown) => ears?.[1](fault instanceof Error ? fault.message : String(fault)));

  return {
    post: (message, transfer) => (port === undefined ? void waiting.push([message, transfer]) : port.post(message, transfer)),
    listen(...heard) {
      ears = heard;
      port?.listen(...heard);
    },
    end() {
      ended = true;
      port?.end();
    },
  };
}

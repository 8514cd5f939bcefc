/** `sim` on a plain shell script: like `bash FILE` on a machine as documents have it when they say nothing. */
import { toBytes } from '../engine/bytes';
import { KernelMachine } from '../engine/kernel-machine';
import { createFor } from '../engine/workshop';
import { type Kernel, panicked, stateHash, takeTtyChunks, tick } from '../kernel';
import { parseDocument } from '../scenario/document';
import { bootScript, scriptStatus } from '../userland';
import type { SimArguments } from './sim-arguments';
import type { Named } from './sim-files';
import { LAST_TICK, type Outlet } from './sim-document';
import { reportGroups } from './sim-groups';

/** Status of a script that was stopped before its end, as timeout(1) has it. */
const STOPPED = 124;
/** Status where the machine itself has ended. */
const PANICKED = 1;

/** Runs the script; answers its exit status. */
export function simulateScript({ file, text }: Named, args: SimArguments, outlet: Outlet): number {
  const machine = parseDocument('', args.set);
  if (!machine.ok) {
    for (const { message } of machine.problems) outlet.err(`${file}: ${message}\n`);
    return 2;
  }
  const k = createFor(machine.document);
  bootScript(k, toBytes(text), file, args.rest);
  let console = '';
  const status = run(k, args, {
    out: args.json ? (bytes) => void (console += bytes) : (bytes) => outlet.out(Buffer.from(bytes, 'latin1')),
    err: args.json ? (bytes) => void (console += bytes) : (bytes) => outlet.err(Buffer.from(bytes, 'latin1')),
  });
  const ended = status ?? (panicked(k) === undefined ? STOPPED : PANICKED);
  if (args.json) outlet.out(`${JSON.stringify(jsonOf(k, ended, Buffer.from(console, 'latin1').toString()))}\n`);
  if (status !== undefined) return ended;
  const why = panicked(k) ?? 'stopped before the script had ended';
  outlet.err(`${file}: ${why} (tick ${k.clock.col.tick[0]})\n`);
  return ended;
}

interface Streams {
  out(bytes: string): void;
  err(bytes: string): void;
}

/** Lets the clock go until the script has ended; undefined when something else came first. */
function run(k: Kernel, { until = LAST_TICK }: SimArguments, { out, err }: Streams): number | undefined {
  for (;;) {
    for (const { stream, text } of takeTtyChunks(k, 0)) (stream === 2 ? err : out)(text);
    const status = scriptStatus(k);
    if (status !== undefined || panicked(k) !== undefined || k.clock.col.tick[0]! >= until) return status;
    tick(k);
  }
}

function jsonOf(k: Kernel, status: number, console: string): object {
  const groups = reportGroups(new KernelMachine(k));
  return { ticks: k.clock.col.tick[0]!, hash: stateHash(k), status, checks: [], groups, console };
}

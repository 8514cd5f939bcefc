/** `sim` on a scenario document: the console's output as it comes, then what became of each check. */
import { fromBytes } from '../engine/bytes';
import { UnbootableError } from '../engine/boot';
import type { CheckView } from '../engine/protocol';
import { Simulation } from '../engine/simulation';
import { WORKSHOP } from '../engine/workshop';
import type { ScenarioDocument } from '../scenario/document';
import type { SimArguments } from './sim-arguments';
import type { Named } from './sim-files';
import { reportGroups } from './sim-groups';

/** Where a run is stopped unless told otherwise. */
export const LAST_TICK = 10_000_000;
/** Ticks between two looks at what was printed. */
const TICKS_A_LOOK = 1000;

export interface Outlet {
  out(text: string | Uint8Array): void;
  err(text: string | Uint8Array): void;
}

type Ending = 'finished' | 'panicked' | 'stopped';

/** What became of a document: its exit status, its claims, and the report as JSON has it. */
export interface Outcome {
  readonly status: number;
  readonly held: number;
  readonly failed: number;
  readonly unreached: number;
  readonly json: object;
}

/** Runs a document. With `brief` its console is not printed, only what became of its checks. */
export function simulateDocument(named: Named, args: SimArguments, outlet: Outlet, brief = false): Outcome {
  const simulation = open(named, args, outlet);
  if (simulation === undefined) return { status: 2, held: 0, failed: 0, unreached: 0, json: { file: named.file, ending: 'invalid' } };
  const printer = new Printer(simulation, args, outlet, args.json || brief);
  const hashes: [number, string][] = [];
  const ending = runTo(simulation, args, printer, hashes);
  const checks = checksOf(simulation);
  const report = { simulation, ending, checks, missing: unreached(simulation), hashes };
  if (!args.json) tell(report, named, outlet);
  const stoppedOnPurpose = args.until !== undefined && ending === 'stopped';
  const held = checks.filter(({ ok }) => ok).length;
  const good = held === checks.length && (report.missing === 0 || stoppedOnPurpose);
  return {
    status: good ? 0 : 1,
    held,
    failed: checks.length - held,
    unreached: report.missing,
    json: { file: named.file, ...jsonOf(report, printer) },
  };
}

/** The document, its warnings told; undefined when it is not valid, which was told with line and column. */
export function readDocument({ file, text }: Named, { set }: SimArguments, outlet: Outlet): ScenarioDocument | undefined {
  const parsed = WORKSHOP.parse(text, set);
  const problems = parsed.ok ? parsed.warnings : parsed.problems;
  const kind = parsed.ok ? 'warning: ' : '';
  for (const { line, column, message } of problems) outlet.err(`${file}:${line}:${column}: ${kind}${message}\n`);
  return parsed.ok ? parsed.document : undefined;
}

/** The booted document; undefined when it is not valid, which was told. */
function open(named: Named, args: SimArguments, outlet: Outlet): Simulation | undefined {
  const document = readDocument(named, args, outlet);
  if (document === undefined) return undefined;
  try {
    return new Simulation(document, WORKSHOP.boot(document));
  } catch (error) {
    if (!(error instanceof UnbootableError)) throw error;
    outlet.err(`${named.file}:1:1: ${error.message}\n`);
    return undefined;
  }
}

function runTo(simulation: Simulation, args: SimArguments, printer: Printer, hashes: [number, string][]): Ending {
  const last = args.until ?? LAST_TICK;
  const every = args.hashEvery;
  for (;;) {
    const nextHash = every === undefined ? Infinity : simulation.tick - (simulation.tick % every) + every;
    const outcome = simulation.run({ until: Math.min(last, nextHash, simulation.tick + TICKS_A_LOOK) });
    printer.print();
    if (simulation.tick === nextHash) hashes.push([simulation.tick, simulation.hash()]);
    if (outcome === 'finished' || outcome === 'panicked') return outcome;
    if (simulation.tick >= last) return 'stopped';
  }
}

/** Prints what is new on both terminals, in the kernel's log and, if asked for, in the trace. */
class Printer {
  readonly #simulation: Simulation;
  readonly #out: (text: string) => void;
  readonly #trace: boolean;
  readonly #keep: boolean;
  readonly #sent: [number, number] = [0, 0];
  #log = 0;
  #events = 0;
  /** All of it, where it is not printed but kept. */
  console = '';
  readonly trace: unknown[] = [];

  constructor(simulation: Simulation, { trace }: SimArguments, outlet: Outlet, keep: boolean) {
    this.#simulation = simulation;
    this.#trace = trace;
    this.#out = keep ? (text) => void (this.console += text) : (text) => outlet.out(text);
    this.#keep = keep;
  }

  print(): void {
    const { history, tick, machine } = this.#simulation;
    const lines: { tick: number; text: string }[] = [];
    for (const tty of [0, 1] as const) {
      const log = history.terminals[tty];
      const end = log.behind(tick);
      for (const entry of log.entries(this.#sent[tty], end)) lines.push({ tick: entry.tick, text: fromBytes(entry.row) });
      this.#sent[tty] = end;
    }
    const end = history.kernelLog.behind(tick);
    for (const { row } of history.kernelLog.entries(this.#log, end)) {
      lines.push({ tick: row.tick, text: `[${(row.tick / 1000).toFixed(6).padStart(12)}] ${row.text}\n` });
    }
    this.#log = end;
    // By ticks; within one, the terminals first.
    for (const { text } of lines.sort((a, b) => a.tick - b.tick)) this.#out(text);
    if (this.#trace) this.#printTrace(history.trace.between(this.#events, machine.events, Infinity));
    this.#events = machine.events;
  }

  #printTrace({ rows, dropped }: ReturnType<Simulation['history']['trace']['between']>): void {
    if (this.#keep) {
      for (const row of rows) this.trace.push(row);
      return;
    }
    if (dropped > 0) this.#out(`trace: ${dropped} events left out\n`);
    for (const { tick, cpu, pid, comm, point, text } of rows)
      this.#out(`trace: ${tick} [${cpu}] ${comm || 'kernel'}-${pid} ${point}: ${text}\n`);
  }
}

function checksOf({ lesson }: Simulation): CheckView[] {
  return lesson.view().blocks.flatMap(({ checks }) => checks ?? []);
}

/** Claims that were not judged. */
function unreached({ document, lesson }: Simulation): number {
  const { blocks } = lesson.view();
  return document.blocks.reduce(
    (sum, block, i) => (block.type === 'check' && blocks[i]!.checks === undefined ? sum + block.claims.length : sum),
    0,
  );
}

interface Report {
  readonly simulation: Simulation;
  readonly ending: Ending;
  readonly checks: readonly CheckView[];
  readonly missing: number;
  readonly hashes: readonly (readonly [number, string])[];
}

function tell({ simulation, ending, checks, missing, hashes }: Report, { file }: Named, { out, err }: Outlet): void {
  for (const [tick, hash] of hashes) out(`hash ${tick} ${hash}\n`);
  for (const { ok, line, text, got } of checks)
    out(`${ok ? 'ok  ' : 'FAIL'} ${file}:${line}: ${text}   (${got.replaceAll('\n', '\\n')})\n`);
  if (ending === 'panicked') err(`${file}: ${simulation.machine.panic ?? 'panic'} (tick ${simulation.tick})\n`);
  if (ending === 'stopped') err(`${file}: stopped at tick ${simulation.tick}, before the run had ended\n`);
  if (missing > 0) err(`${file}: ${missing} ${missing === 1 ? 'check was' : 'checks were'} not reached\n`);
}

function jsonOf({ simulation, ending, checks, missing, hashes }: Report, { console, trace }: Printer): object {
  return {
    ticks: simulation.tick,
    hash: simulation.hash(),
    ending,
    ...(simulation.machine.panic === undefined ? {} : { panic: simulation.machine.panic }),
    checks,
    ...(missing === 0 ? {} : { unreached: missing }),
    groups: reportGroups(simulation.machine),
    console,
    ...(hashes.length === 0 ? {} : { hashes }),
    ...(trace.length === 0 ? {} : { trace }),
  };
}

/** Questions that change nothing: to the present of a run, and to who reads documents and knows the manual. */
import type { Workshop } from './boot';
import type { Answers, Command } from './protocol';
import { Refused } from './refused';
import type { Simulation } from './simulation';

type QueryName = 'complete' | 'hash' | 'read' | 'export' | 'frame';
export type Query = Extract<Command, { type: QueryName }>;

/** Throws `Refused` where there is nothing of the kind. */
export function answerQuery(simulation: Simulation, query: Query): Answers[QueryName] {
  const { machine, tick } = simulation;
  switch (query.type) {
    case 'complete':
      return { completions: machine.complete(query.tty, query.line, query.cursor) };
    case 'hash':
      return { tick, hash: simulation.hash() };
    case 'read':
      return { tick, text: readFile(simulation, query.path) };
    case 'export':
      return { tick, text: simulation.document.text, journal: simulation.journal };
    case 'frame':
      return { frame: frameAt(simulation, query.pfn) };
    default:
      return query satisfies never;
  }
}

type DeskName = 'check' | 'manual';

/** Answers what needs no run. */
export function answerDesk(workshop: Workshop, query: Extract<Command, { type: DeskName }>): Answers[DeskName] {
  if (query.type === 'check') {
    const parsed = workshop.parse(query.text, query.set ?? []);
    return parsed.ok ? { problems: [], warnings: parsed.warnings } : { problems: parsed.problems, warnings: [] };
  }
  const page = workshop.manual(query.name);
  return { names: workshop.manualNames(), ...(page === undefined ? {} : { page }) };
}

function readFile({ machine }: Simulation, path: string): string {
  const reading = machine.readPath(path);
  if (!reading.ok) throw new Refused({ code: 'missing', message: `${path}: ${reading.message}` });
  return reading.text;
}

function frameAt({ machine }: Simulation, pfn: number): Answers['frame']['frame'] {
  const frame = machine.describeFrame(pfn);
  if (frame === undefined) throw new Refused({ code: 'missing', message: `there is no frame ${pfn}` });
  return frame;
}

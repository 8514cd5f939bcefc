/** No shipped lesson may claim what the simulated kernel does not do: each is run to its end and all its checks are judged. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Simulation } from '../engine/simulation';
import { WORKSHOP } from '../engine/workshop';
import { SHIPPED } from './shipped';

/** Far behind the end of every lesson: one that does not end by itself has not been finished. */
const LAST_TICK = 200_000;

function runToEnd(name: string): Simulation {
  const parsed = WORKSHOP.parse(readFileSync(new URL(`../../public/scenarios/${name}.md`, import.meta.url), 'utf8'), []);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const simulation = new Simulation(parsed.document, WORKSHOP.boot(parsed.document));
  simulation.run({ until: LAST_TICK });
  return simulation;
}

describe('shipped lessons', () => {
  it.each(SHIPPED)('$name ends, and all it claims holds', ({ name }) => {
    const simulation = runToEnd(name);
    const { current, blocks } = simulation.lesson.view();
    const checks = blocks.flatMap((block) => block.checks ?? []);
    expect(checks.length).toBeGreaterThan(3);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect({ current, status: simulation.status }).toEqual({ current: -1, status: 'finished' });
  });
});

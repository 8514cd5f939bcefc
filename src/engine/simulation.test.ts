import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepGoal } from './goals';
import { Simulation } from './simulation';
import { toyDocument, ToyMachine, type ToyBlock } from './testing/toy-machine';

function simulate(...blocks: ToyBlock[]): Simulation {
  const document = toyDocument(...blocks);
  return new Simulation(document, new ToyMachine(document));
}

/** Runs to a tick and answers the hash there. */
function hashAt(simulation: Simulation, tick: number): string {
  simulation.jump(tick);
  simulation.run({ until: tick });
  simulation.arrive();
  return simulation.hash();
}

const BOMB: ToyBlock[] = [
  ['prose', 'Hello.'],
  ['sh', 'set a/limit 4096\nset a/failcnt 0\nrefuse\nsleep 30'],
  ['check', 'a/limit == 4K'],
  ['sh', 'refuse\necho one\nset a/failcnt 2'],
  ['check', 'a/failcnt > 1\nstatus == 0\nstdout ~ "one"'],
];

function text(simulation: Simulation, tty: 0 | 1): string {
  const log = simulation.history.terminals[tty];
  return log.slice(0, log.behind(simulation.tick)).join('');
}

describe('Simulation', () => {
  it('runs the blocks one after the other and ends when nothing is due', () => {
    const simulation = simulate(['sh', 'echo a\nsleep 3'], ['sh', 'bg 20\necho b']);
    expect(simulation.run({ until: 1000 })).toBe('finished');
    expect(text(simulation, 0)).toContain('a\n');
    expect(simulation.lesson.view().current).toBe(-1);
    expect(simulation.lesson.view().blocks.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(simulation.tick).toBeGreaterThan(20);
    expect(simulation.tick).toBeLessThan(40);
  });

  it('comes back when the budget ends within a checkpoint, and goes on with it before the machine moves', () => {
    const simulation = simulate(...BOMB);
    expect([simulation.run({ until: 5, mayGoOn: () => false }), simulation.tick, simulation.checkpoints.count]).toEqual(['budget', 0, 0]);
    let outcome = 'budget';
    for (let i = 0; i < 99 && outcome === 'budget'; i++) outcome = simulation.run({ until: 5, mayGoOn: () => false });
    expect([outcome, simulation.tick, simulation.checkpoints.before(0)?.tick]).toEqual(['until', 5, 0]);
  });

  it('reaches equal hashes by running, seeking and replaying', () => {
    const straight = simulate(...BOMB);
    const hashes: string[] = [];
    for (let tick = 0; straight.run({ until: tick }) === 'until'; tick++) hashes.push(straight.hash());
    const other = simulate(...BOMB);
    other.run({ until: 1000 });
    for (const tick of [30, 2, hashes.length - 1, 0, 17]) expect(hashAt(other, tick)).toBe(hashes[tick]);
  });

  it('records nothing twice on replay', () => {
    const simulation = simulate(...BOMB);
    simulation.run({ until: 1000 });
    const [before, marks, samples] = [text(simulation, 0), simulation.history.marks.since(0), simulation.history.samples.rows.length];
    const end = simulation.tick;
    hashAt(simulation, 5);
    expect(text(simulation, 0).length).toBeLessThan(before.length);
    expect(simulation.history.samples.rows).toHaveLength(samples);
    simulation.run({ until: 1000 });
    expect(simulation.tick).toBe(end);
    expect(text(simulation, 0)).toBe(before);
    expect(simulation.history.marks.since(0)).toEqual(marks);
  });

  it('drops the future when typed to in the past, and brings it back', () => {
    const simulation = simulate(['sh', 'sleep 40\necho end']);
    simulation.run({ until: 10 });
    expect(simulation.type({ type: 'exec', tty: 1, line: 'echo first' })).toEqual({ tick: 10, kept: 0 });
    simulation.run({ until: 1000 });
    const end = simulation.tick;
    const first = simulation.hash();

    hashAt(simulation, 10);
    expect(text(simulation, 1)).toBe('');
    expect(simulation.type({ type: 'exec', tty: 1, line: 'echo second' })).toEqual({ tick: 10, kept: 0 });
    expect(simulation.end).toBe(10);
    expect(simulation.droppedEnd).toBe(end);
    simulation.run({ until: 1000 });
    const second = simulation.hash();
    expect(text(simulation, 1)).toBe('# echo second\nsecond\n');

    for (const [hash, word] of [
      [first, 'first'],
      [second, 'second'],
      [first, 'first'],
    ]) {
      const tick = simulation.recover();
      expect(tick).toBe(end);
      simulation.run({ until: tick! });
      expect(simulation.hash()).toBe(hash);
      expect(text(simulation, 1)).toBe(`# echo ${word}\n${word}\n`);
    }
  });

  it('resets to tick 0 without the journal, which can be got back', () => {
    const simulation = simulate(['sh', 'echo a']);
    const zero = simulation.hash();
    simulation.type({ type: 'exec', tty: 1, line: 'set x 1' });
    simulation.run({ until: 1000 });
    const end = simulation.hash();
    simulation.reset();
    expect([simulation.tick, simulation.end, simulation.journal, simulation.hash()]).toEqual([0, 0, [], zero]);
    simulation.run({ until: simulation.recover()! });
    expect(simulation.hash()).toBe(end);
  });

  it('takes a known journal up again', () => {
    const first = simulate(['sh', 'sleep 20']);
    first.run({ until: 7 });
    first.type({ type: 'exec', tty: 1, line: 'set x 1' });
    first.run({ until: 1000 });
    const document = toyDocument(['sh', 'sleep 20']);
    const second = new Simulation(document, new ToyMachine(document), first.journal);
    second.run({ until: 1000 });
    expect(second.hash()).toBe(first.hash());
  });

  it('steps by tick, by trace point and by command', () => {
    const simulation = simulate(['sh', 'echo a\nsleep 5\nrefuse\necho b']);
    const step = (by: 'tick' | 'event' | 'command') => simulation.run({ until: 1000, goal: stepGoal(simulation, by, 1) });
    expect([step('tick'), simulation.tick]).toEqual(['goal', 1]);
    step('command');
    expect(simulation.lesson.view().blocks[0]?.line).toBe(1);
    expect(simulation.machine.events).toBe(0);
    expect([step('event'), simulation.machine.events]).toEqual(['goal', 1]);
    expect(step('command')).toBe('finished');
  });

  it('judges checks when the block before has ended, against what was before', () => {
    const simulation = simulate(
      ['check', 'a/limit == 1'],
      ['sh', 'set a/limit 4096\nset a/failcnt 0'],
      ['check', 'a/limit == 4K\na/limit unchanged\na/failcnt unchanged\na/failcnt < 2'],
      ['sh', 'set a/failcnt 2\necho x'],
      ['check', 'a/failcnt unchanged\nstdout == "x"'],
    );
    simulation.run({ until: 1000 });
    const checks = simulation.lesson.view().blocks.map((block) => block.checks?.map(({ ok }) => ok));
    expect(checks).toEqual([[false], undefined, [true, false, true, true], undefined, [false, true]]);
  });

  it('ends by a panic and can be rewound', () => {
    const simulation = simulate(['sh', 'echo a\npanic']);
    expect(simulation.run({ until: 1000 })).toBe('panicked');
    expect(simulation.run({ until: 1000 })).toBe('panicked');
    hashAt(simulation, 1);
    expect(simulation.status).toBe('alive');
  });

  it('checks invariants after every tick when asked', () => {
    const document = toyDocument(['sh', 'sleep 9']);
    const machine = new ToyMachine(document);
    machine.brokenFrom = 4;
    const simulation = new Simulation(document, machine);
    simulation.run({ until: 5 });
    simulation.debug = true;
    expect(() => simulation.run({ until: 9 })).toThrow('invariant broken at tick 6');
  });

  it('holds: any way through a run leads to the same states', () => {
    const action = fc.oneof(
      fc.record({ type: fc.constant('seek' as const), tick: fc.nat(60) }),
      fc.record({ type: fc.constant('exec' as const), line: fc.constantFrom('echo a', 'set x 1', 'refuse', 'sleep 3') }),
      fc.record({ type: fc.constant('run' as const), ticks: fc.nat(20) }),
      fc.record({ type: fc.constantFrom('reset' as const, 'recover' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const simulation = simulate(...BOMB);
        for (const each of actions) {
          if (each.type === 'seek') hashAt(simulation, each.tick);
          else if (each.type === 'exec') simulation.type({ type: 'exec', tty: 1, line: each.line });
          else if (each.type === 'run') simulation.run({ until: simulation.tick + each.ticks });
          else if (each.type === 'reset') simulation.reset();
          else simulation.run({ until: simulation.recover() ?? 0 });
        }
        const document = toyDocument(...BOMB);
        const straight = new Simulation(document, new ToyMachine(document), simulation.journal);
        straight.run({ until: simulation.tick });
        expect(straight.hash()).toBe(simulation.hash());
        expect(text(straight, 0)).toBe(text(simulation, 0));
        expect(text(straight, 1)).toBe(text(simulation, 1));
        expect(straight.lesson.view()).toEqual(simulation.lesson.view());
      }),
      { numRuns: 200 },
    );
  });
});

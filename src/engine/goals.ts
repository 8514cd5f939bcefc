/** What a run is let go for: a step, a typed line. Goals are looked at after every tick. */
import type { Tty } from './machine';
import type { Goal, Simulation } from './simulation';

/** The next command of the lesson, tick, trace point, or watched charge of group `selected`. */
export function stepGoal(simulation: Simulation, by: 'command' | 'tick' | 'event' | 'charge', selected: number): Goal {
  switch (by) {
    case 'tick':
      return () => true;
    case 'event': {
      const before = simulation.machine.events;
      return () => simulation.machine.events > before;
    }
    case 'charge': {
      const before = simulation.charges.count(selected);
      return () => simulation.charges.count(selected) > before;
    }
    case 'command':
      return commandGoal(simulation);
    default:
      return by satisfies never;
  }
}

/** The command at work is done: the shell has read the next one, or the block has ended. Behind the lesson: both shells wait. */
function commandGoal(simulation: Simulation): Goal {
  const { lesson, machine } = simulation;
  if (lesson.ended) return () => machine.idle(0) && machine.idle(1);
  const { next, commands } = lesson.state;
  // One that is about to begin is done as well.
  const last = lesson.state.running ? Math.max(1, commands) : 1;
  return () => lesson.state.next !== next || lesson.state.commands > last;
}

/** The line typed last has been read and its foreground has ended or waits for input, or nothing can happen any more. */
export function foregroundGoal(simulation: Simulation, tty: Tty): Goal {
  const { machine } = simulation;
  return () => machine.waits(tty) || machine.quiet();
}

/** A prediction is asked that nobody has `answered` yet, now that the block before it has ended. */
export function predictionGoal(simulation: Simulation, answered: (block: number) => boolean): Goal {
  const { lesson } = simulation;
  return () => lesson.due() !== undefined && !lesson.asked().every(answered);
}

/** A block of the document has ended, and what is judged behind it has been. */
export function blockGoal({ lesson }: Simulation, block: number): Goal {
  return () => lesson.state.next > block;
}

export function either(a: Goal | undefined, b: Goal | undefined): Goal | undefined {
  return a === undefined || b === undefined ? (a ?? b) : () => a() || b();
}

export function both(a: Goal | undefined, b: Goal): Goal {
  return a === undefined ? b : () => a() && b();
}

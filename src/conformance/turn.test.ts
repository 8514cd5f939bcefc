import { describe, expect, it } from 'vitest';
import { lateness, SOON, Turns, type Turn } from './turn';

const differs = (field: string, expected: string, got: string): { field: string; expected: string; got: string } => ({
  field,
  expected,
  got,
});

describe('a difference tells when the caches came', () => {
  it('too late when there are more children, or fewer slabs, than recorded', () => {
    expect(lateness([differs('created', '57', '128')])).toBe(1);
    expect(lateness([differs('/A:usage', '1', '2'), differs('/A:tasks', '58', '56')])).toBe(-1);
    expect(lateness([differs('/A:kmem.usage', '4096', '8192')])).toBe(-1);
  });

  it('or does not', () => {
    expect(lateness([differs('/A:failcnt', '8', '10')])).toBe(0);
    expect(lateness([differs('created', '57', 'nothing')])).toBe(0);
  });
});

describe('turns', () => {
  /** Turns asked for until `right` is found, told each time whether it came too late. */
  function search(right: number, made: number): Turn[] {
    const turns = new Turns(SOON, made);
    const asked: Turn[] = [];
    let late: -1 | 0 | 1 = right > SOON.steps ? -1 : 1;
    for (let turn = turns.next(late); turn !== undefined; turn = turns.next(late)) {
      asked.push(turn);
      if (turn.steps === right && turn.items === Infinity) return asked;
      late = turn.steps > right ? 1 : -1;
    }
    return asked;
  }

  it.each([0, 3, 30, 417, 699])('are found by halves: %i of 700', (right) => {
    const asked = search(right, 700);
    expect(asked.at(-1)).toEqual({ steps: right, items: Infinity });
    expect(asked.length).toBeLessThan(14);
  });

  it('come to an end, none twice', () => {
    const turns = new Turns(SOON, 20);
    const asked: string[] = [];
    for (let turn = turns.next(0); turn !== undefined; turn = turns.next(0)) asked.push(`${turn.steps} ${turn.items}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(40);
  });
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LessonCard } from '../scenario/lesson-card';
import { cards } from './lesson-cards';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cards-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const lesson = (name: string, text: string): { name: string; text: string } => ({ name, text });
const card = (name: string, text: string): LessonCard => ({
  name,
  title: text,
  summary: '',
  teaches: '',
  minutes: 0,
  topic: '',
  picture: { ticks: 0, refused: 0, killed: 0, lanes: [], otherRefused: [], otherOom: [] },
});

/** Titles of the cards that come out, and names of the lessons that were run for them. */
function asked(code: string, ...lessons: ReturnType<typeof lesson>[]): { titles: string[]; run: string[] } {
  const run: string[] = [];
  const all = cards(code, lessons, folder, (missing) =>
    missing.map(({ name, text }) => {
      run.push(name);
      return card(name, text);
    }),
  );
  return { titles: all.map(({ title }) => title), run };
}

describe('the cards of lessons', () => {
  it('are made once of a text', () => {
    expect(asked('1', lesson('a', 'A'), lesson('b', 'B'))).toEqual({ titles: ['A', 'B'], run: ['a', 'b'] });
    expect(asked('1', lesson('a', 'A'), lesson('b', 'B'))).toEqual({ titles: ['A', 'B'], run: [] });
  });

  it('are made anew of the one text that changed, and are in order', () => {
    asked('1', lesson('a', 'A'), lesson('b', 'B'), lesson('c', 'C'));
    expect(asked('1', lesson('c', 'C'), lesson('b', 'B2'), lesson('a', 'A'))).toEqual({ titles: ['C', 'B2', 'A'], run: ['b'] });
  });

  it('are made anew by other code, and found again when it is back', () => {
    asked('1', lesson('a', 'A'));
    expect(asked('2', lesson('a', 'A')).run).toEqual(['a']);
    expect(asked('1', lesson('a', 'A')).run).toEqual([]);
  });

  it('are made anew when what was kept cannot be read', () => {
    asked('1', lesson('a', 'A'));
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), '[[');
    expect(asked('1', lesson('a', 'A'))).toEqual({ titles: ['A'], run: ['a'] });
  });
});

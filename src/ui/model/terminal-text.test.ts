import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_LINES, print, type TerminalLine } from './terminal-text';

let key = 0;
const next = (): number => ++key;
beforeEach(() => (key = 0));
const texts = (lines: readonly TerminalLine[]): string[] =>
  lines.map((line) => (line.times > 1 ? `${line.text} ×${line.times}` : line.text));

describe('print', () => {
  it('ends lines at newlines and keeps an open one open', () => {
    const lines = print([], 'console', 'one\ntwo\nthr', next);
    expect(texts(lines)).toEqual(['one', 'two', 'thr']);
    expect(texts(print(lines, 'console', 'ee\n', next))).toEqual(['one', 'two', 'three']);
  });
  it('tells equal lines once', () => {
    const lines = print([], 'lesson', 'bash: fork: Cannot allocate memory\n'.repeat(318), next);
    expect(texts(lines)).toEqual(['bash: fork: Cannot allocate memory ×318']);
  });
  it('keeps equal lines of two terminals apart', () => {
    expect(print(print([], 'lesson', 'a\n', next), 'console', 'a\n', next)).toHaveLength(2);
  });
  it('lets an open line of one terminal stand while the other prints', () => {
    let lines = print([], 'lesson', 'half', next);
    lines = print(lines, 'console', 'x\n', next);
    lines = print(lines, 'lesson', ' done\n', next);
    expect(texts(lines)).toEqual(['half done', 'x']);
  });
  it('does not show colours, and clears when told', () => {
    expect(texts(print([], 'console', '\x1b[31mred\x1b[0m\n', next))).toEqual(['red']);
    expect(texts(print(print([], 'console', 'old\n', next), 'console', '\x1b[H\x1b[2Jnew\n', next))).toEqual(['new']);
  });
  it('writes over a line after a carriage return', () => {
    expect(texts(print([], 'console', '10%\r20%\n', next))).toEqual(['20%']);
  });
  it('forgets the oldest', () => {
    const many = Array.from({ length: MAX_LINES + 10 }, (_, i) => `${i}\n`).join('');
    expect(print([], 'console', many, next)).toHaveLength(MAX_LINES);
  });
  it('keeps empty lines', () => expect(texts(print([], 'kernel', '\n\n', next))).toEqual(['', '']));
});

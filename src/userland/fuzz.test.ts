/** Whatever is typed, the shell answers: the parser with a tree or a named fault in its text, the machine with a prompt again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, Stopwatch } from '../cli/fuzz-for-tests';
import { ttyInterrupt } from '../kernel';
import { shellIdle } from '.';
import { complete } from './complete';
import { Terminal } from './machine-for-tests';
import { randomBytes, randomNesting, randomPieces } from './random-lines-for-tests';
import { compile } from './shell/compile';
import { isIncomplete } from './shell/parse';
import { checkSyntax } from './syntax';

function parsed(text: string): void {
  for (const { line, column, message } of checkSyntax(text)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(text.split('\n').length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).not.toBe('');
    expect(message.length).toBeLessThan(1000);
  }
  expect(compile(text, false).ops.length).toBeGreaterThan(0);
  isIncomplete(text);
}

/** The parser sees `runs` texts of one kind, and is with none of them longer than anybody waits for a key. */
function parses(kind: string, texts: fc.Arbitrary<string>, runs: number): void {
  const watch = new Stopwatch(kind);
  fc.assert(
    fc.property(texts, (text) => watch.time(text, () => parsed(text))),
    { numRuns: runs },
  );
  watch.judge(1000);
}

describe('the parser', { timeout: 4_000_000 }, () => {
  it('answers to pieces of shell in any order', () => parses('pieces of shell', randomPieces, RUNS));
  it('answers to any bytes', () => parses('bytes as shell', randomBytes, RUNS));
  it('answers to any depth', () => parses('nested shell', randomNesting, RUNS / 50));
  it('refuses by name what would take it long', () => {
    const deep = `echo ${'$(echo '.repeat(100)}x${')'.repeat(100)}`;
    expect(checkSyntax(deep)).toMatchObject([{ line: 1, message: expect.stringContaining('deeper than 40') }]);
    expect(checkSyntax(`echo ${'$(echo '.repeat(40)}x${')'.repeat(40)}`)).toEqual([]);
    expect(checkSyntax(`echo $(a) `.repeat(1000))).toEqual([]);
    expect(checkSyntax('f() '.repeat(3000))).toMatchObject([{ line: 1, message: expect.stringContaining('deeper than 100') }]);
    expect(checkSyntax(`${'f() '.repeat(100)}{ :; }`)).toMatchObject([{ message: expect.stringContaining('syntax error') }]);
    expect(checkSyntax('f() { :; }\n'.repeat(1000))).toEqual([]);
  });
});

describe('the shell', { timeout: 4_000_000 }, () => {
  /** Its fork bombs are small, and what it types cannot end the machine. */
  const harmless = (line: string): boolean => !/exit|exec|kill|hog|\0/.test(line);

  it('comes back to its prompt after any line, at the latest with Ctrl-C', () => {
    let t = new Terminal();
    let left = 25;
    fc.assert(
      fc.property(fc.oneof(randomPieces, randomBytes).filter(harmless), (line) => {
        if (--left === 0) {
          t = new Terminal();
          left = 25;
        }
        complete(t.k, 0, line, line.length);
        t.line(line, 400);
        for (let i = 0; i < 40 && !shellIdle(t.k, 0); i++) {
          ttyInterrupt(t.k, 0);
          t.settle(100);
        }
        ttyInterrupt(t.k, 0);
        t.settle(200);
        expect(shellIdle(t.k, 0)).toBe(true);
      }),
      { numRuns: RUNS / 40 },
    );
  });
});

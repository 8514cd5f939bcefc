/** Whatever is typed, the shell answers: the parser with a tree or a named fault in its text, the machine with a prompt again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ttyInterrupt } from '../kernel';
import { shellIdle } from '.';
import { complete } from './complete';
import { Terminal } from './machine-for-tests';
import { randomBytes, randomNesting, randomPieces } from './random-lines-for-tests';
import { compile } from './shell/compile';
import { isIncomplete } from './shell/parse';
import { checkSyntax } from './syntax';

const RUNS = 4000;

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

describe('the parser', () => {
  it('answers to pieces of shell in any order', () => {
    fc.assert(fc.property(randomPieces, parsed), { numRuns: RUNS });
  });
  it('answers to any bytes', () => {
    fc.assert(fc.property(randomBytes, parsed), { numRuns: RUNS });
  });
  it('answers to any depth', () => {
    fc.assert(fc.property(randomNesting, parsed), { numRuns: 200 });
  });
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

describe('the shell', () => {
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
      { numRuns: 250 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSyntax } from '.';

describe('what a text would be refused for', () => {
  it('finds nothing in what runs', () => {
    for (const text of [
      '',
      '# only a comment',
      ':(){ :|:& };:',
      'while true; do mkdir x; cd x; done',
      'cat <<E\n$x\nE',
      'a && b ||\n c',
      '[[ a =~ (b|c)+ ]]',
    ]) {
      expect(checkSyntax(text)).toEqual([]);
    }
  });

  it.each([
    ['echo )', 1, 6, "syntax error near unexpected token `)'"],
    ['echo a\nfi', 2, 1, "syntax error near unexpected token `fi'"],
    ['if true; then', 1, 14, 'syntax error: unexpected end of file'],
    ['echo "abc', 1, 6, 'unexpected EOF while looking for matching `"\''],
    ['echo\n  select x in a; do :; done', 2, 3, 'select: not supported by this shell'],
    ['echo $(coproc ls)', 1, 8, 'coproc: not supported by this shell'],
    ['diff <(ls) x', 1, 6, 'process substitution <(…): not supported by this shell'],
    ['declare -A m', 1, 1, 'declare -A (associative arrays): not supported by this shell'],
    ['alias ll="ls -l"', 1, 1, 'alias: not supported by this shell'],
    ['echo `a \\`select x in b; do :; done\\``', 1, 6, 'select: not supported by this shell'],
    ['f() { history; }', 1, 7, 'history: not supported by this shell'],
  ])('%s', (text, line, column, message) => {
    expect(checkSyntax(text)).toEqual([{ line, column, message }]);
  });

  it('answers to any text, with a place in it', () => {
    const piece = fc.constantFrom(
      'echo',
      ' ',
      '\n',
      '(',
      ')',
      '{',
      '}',
      '$',
      '`',
      '"',
      "'",
      '|',
      '&',
      ';',
      '<<E',
      '[[',
      ']]',
      '((',
      '))',
      'if',
      'then',
      'fi',
      'do',
      'done',
      'case',
      'in',
      'esac',
      '${x',
      '\\',
      '#',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n').length;
        for (const { line, column, message } of checkSyntax(text)) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

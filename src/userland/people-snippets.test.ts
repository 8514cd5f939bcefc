/**
 * Lines as people type them: the command sequences of the kernel's own documentation of control groups, and the forms of tutorials.
 * Each on a fresh machine; what the terminal shows is the table's second column, pids apart. Looked through by hand, once.
 */
import { describe, expect, it } from 'vitest';
import { Terminal } from './machine-for-tests';
import snippets from './people-snippets.json';

const withoutPids = (text: string): string => text.replace(/^(\[\d+\]) \d+$/gm, '$1 PID').replace(/hog\.\d+/g, 'hog.PID');

describe('as people type it', () => {
  it('is a table of more than two hundred', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(200);
    expect(new Set(snippets.map(({ type }) => type)).size).toBe(snippets.length);
  });

  it.each(snippets)('$type', ({ type, shows }) => {
    expect(withoutPids(new Terminal().line(type, 20000))).toBe(shows);
  });

  it('refuses what it does not cover by name and place, before anything of the line runs', () => {
    for (const [line, what] of [
      ['mkdir a; alias x=y', 'alias'],
      ['mkdir a && declare -A m', 'declare -A (associative arrays)'],
      ['mkdir a | cat <(ls)', 'process substitution <(…)'],
      ['mkdir a; select x in b; do :; done', 'select'],
      ['mkdir a & coproc cat', 'coproc'],
      ['{ mkdir a; pushd /; }', 'pushd'],
      ['mkdir a; x=$(history)', 'history'],
    ] as const) {
      const t = new Terminal();
      expect(t.line(line)).toMatch(
        new RegExp(`^bash: ${what.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}: not supported by this shell \\(line 1, column \\d+\\)\\n$`),
      );
      expect(t.line('ls -d a')).toContain('No such file');
    }
  });
});

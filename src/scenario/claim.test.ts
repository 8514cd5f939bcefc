import { describe, expect, it } from 'vitest';
import { createMachine } from '../userland';
import { runScript } from '../userland/machine-for-tests';
import { readClaims } from './claim';
import { CONTROL_FILES } from './control-files';
import { Problems } from './problem';

function read(...lines: string[]) {
  const problems = new Problems();
  const warnings = new Problems();
  return { claims: readClaims(lines, 10, problems, warnings), problems: problems.list, warnings: warnings.list };
}

describe('claims', () => {
  it.each([
    [
      'bomb/memory.kmem.failcnt > 0',
      { left: { kind: 'file', path: 'bomb/memory.kmem.failcnt' }, op: '>', right: { kind: 'number', value: 0 } },
    ],
    ['a/memory.stat rss == 4M', { left: { kind: 'file', path: 'a/memory.stat', key: 'rss' }, op: '==', right: { value: 4194304 } }],
    ['a/memory.failcnt unchanged', { left: { path: 'a/memory.failcnt' }, op: 'unchanged' }],
    ['a/memory.stat rss unchanged', { left: { path: 'a/memory.stat', key: 'rss' }, op: 'unchanged' }],
    ['tasks(bomb)==0', { left: { kind: 'tasks', group: 'bomb' }, op: '==' }],
    ['frames( / ) >= 1', { left: { kind: 'frames', group: '/' }, op: '>=' }],
    ['status != 0', { left: { kind: 'status' }, op: '!=' }],
    ['stdout ~ "a \\"b\\" \\\\ \\n"', { left: { kind: 'stdout' }, op: '~', right: { kind: 'text', value: 'a "b" \\ \n' } }],
    ['dmesg ~ "Kill process"', { left: { kind: 'dmesg' }, op: '~' }],
    ['static_key == 1', { left: { kind: 'static_key' }, op: '==' }],
    ['offline unchanged', { left: { kind: 'offline' }, op: 'unchanged' }],
    ['tasks == 0', { left: { kind: 'file', path: 'tasks' } }],
    ['a/memory.usage_in_bytes <= b/memory.stat total_rss', { right: { kind: 'file', path: 'b/memory.stat', key: 'total_rss' } }],
    ['a/x.limit == 9223372036854775807', { right: { digits: '9223372036854775807' } }],
    ['a/x.limit != -1', { right: { value: -1, digits: '-1' } }],
    ['status == 0 # ended well', { text: 'status == 0 # ended well', line: 10 }],
  ])('reads %j', (text, expected) => {
    const { claims, problems } = read(text);
    expect(problems).toEqual([]);
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject(expected);
  });

  it('skips blank lines and comments and counts lines of the document', () => {
    expect(read('', '# said', '  status == 0').claims).toMatchObject([{ line: 12, text: 'status == 0' }]);
  });

  it.each([
    ['status = 0', 8, '"=" alone'],
    ['status', 7, 'was expected at the end'],
    ['status ==', 10, 'a number, a "text"'],
    ['status == 0 0', 13, 'nothing was expected behind'],
    ['a/b unchange', 5, 'did you mean "unchanged"'],
    ['static_kee == 0', 1, 'did you mean static_key'],
    ['statsu == 0', 1, 'did you mean status'],
    ['task(a) == 0', 1, 'did you mean tasks(…)'],
    ['tasks() == 0', 1, 'needs a group'],
    ['tasks(a == 0', 6, 'not closed'],
    ['dmesg ~ "x', 9, 'not closed'],
    ['dmesg ~ "\\x"', 10, 'no such escape'],
    ['dmesg ~ 5', 9, 'write it in quotes'],
    ['stdout < "a"', 10, 'with ==, != and ~ only'],
    ['a/b == 4T', 8, 'a number with K, M or G'],
    ['a/b == 4.5M', 8, 'a number with K, M or G'],
    ['"a" == 1', 1, 'a file, tasks(group)'],
    [') == 1', 1, 'not expected here'],
    ['  a/b ==', 9, 'a number'],
  ])('refuses %j at its column', (text, column, message) => {
    const { problems, claims } = read(text);
    expect(claims).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 10, column });
    expect(problems[0]!.message).toContain(message);
  });

  it.each([
    ['a/memory.kmem.failcn > 0', 1, 'did you mean "memory.kmem.failcnt"?'],
    ['status == 0', 0, ''],
    ['a/memory.failcnt <= a/memory.kmem.limit_in_byte', 21, 'did you mean "memory.kmem.limit_in_bytes"?'],
    ['memory.zzz == 0', 1, 'there is no control file "memory.zzz"'],
    ['memory.d/memory.stat rss == 0', 0, ''],
    ['/tmp/memory.log == 0', 0, ''],
  ])('doubts a control file that no group has: %j', (text, column, message) => {
    const { warnings } = read(text);
    expect(warnings.map((each) => each.column)).toEqual(column === 0 ? [] : [column]);
    expect(warnings.map((each) => each.message).join()).toContain(message);
  });

  it('knows the control files that the simulated kernel has', () => {
    const machine = createMachine({ ramPages: 8192, cpus: 1, swapPages: 256, kernel: '3.8', without: [], seed: 1 });
    expect([...CONTROL_FILES].sort()).toEqual(runScript('ls -1 /sys/fs/cgroup/memory', [], machine).out.trimEnd().split('\n'));
  });
});

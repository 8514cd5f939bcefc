import { describe, expect, it } from 'vitest';
import { INIT_PID, sysKill, type Kernel } from '../../kernel';
import { bootTestMachine, hasEnded, put, run, start, ticks } from './testing';

const k: Kernel = bootTestMachine();

/** A command line of plain words, run with this input: what it wrote to standard output. */
function out(line: string, stdin = ''): string {
  return run(k, line.split(' '), { stdin, cwd: '/tmp' }).out;
}

describe('text tools', () => {
  it('cat', () => {
    put(k, '/tmp/a', 'one\ntwo\n');
    put(k, '/tmp/b', 'x\ty');
    expect(out('cat a b')).toBe('one\ntwo\nx\ty');
    expect(out('cat -n a')).toBe('     1\tone\n     2\ttwo\n');
    expect(out('cat -A b')).toBe('x^Iy');
    expect(out('cat', 'in')).toBe('in');
    expect(run(k, ['cat', 'nosuch', '/tmp'])).toEqual({
      out: '',
      err: 'cat: nosuch: No such file or directory\ncat: /tmp: Is a directory\n',
      status: 1,
    });
  });

  it('head and tail', () => {
    const lines = Array.from({ length: 20 }, (_, i) => `${i + 1}\n`).join('');
    expect(out('head -n 2', lines)).toBe('1\n2\n');
    expect(out('head -3', lines)).toBe('1\n2\n3\n');
    expect(out('head -n -18', lines)).toBe('1\n2\n');
    expect(out('head -c 5', lines)).toBe('1\n2\n3');
    expect(out('head', lines)).toBe(lines.slice(0, 21));
    expect(out('tail -n 2', lines)).toBe('19\n20\n');
    expect(out('tail -2', lines)).toBe('19\n20\n');
    expect(out('tail -n +19', lines)).toBe('19\n20\n');
    expect(out('tail -c 3', lines)).toBe('20\n');
    expect(out('tail -n 1', 'a\nb')).toBe('b');
    put(k, '/tmp/a', 'A\n');
    put(k, '/tmp/b', 'B\n');
    expect(out('head -n1 a b')).toBe('==> a <==\nA\n\n==> b <==\nB\n');
    expect(out('tail -n1 a b')).toBe('==> a <==\nA\n\n==> b <==\nB\n');
    expect(run(k, ['head', 'nosuch']).err).toBe("head: cannot open 'nosuch' for reading: No such file or directory\n");
    expect(run(k, ['tail', '-n', 'x']).err).toBe("tail: invalid number of lines: 'x'\n");
  });

  it('wc', () => {
    put(k, '/tmp/a', 'one two\nthree\n');
    put(k, '/tmp/b', '');
    expect(out('wc -l', 'a\nb\n')).toBe('2\n');
    expect(out('wc', 'a b\n')).toBe('1 2 4\n');
    expect(out('wc a')).toBe(' 2  3 14 a\n');
    expect(out('wc -l a b')).toBe(' 2 a\n 0 b\n 2 total\n');
    expect(out('wc -w a')).toBe('3 a\n');
    expect(out('wc -L a')).toBe('7 a\n');
    expect(run(k, ['wc', 'nosuch', '/tmp'])).toEqual({
      out: '      0       0       0 /tmp\n      0       0       0 total\n',
      err: 'wc: nosuch: No such file or directory\nwc: /tmp: Is a directory\n',
      status: 1,
    });
  });

  it('sort', () => {
    expect(out('sort', 'b\na\nB\n')).toBe('B\na\nb\n');
    expect(out('sort -n', '10\n9\n-1\n')).toBe('-1\n9\n10\n');
    expect(out('sort -rn', '10\n9\n100')).toBe('100\n10\n9\n');
    expect(out('sort -u', 'a\nb\na\n')).toBe('a\nb\n');
    expect(out('sort -k2 -n', 'x 10\ny 9\n')).toBe('y 9\nx 10\n');
    expect(out('sort -t: -k2,2r -k1', 'b:1\na:1\nc:2\n')).toBe('c:2\na:1\nb:1\n');
    expect(out('sort -h', '1G\n2K\n3M\n')).toBe('2K\n3M\n1G\n');
    expect(run(k, ['sort', '-c'], { stdin: 'b\na\n' })).toEqual({ out: '', err: 'sort: -:2: disorder: a\n', status: 1 });
    expect(run(k, ['sort', '-k', '0']).err).toBe("sort: field number is zero: invalid field specification '0'\n");
  });

  it('uniq', () => {
    expect(out('uniq -c', 'a\na\nb\n')).toBe('      2 a\n      1 b\n');
    expect(out('uniq -d', 'a\na\nb\n')).toBe('a\n');
    expect(out('uniq -u', 'a\na\nb\n')).toBe('b\n');
    expect(out('uniq', 'a\na\nb')).toBe('a\nb\n');
  });

  it('cut and tr', () => {
    expect(out('cut -d: -f1,3', 'a:b:c\nnone\n')).toBe('a:c\nnone\n');
    expect(out('cut -d: -f2- -s', 'a:b:c\nnone\n')).toBe('b:c\n');
    expect(out('cut -c2-3', 'abcd\n')).toBe('bc\n');
    expect(run(k, ['cut']).err).toBe(
      "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n",
    );
    expect(out('tr a-z A-Z', 'hi there\n')).toBe('HI THERE\n');
    expect(out('tr -d \\n', 'a\nb\n')).toBe('ab');
    expect(out('tr -s l', 'hello\n')).toBe('helo\n');
    expect(out('tr -cd 0-9', 'a1b2\n')).toBe('12');
    expect(out('tr [:lower:] [:upper:]', 'ab')).toBe('AB');
    expect(run(k, ['tr', 'a'], {}).err).toBe(
      "tr: missing operand after 'a'\nTwo strings must be given when translating.\nTry 'tr --help' for more information.\n",
    );
  });

  it('grep', () => {
    put(k, '/tmp/f', 'alpha\nbeta\ngamma\n');
    put(k, '/tmp/g', 'beta\n');
    expect(out('grep a$ f')).toBe('alpha\nbeta\ngamma\n');
    expect(out('grep -n et f')).toBe('2:beta\n');
    expect(out('grep -v et f')).toBe('alpha\ngamma\n');
    expect(out('grep -c a f g')).toBe('f:3\ng:1\n');
    expect(out('grep -l beta f g')).toBe('f\ng\n');
    expect(out('grep -o [a-b]e* f')).toBe('a\na\nbe\na\na\na\n');
    expect(out('grep -E ^(al|ga) f')).toBe('alpha\ngamma\n');
    expect(out('grep -w bet f')).toBe('');
    expect(out('grep -A1 alpha f')).toBe('alpha\nbeta\n');
    expect(out('grep -B1 -n gamma f')).toBe('2-beta\n3:gamma\n');
    expect(out('grep -i BETA f')).toBe('beta\n');
    expect(out('grep -m1 a f')).toBe('alpha\n');
    expect(out('grep -F .', 'a.b\nab\n')).toBe('a.b\n');
    expect(run(k, ['grep', '-q', 'beta', 'f'], { cwd: '/tmp' }).status).toBe(0);
    expect(run(k, ['grep', 'zeta', 'f'], { cwd: '/tmp' }).status).toBe(1);
    expect(run(k, ['grep', 'x', 'nosuch'])).toEqual({ out: '', err: 'grep: nosuch: No such file or directory\n', status: 2 });
    expect(run(k, ['grep', '\\(', 'f']).err).toBe('grep: Unmatched ( or \\(\n');
  });

  it('seq', () => {
    expect(out('seq 3')).toBe('1\n2\n3\n');
    expect(out('seq 2 -1 0')).toBe('2\n1\n0\n');
    expect(out('seq -1 0')).toBe('-1\n0\n');
    expect(out('seq -w 8 10')).toBe('08\n09\n10\n');
    expect(out('seq -s , 3')).toBe('1,2,3\n');
    expect(out('seq 0.1 0.1 0.3')).toBe('0.1\n0.2\n0.3\n');
    expect(out('seq 2000').length).toBe(8893);
    expect(run(k, ['seq', 'x']).err).toBe("seq: invalid floating point argument: 'x'\nTry 'seq --help' for more information.\n");
  });

  it('tee and xargs', () => {
    expect(out('tee t1 t2', 'text\n')).toBe('text\n');
    expect(out('cat t1 t2')).toBe('text\ntext\n');
    expect(out('xargs echo got', 'a b\nc\n')).toBe('got a b c\n');
    expect(out('xargs -n 2', 'a b c')).toBe('a b\nc\n');
    expect(out('xargs -I{} echo <{}>', 'x\ny\n')).toBe('<x>\n<y>\n');
    expect(run(k, ['xargs', 'nosuch'], { stdin: 'a' })).toEqual({
      out: '',
      err: 'xargs: nosuch: No such file or directory\n',
      status: 127,
    });
    expect(run(k, ['xargs', 'false'], { stdin: 'a' }).status).toBe(123);
  });
});

describe('sed', () => {
  const edit = (script: string, stdin: string, ...options: string[]): string => run(k, ['sed', ...options, script], { stdin }).out;
  it.each([
    ['s/[0-9][0-9]*/N/g', 'fork 12: 34\n', 'fork N: N\n'],
    ['s/a/b/2', 'aaa\n', 'aba\n'],
    ['2d', '1\n2\n3\n', '1\n3\n'],
    ['/b/,/d/d', 'a\nb\nc\nd\ne\n', 'a\ne\n'],
    ['$d', '1\n2\n3\n', '1\n2\n'],
    ['2q', '1\n2\n3\n', '1\n2\n'],
    ['1!d', '1\n2\n', '1\n'],
    ['s/\\(a\\)\\(b\\)/\\2\\1/', 'ab\n', 'ba\n'],
    ['s|/tmp|X|', '/tmp/y\n', 'X/y\n'],
    ['s/x*/-/g', 'abc\n', '-a-b-c-\n'],
    ['s/a*/x/g', 'baaac\n', 'xbxcx\n'],
    ['s/.*/\\U&/', 'abc\n', 'ABC\n'],
    ['y/abc/xyz/', 'cab\n', 'zxy\n'],
    ['a after', '1\n', '1\nafter\n'],
    ['1i\\\nbefore', '1\n2\n', 'before\n1\n2\n'],
    ['/2/c changed', '1\n2\n', '1\nchanged\n'],
    ['N;s/\\n/ /', 'a\nb\nc\n', 'a b\nc\n'],
    ['$!N;P;D', 'a\nb\nc\n', 'a\nb\nc\n'],
    ['1!G;h;$!d', 'a\nb\nc\n', 'c\nb\na\n'],
    [':a;s/^\\(x*\\)a/\\1x/;ta', 'aaa\n', 'xxx\n'],
    ['/b/{s//X/;s/X/Y/}', 'abc\n', 'aYc\n'],
    ['0~2d', '1\n2\n3\n4\n', '1\n3\n'],
    ['2,+1d', '1\n2\n3\n4\n', '1\n4\n'],
    ['=', 'a\n', '1\na\n'],
    ['s/a/b/', 'a', 'b'],
    ['n;d', '1\n2\n3\n4\n', '1\n3\n'],
    ['# only a remark', 'a\n', 'a\n'],
    ['/[/]/d', 'a/b\nc\n', 'c\n'],
  ])('%s', (script, stdin, expected) => {
    expect(edit(script, stdin)).toBe(expected);
  });

  it('knows -n, -E, -i and files', () => {
    expect(edit('2,3p', '1\n2\n3\n4\n', '-n')).toBe('2\n3\n');
    expect(edit('s/(a+)/<\\1>/', 'aab\n', '-E')).toBe('<aa>b\n');
    put(k, '/tmp/s', 'old\n');
    run(k, ['sed', '-i', 's/old/new/', '/tmp/s']);
    expect(run(k, ['cat', '/tmp/s']).out).toBe('new\n');
    expect(run(k, ['sed', 'p', 'nosuch'])).toEqual({ out: '', err: "sed: can't read nosuch: No such file or directory\n", status: 2 });
    expect(run(k, ['sed', 'p', '/tmp'])).toEqual({ out: '', err: 'sed: read error on /tmp: Is a directory\n', status: 4 });
  });

  it.each([
    ['s/a', "sed: -e expression #1, char 3: unterminated `s' command\n"],
    ['k', "sed: -e expression #1, char 1: unknown command: `k'\n"],
    ['s/a/b/k', "sed: -e expression #1, char 7: unknown option to `s'\n"],
    ['}', "sed: -e expression #1, char 1: unexpected `}'\n"],
    ['{p', "sed: -e expression #1, char 0: unmatched `{'\n"],
    ['s/a/\\1/', "sed: -e expression #1, char 7: invalid reference \\1 on `s' command's RHS\n"],
    ['pp', 'sed: -e expression #1, char 2: extra characters after command\n'],
    ['/abc', 'sed: -e expression #1, char 4: unterminated address regex\n'],
    ['s/\\(a/b/', 'sed: -e expression #1, char 8: Unmatched ( or \\(\n'],
    ['1,d', "sed: -e expression #1, char 3: unexpected `,'\n"],
  ])('refuses %s', (script, message) => {
    expect(run(k, ['sed', script]).err).toBe(message);
  });

  it('ends in memory exhausted when its text grows without end, and can be killed before', () => {
    expect(run(k, ['sed', ':a;s/.*/&&/;ta'], { stdin: 'ab\n' })).toEqual({ out: '', err: 'sed: memory exhausted\n', status: 4 });
    const pid = start(k, ['sed', ':a;s/^/x/;ta'], { stdin: 'a\n' });
    ticks(k, 50);
    sysKill(k, INIT_PID, pid, 9);
    ticks(k, 5);
    expect(hasEnded(k, pid)).toBe(true);
  });
});

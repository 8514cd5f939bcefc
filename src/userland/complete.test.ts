import { describe, expect, it } from 'vitest';
import { stateHash } from '../kernel';
import { complete } from '.';
import { Terminal } from './machine-for-tests';

describe('completion', () => {
  const t = new Terminal();
  t.line('mkdir bomb good; touch /tmp/notes; alpha=1; greet() { :; }');
  const texts = (line: string): string[] => complete(t.k, 0, line, line.length).map((completion) => completion.text);

  it('offers commands, builtins, functions and keywords where a command stands', () => {
    expect(texts('mk')).toEqual(expect.arrayContaining(['mkdir']));
    expect(texts('cd /; gre')).toEqual(expect.arrayContaining(['greet', 'grep']));
    expect(texts('for i in 1; do ec')).toContain('echo');
    expect(texts('ls | so')).toEqual(expect.arrayContaining(['sort', 'source']));
    expect(texts('ini')).not.toContain('init');
  });

  it('offers paths as the shell would find them', () => {
    expect(complete(t.k, 0, 'cat bom', 7)).toEqual([{ text: 'bomb/', from: 4, to: 7, kind: 'group' }]);
    expect(texts('cat bomb/memory.kmem.l')).toEqual(['bomb/memory.kmem.limit_in_bytes']);
    expect(texts('ls /tm')).toEqual(['/tmp/']);
    expect(texts('cat < /tmp/no')).toEqual(['/tmp/notes']);
    expect(texts('cat nosuch/x')).toEqual([]);
  });

  it('offers variables, values of control files, and pids', () => {
    expect(complete(t.k, 0, 'echo $alp', 9)).toEqual([{ text: 'alpha', from: 6, to: 9, kind: 'variable' }]);
    expect(
      complete(t.k, 0, 'echo  > bomb/memory.use_hierarchy', 5)
        .filter(({ kind }) => kind === 'value')
        .map(({ text }) => text),
    ).toEqual(['0', '1']);
    expect(complete(t.k, 0, 'echo 4 > bomb/memory.kmem.limit_in_bytes', 6)).toContainEqual({ text: '4M', from: 5, to: 6, kind: 'value' });
    t.line('sleep 100 &');
    const pid = t.line('echo $!').trim();
    expect(texts('kill ')).toContain(pid);
  });

  it('offers what only one command takes', () => {
    expect(texts('hog ')).toEqual(['anon', 'cache', 'dirs', 'files', 'fork', 'mlock', 'shm', 'sockets', 'thread']);
    expect(texts('cgexec -g memory:bomb hog fo')).toEqual(['fork']);
    expect(texts('sudo timeout 5 cgexec -g memory:bomb ho')).toEqual(expect.arrayContaining(['hog']));
    expect(texts('hog anon ')).toContain('4M');
    expect(texts('hog fork 5 --e')).toEqual(['--every']);
    expect(texts('man memory.kmem.f')).toEqual(['memory.kmem.failcnt']);
    expect(texts('kill -KI')).toEqual(['-KILL']);
    t.line('sleep 100 &');
    expect(texts('fg %')).toContain('%1');
    expect(complete(t.k, 0, 'cgexec -g memory:bo', 19)).toEqual([{ text: 'bomb', from: 17, to: 19, kind: 'group' }]);
    expect(texts('cgcreate -g m')).toEqual(['memory:']);
    expect(texts('cgset -r memory.kmem.l')).toEqual(['memory.kmem.limit_in_bytes']);
  });

  it('changes nothing', () => {
    const before = stateHash(t.k);
    for (const line of [
      '',
      'cat ',
      'cat nosuch/',
      'echo $',
      'kill ',
      '/',
      'ls bomb/',
      '`',
      '"',
      'cat nosuch/dir/file',
      'cgexec -g memory:nosuch/',
      'fg %',
    ])
      complete(t.k, 0, line, line.length);
    expect(complete(t.k, 0, 'ls', 99)).toBeDefined();
    expect(stateHash(t.k)).toBe(before);
  });
});

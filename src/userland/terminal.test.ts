import { describe, expect, it } from 'vitest';
import { ttyEof, ttyInterrupt } from '../kernel';
import { feed, shellCwd, shellIdle, shellLine, shellInput, shellStatus } from '.';
import { Terminal } from './machine-for-tests';

describe('an interactive shell', () => {
  it('starts in the hierarchy and waits', () => {
    const t = new Terminal();
    expect(shellIdle(t.k, 0)).toBe(true);
    expect(shellIdle(t.k, 1)).toBe(true);
    expect(shellCwd(t.k, 0)).toBe('/sys/fs/cgroup/memory');
    expect(t.line('pwd; cd /tmp; pwd')).toBe('/sys/fs/cgroup/memory\n/tmp\n');
    expect(shellCwd(t.k, 0)).toBe('/tmp');
  });

  it('keeps the two terminals apart', () => {
    const t = new Terminal();
    t.type('x=lesson; sleep 1');
    feed(t.k, 1, 'cd /tmp');
    t.run(100);
    expect(shellIdle(t.k, 0)).toBe(false);
    expect(shellIdle(t.k, 1)).toBe(true);
    expect(shellCwd(t.k, 1)).toBe('/tmp');
  });

  it('names job, pid and end of what runs in the background', () => {
    const t = new Terminal();
    expect(t.line('sleep 0.2 &')).toMatch(/^\[1\] \d+\n$/);
    expect(t.line('jobs')).toBe('[1]+  Running                 sleep 0.2 &\n');
    expect(t.line('sleep 0.5')).toBe('[1]+  Done                    sleep 0.2\n');
    t.line('(exit 3) &');
    t.run(50);
    expect(t.line(':')).toBe('[1]+  Exit 3                  ( exit 3 )\n');
    expect(t.line('sleep 9 & kill -9 %1; wait')).toMatch(/^\[1\] \d+\n\[1\]\+ {2}Killed {18}sleep 9\n$/);
  });

  it('says how a foreground command was killed', () => {
    const t = new Terminal();
    expect(t.line("sh -c 'kill -9 $$'; echo $?")).toBe('Killed\n137\n');
    expect(t.line("sh -c 'kill -TERM $$'; echo $?")).toBe('Terminated\n143\n');
    expect(t.line("sh -c 'kill -PIPE $$'; echo $?")).toBe('141\n');
  });

  it('gives Ctrl-C to the foreground and drops the rest of the line', () => {
    const t = new Terminal();
    t.type('sleep 100; echo no');
    t.run(50);
    ttyInterrupt(t.k, 0);
    t.settle();
    expect(t.take()).toBe('^C\n');
    expect(t.status).toBe(130);
  });

  it('shows ^C, once, and a line of its own for what comes next', () => {
    const t = new Terminal();
    ttyInterrupt(t.k, 0);
    t.settle();
    expect(t.take()).toBe('^C\n');
    for (const line of [
      'while true; do :; done',
      'while true; do sleep 1; done',
      'sleep 9 | sleep 9',
      'cat',
      '(sleep 9)',
      'read x',
      'f() { sleep 9; }; f',
    ]) {
      t.type(line);
      t.run(200);
      ttyInterrupt(t.k, 0);
      t.settle(200);
      expect([line, t.take(), t.status]).toEqual([line, '^C\n', 130]);
    }
    expect(t.line('echo back')).toBe('back\n');
  });

  it('stops a loop of builtins by Ctrl-C', () => {
    const t = new Terminal();
    t.type('while true; do :; done');
    t.run(500);
    expect(shellIdle(t.k, 0)).toBe(false);
    ttyInterrupt(t.k, 0);
    t.settle(100);
    expect(shellIdle(t.k, 0)).toBe(true);
    expect(t.take()).toBe('^C\n');
    expect(t.line('echo on > /tmp/f; { while true; do :; done; } > /tmp/g', 300)).toBe('');
    ttyInterrupt(t.k, 0);
    t.settle(100);
    expect(t.line('echo back')).toMatch(/back\n$/);
  });

  it('leaves a background job alone at Ctrl-C, and kills it by its number', () => {
    const t = new Terminal();
    t.line('sleep 100 &');
    ttyInterrupt(t.k, 0);
    t.settle();
    expect(t.line('jobs')).toMatch(/Running {17}sleep 100 &\n$/);
    expect(t.line('kill %sleep; wait; echo $?')).toBe('[1]+  Terminated              sleep 100\n0\n');
  });

  it('brings a job to the foreground', () => {
    const t = new Terminal();
    t.line('(sleep 0.3; echo late) &');
    expect(t.line('fg')).toBe('( sleep 0.3; echo late )\nlate\n');
    expect(t.line('fg')).toBe('bash: fg: current: no such job\n');
  });

  it('reads on while a command is not whole, and a block of several commands', () => {
    const t = new Terminal();
    t.line('for i in 1 2; do');
    expect(shellInput(t.k, 0).unfinished).toBe(true);
    expect(t.line('echo $i\ndone')).toBe('1\n2\n');
    expect(shellInput(t.k, 0).unfinished).toBe(false);
    expect(t.line('cat <<E\nbody $((1+1))\nE\necho "two\nlines"\nf() {\n  echo in f\n}\nf')).toBe('body 2\ntwo\nlines\nin f\n');
    expect(t.line('echo a \\\n b | # comment\n cat')).toBe('a b\n');
  });

  it('tells the line of a typed block that is at work', () => {
    const t = new Terminal();
    t.line('echo before');
    t.type('echo one\nsleep 1\nf() {\n  sleep 1\n}\nf\necho end');
    const lines = new Set<number>();
    for (let i = 0; i < 3000 && (i < 2 || !shellIdle(t.k, 0)); i++) {
      t.run(1);
      lines.add(shellLine(t.k, 0));
    }
    expect([...lines].sort((a, b) => a - b)).toEqual(expect.arrayContaining([0, 1, 5, 6]));
  });

  it('lets a program read what was typed behind its command', () => {
    const t = new Terminal();
    expect(t.line('read x\nfor the read\necho "got $x"\nhead -n 1\nfor head\necho end')).toBe('got for the read\nfor head\nend\n');
  });

  it('refuses what it cannot, by name and place, before anything of the line runs', () => {
    const t = new Terminal();
    expect(t.line('echo no; select x in a; do :; done')).toBe('bash: select: not supported by this shell (line 1, column 10)\n');
    expect(t.status).toBe(2);
    expect(t.line('echo no; )')).toBe("bash: syntax error near unexpected token `)'\n");
    expect(t.line('nosuch')).toBe('bash: nosuch: command not found\n');
    expect(t.status).toBe(127);
  });

  it('ends at Ctrl-D or exit and is started again', () => {
    const t = new Terminal();
    ttyEof(t.k, 0);
    t.run(200);
    expect(t.take()).toContain('exit\n');
    expect(shellIdle(t.k, 0)).toBe(true);
    expect(t.line('exit 3')).toContain('the shell of this terminal ended; it is started again');
    expect(t.line('echo new')).toBe('new\n');
  });

  it('is started again after it was killed, and says so', () => {
    const t = new Terminal();
    t.type('x=5; kill -9 $$');
    t.run(300);
    expect(t.take()).toContain('the shell of this terminal was killed; it is started again');
    expect(t.line('echo "[$x]"')).toBe('[]\n');
    expect(shellStatus(t.k, 0)).toBe(0);
  });
});

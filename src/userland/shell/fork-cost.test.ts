/** What a command costs: which of them are tasks of their own, and what their stacks and pages are charged. */
import { describe, expect, it } from 'vitest';
import { checkpoint, restore, stateHash } from '../../kernel';
import { runScript, Terminal, testMachine } from '../machine-for-tests';

/** Forks that a line makes, by the pids given. */
function forks(line: string): number {
  const t = new Terminal();
  const before = t.k.taskTable.col.lastPid[0] ?? 0;
  t.line(line);
  return (t.k.taskTable.col.lastPid[0] ?? 0) - before;
}

describe('tasks of a command line', () => {
  it.each([
    ['builtins and functions run in the shell', 'x=1; echo a > /dev/null; f() { [ -d /tmp ]; }; f; for i in 1 2; do :; done', 0],
    ['a program is one', 'true; /bin/true', 1],
    ['a name that is found nowhere too', 'nosuch', 1],
    ['a subshell of builtins is one', '(cd /; echo a)', 1],
    ['the last program of a subshell takes its place', '(cd /; ls)', 1],
    ['one before the last does not', '(ls; true)', 2],
    ['each element of a pipeline', 'echo a | cat | cat', 3],
    ['a group in a pipeline forks for its program', '{ ls; } | cat', 3],
    ['a substitution, its last program in its place', 'x=$(ls)', 1],
    ['a list in the background', 'true && ls & wait', 2],
    ['a program in the background', 'sleep 0.01 & wait', 1],
    ['bash -c becomes its last program', "bash -c 'ls'", 1],
    ['bash -c with a list', "bash -c 'ls; ls'", 2],
  ])('%s', (_what, line, count) => {
    expect(forks(line)).toBe(count);
  });

  it('charges each stack as two pages of kernel memory, and a subshell the pages it writes to', () => {
    const t = new Terminal();
    t.line('mkdir g; echo 1G > g/memory.kmem.limit_in_bytes; (echo $BASHPID > g/tasks; sleep 5 & sleep 5 & (sleep 5; :) & wait) &');
    t.run(300);
    // Three background children and the program of the last one.
    expect(t.line('cat g/memory.kmem.usage_in_bytes')).toContain(`${4 * 8192}\n`);
  });

  it('fails with 254 where a script may not fork, in the words of bash', () => {
    const script = 'mkdir g; echo 8K > g/memory.kmem.limit_in_bytes; echo $$ > g/tasks\n(echo one)\n';
    expect(runScript(`${script}sleep 5 & ls; echo no`)).toMatchObject({
      out: 'one\n',
      err: 'x.sh: fork: Cannot allocate memory\n',
      status: 254,
    });
    const inside = "bash -c 'echo $$ > g/tasks; f() { sleep 1 & sleep 1; }; f; echo no'; echo $?";
    expect(runScript(`mkdir g; echo 8K > g/memory.kmem.limit_in_bytes; ${inside}`)).toMatchObject({
      out: '254\n',
      err: 'environment: fork: Cannot allocate memory\n',
    });
  });
});

describe('the state of shells', () => {
  it('is plain data: a run goes on the same from any checkpoint', () => {
    const script =
      'f() { local i; for i in 1 2 3; do echo $(echo $i | tr 1-3 a-c) $((i*i)) $RANDOM; done; }; f | while read a b c; do echo "$b:$a:$c"; done; x=(1 2); cat <<< "${x[@]/1/q}" &\nwait; sleep 0.05; echo end';
    const t = new Terminal();
    t.type(script);
    const end = 400;
    const straight: string[] = [];
    const images: ReturnType<typeof checkpoint>[] = [];
    for (let i = 0; i < end; i++) {
      if (i % 23 === 0) {
        images.push(checkpoint(t.k));
        straight.push(stateHash(t.k));
      }
      t.run(1);
    }
    const final = stateHash(t.k);
    const printed = t.take();
    expect(printed).toContain('end\n');
    for (const [i, image] of images.entries()) {
      restore(t.k, image);
      expect(stateHash(t.k)).toBe(straight[i]);
      t.run(end - i * 23);
      expect(stateHash(t.k)).toBe(final);
      expect(printed.endsWith(t.take())).toBe(true);
    }
  });

  it('survives JSON', () => {
    const t = new Terminal();
    t.type('a=(x y); f() { echo $1; sleep 1; }; (f "$(echo hi)") | cat &');
    t.run(60);
    for (const pid of t.k.user.ids()) expect(JSON.parse(JSON.stringify(t.k.user.get(pid)))).toEqual(t.k.user.get(pid));
  });

  it('bounds what one line may ask for', () => {
    const k = testMachine(2048);
    const result = runScript(
      'echo {1..1000000} | wc -c; x=a; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do x=$x$x; done; echo ${#x}',
      [],
      k,
    );
    expect(result.err).toMatch(/longer than 1048576 bytes/);
  });
});

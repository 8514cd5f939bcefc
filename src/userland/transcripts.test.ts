/**
 * Sessions typed on a real machine (bash 5.2, the memory controller as the series of patches made it, stacks only): the
 * same lines must go the same way. Counts under load differ from run to run there too; texts of external tools are
 * coreutils' here, so only their errno texts bind.
 */
import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../kernel';
import { Terminal, testMachine } from './machine-for-tests';

const BOMB = '( echo $BASHPID > bomb/tasks; exec bash -c ":(){ :|:& };:" ) 2>/tmp/err &';
const LOOK = 'wc -l < bomb/tasks; cat bomb/memory.kmem.usage_in_bytes bomb/memory.kmem.failcnt bomb/memory.usage_in_bytes';

describe('a fork bomb under a kernel limit of 4M', () => {
  const t = new Terminal(testMachine(131072));
  const seen: number[][] = [];

  it('starts in its group, in the background', () => {
    expect(t.line('mkdir bomb good')).toBe('');
    expect(t.line('echo 4M > bomb/memory.kmem.limit_in_bytes')).toBe('');
    expect(t.line('cat bomb/memory.kmem.limit_in_bytes')).toBe('4194304\n');
    expect(t.line(BOMB)).toMatch(/^\[1\] \d+\n$/);
    expect(t.status).toBe(0);
  });

  it('fills its kernel memory, is refused, and burns out', () => {
    for (let i = 0; i < 60 && !(i > 4 && seen.at(-1)?.[1] === 0); i++) {
      const numbers = t.line(LOOK).match(/^\d+$/gm)?.map(Number) ?? [];
      expect(numbers).toHaveLength(4);
      expect(checkInvariants(t.k)).toEqual([]);
      seen.push(numbers);
      t.run(200);
    }
    const [, , failcnt = 0] = seen.at(-1) ?? [];
    expect(Math.max(...seen.map(([tasks = 0]) => tasks))).toBeGreaterThan(10);
    expect(Math.max(...seen.map(([, kmem = 0]) => kmem))).toBeGreaterThan(2097152);
    expect(failcnt).toBeGreaterThan(100);
    expect(seen.at(-1)?.slice(0, 2)).toEqual([0, 0]);
  });

  it('was refused with one message each, and reached exactly its limit', () => {
    const failcnt = t.line('cat bomb/memory.kmem.failcnt').match(/\d+/)?.[0];
    expect(t.line('sort /tmp/err | sed "s/[0-9][0-9]*/N/g" | sort | uniq -c | sort -rn | head -5').trim()).toBe(
      `${failcnt} environment: fork: Cannot allocate memory`,
    );
    expect(t.line('cat bomb/memory.kmem.max_usage_in_bytes')).toBe('4194304\n');
  });

  it('left its neighbours alone and its group can go', () => {
    expect(t.line('mkdir x && echo outside ok')).toBe('outside ok\n');
    expect(t.line('ls /sys/fs/cgroup/memory/good | head -2')).toBe('cgroup.clone_children\ncgroup.event_control\n');
    expect(t.line('cat good/memory.kmem.failcnt good/memory.usage_in_bytes')).toBe('0\n0\n');
    expect(t.line('rmdir bomb')).toBe('');
    expect(t.status).toBe(0);
    const kill = 'for i in 1 2 3; do for p in $(cat bomb/tasks); do kill -9 $p; done 2>/dev/null; sleep 1; done; wc -l < bomb/tasks';
    expect(t.line(kill)).toContain('bash: bomb/tasks: No such file or directory\n');
    expect(t.status).toBe(1);
    const gone = t.line('cat bomb/memory.kmem.usage_in_bytes bomb/memory.kmem.max_usage_in_bytes');
    expect(gone.match(/No such file or directory/g)).toHaveLength(2);
    expect(t.status).toBe(1);
    expect(t.line('rmdir bomb')).toMatch(/'bomb': No such file or directory\n$/);
  });
});

describe('two limits, two tenants', () => {
  it('ends the bomb at 1M and leaves the other at its three tasks', () => {
    const t = new Terminal(testMachine(131072));
    t.line('mkdir a b');
    t.line('echo 1M > a/memory.kmem.limit_in_bytes; echo 4M > b/memory.kmem.limit_in_bytes');
    t.line('( echo $BASHPID > a/tasks; exec bash -c ":(){ :|:& };:" ) 2>/tmp/erra &');
    t.line('( echo $BASHPID > b/tasks; sleep 100 & sleep 100 & wait ) 2>/tmp/errb &');
    t.line('sleep 4');
    const look =
      'for g in a b; do echo "$g tasks=$(wc -l < $g/tasks) kmem=$(cat $g/memory.kmem.usage_in_bytes) fail=$(cat $g/memory.kmem.failcnt)"; done';
    expect(t.line(look)).toMatch(/^a tasks=0 kmem=0 fail=(\d+)\nb tasks=3 kmem=16384 fail=0\n$/);
    expect(t.line('sort /tmp/erra | sed "s/[0-9][0-9]*/N/g" | uniq -c | sort -rn | head -3; cat /tmp/errb')).toMatch(
      /^ *\d+ environment: fork: Cannot allocate memory\n$/,
    );
  });
});

/** `[line typed, errno text or output that is the same everywhere, status]`. */
const ERRORS: readonly (readonly [string, RegExp, number])[] = [
  ['mkdir e', /^$/, 0],
  ['echo abc > e/memory.limit_in_bytes', /^bash: echo: write error: Invalid argument\n$/, 1],
  ['echo 4M > memory.limit_in_bytes', /^bash: echo: write error: Invalid argument\n$/, 1],
  ['echo 4M > memory.kmem.limit_in_bytes', /^bash: echo: write error: Invalid argument\n$/, 1],
  ['sleep 100 & echo $! > e/tasks', /^\[1\] \d+\n$/, 0],
  ['echo 4M > e/memory.kmem.limit_in_bytes', /^bash: echo: write error: Device or resource busy\n$/, 1],
  ['rmdir e', /: Device or resource busy\n$/, 1],
  ['echo 99999 > e/tasks', /^bash: echo: write error: No such process\n$/, 1],
  ['echo 1 > e/memory.usage_in_bytes', /^bash: echo: write error: Invalid argument\n$/, 1],
  ['cat e/memory.force_empty', /: Invalid argument\n$/, 1],
  ['cat e/memory.kmem.slabinfo', /: Input\/output error\n$/, 1],
  [
    'echo 7 > e/memory.swappiness; cat e/memory.swappiness; echo 101 > e/memory.swappiness',
    /^7\nbash: echo: write error: Invalid argument\n$/,
    1,
  ],
  ['echo 2 > e/memory.use_hierarchy', /^bash: echo: write error: Invalid argument\n$/, 1],
  ['rm e/memory.failcnt', /: Operation not permitted\n$/, 1],
  ['touch e/newfile', /: Permission denied\n$/, 1],
  ['mkdir e/sub; ls e/sub | wc -l; rmdir e/sub', /^29\n$/, 0],
  ['mv e e2; ls -d e2; cat /proc/$!/cgroup', /^e2\n1:memory:\/e2\n$/, 0],
  ['kill %1; wait; rmdir e2; echo $?', /^(\[1\]\+ {2}Terminated .*\n)?0\n$/, 0],
  ['cat nosuch/memory.stat', /: No such file or directory\n$/, 1],
  [
    'ls -ld /sys/fs/cgroup/memory/tasks; cat /proc/cgroups | head -3',
    /^-rw-r--r-- .*\/tasks\n#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t1\t1\t1\n/,
    0,
  ],
  ['echo -n > /dev/null; echo 300M > e/x', /^bash: e\/x: No such file or directory\n$/, 1],
];

describe('what wrong writes, removes and moves answer', () => {
  const t = new Terminal();
  it.each(ERRORS)('%s', (line, printed, status) => {
    expect(t.line(line)).toMatch(printed);
    expect(t.status).toBe(status);
  });

  it('tells a shell in a full group that fork has no memory, and goes on', () => {
    t.line('mkdir d; echo 1M > d/memory.kmem.limit_in_bytes');
    expect(t.line('echo $$ > d/tasks; echo 4K > d/memory.kmem.limit_in_bytes; ls; true')).toBe('bash: fork: Cannot allocate memory\n');
    expect(t.line('echo still here')).toBe('still here\n');
  });
});

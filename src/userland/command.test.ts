import { describe, expect, it } from 'vitest';
import { checkpoint, restore, sysFork, tick } from '../kernel';
import { bootShells, createMachine } from '.';
import { defineCommand, type CommandState } from './command';
import { findProgram, installPrograms, startImage } from './program';
import { Terminal } from './machine-for-tests';

/** Runs a command typed at a terminal; the calls it made are counted by steps. */
function terminalWith(...programs: ReturnType<typeof defineCommand>[]): Terminal {
  createMachine({ ramPages: 2048, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 });
  installPrograms(programs);
  return new Terminal();
}

describe('a command as straight-line code', () => {
  it('does one call a step, and each call once', () => {
    let runs = 0;
    const probe = defineCommand('probe-once', {}, (sys) => {
      runs++;
      const fd = sys.open('/tmp/probe', 0o102);
      sys.write(fd, 'x');
      sys.write(fd, 'y');
      sys.close(fd);
      return 7;
    });
    const t = terminalWith(probe);
    t.line('probe-once');
    expect(t.status).toBe(7);
    expect(t.line('cat /tmp/probe; echo')).toBe('xy\n');
    expect(runs).toBe(5);
  });

  it('goes on from a checkpoint of its loop', () => {
    const count = defineCommand<{ n: number }>('probe-count', {}, (sys, _argv, state) => {
      const n = state?.n ?? 0;
      if (n === 500) return 0;
      sys.out(`${n}\n`);
      if (n % 50 === 0) sys.flush();
      sys.checkpoint({ n: n + 1 });
    });
    const t = terminalWith(count);
    expect(t.line('probe-count | wc -l').trim()).toBe('500');
    expect(t.line('probe-count | tail -1')).toBe('499\n');
  });

  it('says write errors, fails with its own words, and is told of a missing program', () => {
    const child = defineCommand('probe-spawn', {}, (sys, argv) => {
      const pid = sys.spawn(argv.slice(1));
      if (pid < 0) return sys.fail('fork', pid);
      const ended = sys.wait(pid);
      return typeof ended === 'number' ? 1 : ended.status >> 8;
    });
    const full = defineCommand('probe-out', {}, (sys) => sys.out('text'));
    const t = terminalWith(child, full);
    expect(t.line('probe-out > /dev/full')).toBe('probe-out: write error: No space left on device\n');
    expect(t.line('probe-spawn echo hi')).toBe('hi\n');
    expect(t.line('probe-spawn nosuch; echo $?')).toBe("probe-spawn: failed to run command 'nosuch': No such file or directory\n127\n");
    expect(t.line('probe-spawn sh -c "exit 4"; echo $?')).toBe('4\n');
  });

  it('is plain data between steps', () => {
    const t = terminalWith();
    t.type('seq 1 300 | sort -n | tail -1');
    t.run(15);
    const image = checkpoint(t.k);
    t.settle();
    const printed = t.take();
    restore(t.k, image);
    t.settle();
    expect(t.take()).toBe(printed);
    expect(printed).toBe('300\n');
  });

  it('keeps a record of its own for each child', () => {
    const k = createMachine({ ramPages: 4096, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 });
    bootShells(k);
    for (let i = 0; i < 60; i++) tick(k);
    const program = findProgram('sleep');
    expect(program).toBeDefined();
    if (program === undefined) return;
    const child = sysFork(k, 1, program.start(['sleep', '1'], {}));
    expect(startImage(k, child, program, ['sleep', '1'], {})).toBe(0);
    expect((k.user.get(child) as CommandState).argv).toEqual(['sleep', '1']);
  });
});

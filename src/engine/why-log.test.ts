import { describe, expect, it } from 'vitest';
import type { Why } from './machine';
import { WhyLog } from './why-log';

const why = (given: Partial<Why> = {}): Why => ({
  ...{ tick: 10, tty: 1, rule: 'kmem-first-tasks', group: 2, file: 'memory.kmem.limit_in_bytes', counter: 'memory.kmem' },
  ...{ usage: 0, limit: -1, asked: 1024, tasks: 1, children: 0, message: 'Device or resource busy', ...given },
});

describe('WhyLog', () => {
  it('explains the line that is printed some ticks after the call, however it is cut', () => {
    const log = new WhyLog();
    expect(log.read(10, [why()], ['', ''])).toEqual([]);
    expect(log.read(12, [], ['', 'bash: echo: write error: Device or'])).toEqual([]);
    const [told] = log.read(13, [], ['', ' resource busy\nroot# ']);
    expect(told).toMatchObject({ tty: 1, line: 'bash: echo: write error: Device or resource busy', rule: 'kmem-first-tasks', tasks: 1 });
    expect(told).not.toHaveProperty('message');
    expect(log.read(14, [], ['', 'x: Device or resource busy\n'])).toEqual([]);
  });
  it('explains no line of the other terminal, of another error, or long after', () => {
    const log = new WhyLog();
    log.read(10, [why()], ['', '']);
    expect(log.read(11, [], ['a: Device or resource busy\n', 'a: No such process\n'])).toEqual([]);
    expect(log.read(500, [], ['', 'a: Device or resource busy\n'])).toEqual([]);
  });
  it('tells a storm once', () => {
    const log = new WhyLog();
    let told = 0;
    for (let tick = 1; tick <= 90; tick++)
      told += log.read(tick, [why({ tick, message: 'Cannot allocate memory' })], ['', 'fork: Cannot allocate memory\n']).length;
    expect(told).toBe(1);
  });
  it('takes no task without a terminal for one that has it', () => {
    const log = new WhyLog();
    expect(log.read(1, [why({ tty: -1 })], ['', 'a: Device or resource busy\n'])).toEqual([]);
  });
});

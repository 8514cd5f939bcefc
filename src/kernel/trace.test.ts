import { expect, it } from 'vitest';
import { dmesgText, KERN_INFO, LOG_LINES, logSince, printk } from './printk';
import { bootScripts } from './scripted-for-tests';
import { stateHash } from './state-hash';
import { drainTrace, listen, trace } from './trace';

it('counts every trace point and builds its text only for a listener', () => {
  const { k } = bootScripts({});
  const before = k.clock.col.events[0]!;
  let built = 0;
  const text = (): string => `n=${++built}`;
  trace(k, 'some_point', 'info', 1, text);
  expect([k.clock.col.events[0]! - before, built]).toEqual([1, 0]);
  listen(k, true);
  trace(k, 'some_point', 'refused', 7, text);
  expect(drainTrace(k)).toEqual([
    { n: before + 2, tick: 1, cpu: 0, pid: 0, comm: '', point: 'some_point', group: 7, text: 'n=1', tone: 'refused' },
  ]);
  expect(drainTrace(k)).toEqual([]);
});

it('changes nothing by listening', () => {
  const [a, b] = [bootScripts({ task: [] }), bootScripts({ task: [] })];
  listen(b.k, true);
  for (const machine of [a, b]) {
    machine.spawn('task');
    machine.ticks(50);
  }
  expect(drainTrace(b.k).map(({ point }) => point)).toContain('sched_process_fork');
  expect(stateHash(a.k)).toBe(stateHash(b.k));
});

it('keeps the newest lines of the log', () => {
  const { k } = bootScripts({});
  for (let i = 0; i < LOG_LINES + 10; i++) printk(k, KERN_INFO, `line ${i}`);
  expect(logSince(k, 0).length).toBe(LOG_LINES);
  expect(logSince(k, 0)[0]!.text).toBe('line 10');
  expect(dmesgText(k).split('\n').at(-2)).toBe(`[    0.001000] line ${LOG_LINES + 9}`);
});

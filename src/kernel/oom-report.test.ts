import { expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { bootForTests, cloneVm, group, mkdir, read, spawn, touch, write } from './machine-for-tests';
import { memCgroupOutOfMemory, outOfMemory } from './oom-kill';
import { dmesgText, logSince } from './printk';
import { sysOpen, sysWrite, O_WRONLY } from './syscalls';

const PAGE = { gfpMask: 0x280da, order: 0 };
const lines = (k: Kernel): string[] => logSince(k, 0).map(({ text }) => text);

/** A group of 1M with a small and a big process; the small one asks. */
function machine(): { k: Kernel; small: number; big: number } {
  const { k } = bootForTests(2, 16384, { swapPages: 100 });
  mkdir(k, '/A');
  write(k, '/A', 'memory.limit_in_bytes', '1M');
  const [small, big] = [spawn(k, '/A'), spawn(k, '/A')];
  touch(k, small, 10);
  touch(k, big, 20);
  return { k, small, big };
}

it('tells of a group who asked, what is full, what the machine holds, who could be killed, and who is', () => {
  const { k, small, big } = machine();
  const sharer = cloneVm(k, big);
  write(k, '/', 'tasks', sharer);
  k.tasks.col.oomScoreAdj[small] = -500;
  const [usage, failcnt] = [read(k, '/A', 'memory.usage_in_bytes'), read(k, '/A', 'memory.failcnt')];
  memCgroupOutOfMemory(k, small, group(k, '/A'));
  const told = lines(k);
  expect(told[0]).toBe('init invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-500');
  expect(told.slice(1, 6)).toEqual([
    'Task in /A killed as a result of limit of /A',
    `memory: usage ${Number(usage) / 1024}kB, limit 1024kB, failcnt ${failcnt}`,
    `memory+swap: usage ${Number(usage) / 1024}kB, limit 9007199254740991kB, failcnt 0`,
    'kmem: usage 0kB, limit 9007199254740991kB, failcnt 0',
    'Mem-Info:',
  ]);
  expect(told).toContain('CPU    1: hi:    0, btch:   1 usd:   0');
  expect(told).toContain('Total swap = 396kB');
  const table = told.indexOf('[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name');
  // Of the group, in order of pid; who shares the victim's memory is of it as well, since the owner stands there.
  expect(told.slice(table + 1)).toEqual([
    `[${String(small).padStart(5)}]     0 ${String(small).padStart(5)}       10       10       1        0          -500 init`,
    `[${String(big).padStart(5)}]     0 ${String(big).padStart(5)}       20       20       1        0             0 init`,
    `[${String(sharer).padStart(5)}]     0 ${String(sharer).padStart(5)}       20       20       1        0             0 init`,
    `Memory cgroup out of memory: Kill process ${big} (init) score 59 or sacrifice child`,
    `Killed process ${big} (init) total-vm:80kB, anon-rss:80kB, file-rss:0kB`,
    `Kill process ${sharer} (init) sharing same memory`,
  ]);
});

it('tells of the machine its free blocks and lists, and no group', () => {
  const { k, big } = machine();
  write(k, '/A', 'memory.limit_in_bytes', '16M');
  touch(k, big, 700);
  outOfMemory(k, big, PAGE);
  const told = lines(k);
  expect(told[0]).toBe('init invoked oom-killer: gfp_mask=0x280da, order=0, oom_score_adj=0');
  expect(told[1]).toBe('Mem-Info:');
  const blocks = told.find((line) => line.startsWith('Normal: '))!;
  const sum = [...blocks.matchAll(/(\d+)\*(\d+)kB/g)].reduce((kib, [, count, size]) => kib + Number(count) * Number(size), 0);
  expect(blocks).toMatch(new RegExp(` = ${sum}kB$`));
  expect(told.join('\n')).toContain(`Normal free:${sum}kB min:`);
  expect(told.at(-2)).toBe(`Out of memory: Kill process ${big} (init) score 14 or sacrifice child`);
  expect(told.join('\n')).not.toContain('Task in');
});

it('reports ten times in five seconds, then tells how often it did not', () => {
  const { k, small } = machine();
  const oom = (): void => {
    k.tasks.col.flags.fill(0);
    memCgroupOutOfMemory(k, small, group(k, '/A'));
  };
  const count = (text: string): number => lines(k).filter((line) => line.includes(text)).length;
  for (let i = 0; i < 13; i++) oom();
  expect([count('invoked oom-killer'), count('Memory cgroup out of memory: Kill process')]).toEqual([10, 13]);
  k.clock.col.tick[0]! += 6000;
  oom();
  expect(dmesgText(k)).toContain('oom_kill_process: 3 callbacks suppressed');
});

it('shows the console errors, and everything to who asks for it', () => {
  const { k, small, big } = machine();
  const onConsole = (): string[] =>
    logSince(k, 0)
      .filter((line) => line.onConsole)
      .map(({ text }) => text);
  memCgroupOutOfMemory(k, small, group(k, '/A'));
  expect(onConsole()).toHaveLength(2);
  expect(onConsole()[0]).toContain(`Memory cgroup out of memory: Kill process ${big}`);
  sysWrite(k, 1, sysOpen(k, 1, '/proc/sys/kernel/printk', O_WRONLY), '7\n');
  k.tasks.col.flags.fill(0);
  memCgroupOutOfMemory(k, small, group(k, '/A'));
  expect(onConsole()).toContain('Task in /A killed as a result of limit of /A');
});

import { describe, expect, it } from 'vitest';
import { EBADF, EINVAL } from './errno';
import { fileOf } from './fd-table';
import type { Kernel } from './kernel';
import { bootForTests, mkdir, spawn, touch, untouch, write } from './machine-for-tests';
import { O_RDONLY, sysEventfd, sysOpen, sysRmdir } from './syscalls';

const HIERARCHY = '/sys/fs/cgroup/memory';

/** Registers an event descriptor of the outside task: the descriptor, or what the write answered. */
function listen(k: Kernel, path: string, file: string, args = ''): number {
  const event = sysEventfd(k, 1, 0);
  const watched = sysOpen(k, 1, `${HIERARCHY}${path}/${file}`, O_RDONLY);
  const written = write(k, path, 'cgroup.event_control', `${event} ${watched} ${args}`.trim());
  return written < 0 ? written : event;
}
const count = (k: Kernel, fd: number): number => k.eventfds.col.count[k.files.table.col.data[fileOf(k, 1, fd)]!]!;

describe('cgroup.event_control', () => {
  it('tells of usage that crosses a threshold, at every 128th page event', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const event = listen(k, '/A', 'memory.usage_in_bytes', '2M');
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 1000);
    expect(count(k, event)).toBe(1);
    // One unmap is uncharged as a whole, behind the looks its pages caused.
    untouch(k, t, region, 0, 1000);
    expect(count(k, event)).toBe(1);
    touch(k, t, 200);
    expect(count(k, event)).toBe(2);
  });

  it('tells of an OOM, and a last time when the group goes', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.oom_control', 1);
    write(k, '/A', 'memory.limit_in_bytes', '64K');
    const event = listen(k, '/A', 'memory.oom_control');
    expect(touch(k, spawn(k, '/A'), 100).blocked).toBe(true);
    expect(count(k, event)).toBe(1);
    mkdir(k, '/B');
    const other = listen(k, '/B', 'memory.oom_control');
    expect(sysRmdir(k, 1, `${HIERARCHY}/B`)).toBe(0);
    expect(count(k, other)).toBe(1);
  });

  it('refuses what is no event, no control file of this group, or no size', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    const event = sysEventfd(k, 1, 0);
    const other = sysOpen(k, 1, `${HIERARCHY}/B/memory.usage_in_bytes`, O_RDONLY);
    expect(write(k, '/A', 'cgroup.event_control', `${event} ${other} 1M`)).toBe(-EINVAL);
    expect(write(k, '/A', 'cgroup.event_control', `${other} ${other} 1M`)).toBe(-EINVAL);
    expect(write(k, '/A', 'cgroup.event_control', '99 98')).toBe(-EBADF);
    expect(write(k, '/A', 'cgroup.event_control', 'x')).toBe(-EINVAL);
    expect(listen(k, '/A', 'memory.usage_in_bytes', '1T')).toBe(-EINVAL);
    expect(listen(k, '/A', 'memory.stat')).toBe(-EINVAL);
  });
});

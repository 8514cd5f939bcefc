import { describe, expect, it } from 'vitest';
import { EAGAIN, EBUSY } from './errno';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { bootForTests, mkdir, read, spawn, write } from './machine-for-tests';
import { tick } from './sched';
import { BLOCKED, O_NONBLOCK, sysClose, sysRead, sysRmdir, sysSocket, sysWrite } from './syscalls';

const tcp = (k: Kernel, path: string): (string | number)[] =>
  ['usage_in_bytes', 'max_usage_in_bytes', 'failcnt'].map((file) => read(k, path, `memory.kmem.tcp.${file}`));

/** A group with a limit on TCP buffers, and a task in it. */
function machine(limit: string): { k: Kernel; task: number } {
  const { k } = bootForTests();
  mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.tcp.limit_in_bytes', limit);
  return { k, task: spawn(k, '/A') };
}

describe('a TCP socket', () => {
  it('costs its group nothing, and a page with a byte that nobody reads', () => {
    const { k, task } = machine('1M');
    const fd = sysSocket(k, task);
    expect(tcp(k, '/A')).toEqual(['0', '0', '0']);
    expect(sysWrite(k, task, fd, 'x')).toBe(1);
    expect(tcp(k, '/A')).toEqual(['4096', '4096', '0']);
    expect(read(k, '/', 'memory.kmem.tcp.usage_in_bytes')).toBe('4096');
    expect([read(k, '/A', 'memory.usage_in_bytes'), read(k, '/A', 'memory.kmem.usage_in_bytes')]).toEqual(['0', '0']);
    expect(sysRead(k, task, fd, 100)).toBe('x');
    expect(tcp(k, '/A')).toEqual(['0', '4096', '0']);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('is counted for who made it, only if there was a limit then, and keeps a removed group until it is closed', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    const task = spawn(k, '/A');
    const early = sysSocket(k, task);
    write(k, '/A', 'memory.kmem.tcp.limit_in_bytes', '1M');
    const late = sysSocket(k, task);
    write(k, '/', 'cgroup.procs', task);
    for (const fd of [early, late]) sysWrite(k, task, fd, 'x');
    expect(tcp(k, '/A')[0]).toBe('4096');
    expect(tcp(k, '/')).toEqual(['8192', '0', '0']);
    expect(write(k, '/A', 'memory.kmem.tcp.limit_in_bytes', '0')).toBe(-EBUSY);
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
    for (let i = 0; i < 50; i++) tick(k);
    expect(k.memcgs.col.used[a]).toBe(2);
    expect(checkInvariants(k)).toEqual([]);
    sysClose(k, task, late);
    for (let i = 0; i < 50; i++) tick(k);
    expect(k.memcgs.col.used[a]).toBe(0);
    write(k, '/', 'memory.kmem.tcp.failcnt', '0');
    expect(tcp(k, '/')).toEqual(['4096', '0', '0']);
  });

  it('stops at the limit: not waiting it says so, waiting it looks again', () => {
    const { k, task } = machine('8K');
    const fd = (flags = O_NONBLOCK): number => sysSocket(k, task, flags);
    const [first, second, third, waiting] = [fd(), fd(), fd(), fd(0)];
    expect([first, second, third].map((socket) => sysWrite(k, task, socket, 'x'))).toEqual([1, 1, -EAGAIN]);
    // The counter never refuses: it was charged above its limit, and given back.
    expect(tcp(k, '/A')).toEqual(['8192', '12288', '1']);
    expect(sysWrite(k, task, waiting, 'x')).toBe(BLOCKED);
    sysClose(k, task, first);
    expect(sysWrite(k, task, waiting, 'x')).toBe(1);
    expect(tcp(k, '/A')).toEqual(['8192', '12288', '2']);
  });

  it('is charged to the hierarchy, but not to a hierarchical root, which has no such counter', () => {
    const { k } = bootForTests();
    write(k, '/', 'memory.use_hierarchy', 1);
    for (const path of ['/P', '/P/c']) mkdir(k, path);
    write(k, '/P', 'memory.kmem.tcp.limit_in_bytes', '4K');
    write(k, '/P/c', 'memory.kmem.tcp.limit_in_bytes', '1M');
    const task = spawn(k, '/P/c');
    const [first, second] = [sysSocket(k, task, O_NONBLOCK), sysSocket(k, task, O_NONBLOCK)];
    expect([sysWrite(k, task, first, 'x'), sysWrite(k, task, second, 'x')]).toEqual([1, -EAGAIN]);
    expect([tcp(k, '/P')[2], tcp(k, '/P/c')[2], tcp(k, '/')[1]]).toEqual(['1', '0', '0']);
  });

  it('is made of slab objects, which are kernel memory', () => {
    const { k } = bootForTests(1, 65536, { kernel: '3.8' });
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1G');
    const task = spawn(k, '/A');
    sysSocket(k, task);
    for (let i = 0; i < 20; i++) tick(k);
    const before = Number(read(k, '/A', 'memory.kmem.usage_in_bytes'));
    for (let i = 0; i < 10; i++) sysWrite(k, task, sysSocket(k, task), 'x');
    expect(Number(read(k, '/A', 'memory.kmem.usage_in_bytes'))).toBeGreaterThan(before);
    expect(read(k, '/A', 'memory.kmem.slabinfo')).toMatch(/^TCP +10 +10 +1600 +10 +4 /m);
    expect(tcp(k, '/A')).toEqual(['0', '0', '0']);
  });
});

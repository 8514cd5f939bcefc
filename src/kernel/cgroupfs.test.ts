import { expect, it } from 'vitest';
import { cgroupByPath } from './cgroup';
import { EACCES, EBUSY, EEXIST, EIO, ENOENT, ENOTDIR, EPERM } from './errno';
import { checkInvariants } from './invariants';
import { freePageCount } from './page-allocator';
import { bootScripts } from './scripted-for-tests';
import {
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  sysChdir,
  sysGetcwd,
  sysMkdir,
  sysOpen,
  sysRead,
  sysReaddir,
  sysRename,
  sysRmdir,
  sysStat,
  sysSymlink,
  sysUnlink,
  sysWrite,
  type Stat,
} from './syscalls';

const INIT = 1;

function boot(): ReturnType<typeof bootScripts>['k'] {
  const { k } = bootScripts({});
  sysChdir(k, INIT, '/sys/fs/cgroup/memory');
  return k;
}

it('makes a group of a directory, with its 29 files', () => {
  const k = boot();
  expect(sysMkdir(k, INIT, 'a')).toBe(0);
  expect(sysMkdir(k, INIT, 'a')).toBe(-EEXIST);
  expect(sysMkdir(k, INIT, 'a/b')).toBe(0);
  expect(cgroupByPath(k, '/a/b')).toBeGreaterThan(1);
  expect((sysReaddir(k, INIT, 'a') as string[]).length).toBe(30);
  expect((sysReaddir(k, INIT, 'a/b') as string[]).length).toBe(29);
  expect(sysStat(k, INIT, 'a/tasks')).toMatchObject({ kind: 'file', size: 0, mode: 0o100644, memcg: cgroupByPath(k, '/a') });
  expect((sysStat(k, INIT, 'a') as Stat).nlink).toBe(3);
  expect(sysRmdir(k, INIT, 'a')).toBe(-EBUSY);
  expect(sysRmdir(k, INIT, 'a/b')).toBe(0);
  expect(sysRmdir(k, INIT, 'a')).toBe(0);
  expect(cgroupByPath(k, '/a')).toBe(0);
});

it('answers as the recorded kernel did for what cannot be done', () => {
  const k = boot();
  sysMkdir(k, INIT, 'e');
  sysMkdir(k, INIT, 'f');
  expect(sysUnlink(k, INIT, 'e/memory.failcnt')).toBe(-EPERM);
  expect(sysOpen(k, INIT, 'e/newfile', O_WRONLY | O_CREAT)).toBe(-EACCES);
  expect(sysOpen(k, INIT, 'e/nosuch', O_RDONLY)).toBe(-ENOENT);
  expect(sysRmdir(k, INIT, 'e/tasks')).toBe(-ENOTDIR);
  expect(sysSymlink(k, INIT, 'x', 'e/link')).toBe(-EPERM);
  expect(sysRename(k, INIT, 'e', 'f/e')).toBe(-EIO);
  expect(sysRename(k, INIT, 'e', 'f')).toBe(-EEXIST);
  expect(sysRename(k, INIT, 'e', 'e2')).toBe(0);
  expect(sysReaddir(k, INIT, '.')).toContain('e2');
});

it('reads one text from the first byte to the last, and a fresh one from the start', () => {
  const k = boot();
  sysMkdir(k, INIT, 'a');
  const fd = sysOpen(k, INIT, 'a/memory.limit_in_bytes', O_RDONLY);
  expect(sysRead(k, INIT, fd, 5)).toBe('92233');
  const writer = sysOpen(k, INIT, 'a/memory.limit_in_bytes', O_WRONLY);
  expect(sysWrite(k, INIT, writer, '4M\n')).toBe(3);
  expect(sysRead(k, INIT, fd, 100)).toBe('72036854775807\n');
  expect(sysRead(k, INIT, fd, 100)).toBe('');
  const again = sysOpen(k, INIT, 'a/memory.limit_in_bytes', O_RDONLY);
  expect(sysRead(k, INIT, again, 100)).toBe('4194304\n');
});

it('costs inodes, dentries and a struct, charged to nobody, and gives them back', () => {
  const k = boot();
  const free = freePageCount(k);
  for (let i = 0; i < 100; i++) sysMkdir(k, INIT, `g${i}`);
  // 30 inodes at 8 and 30 names at 21 a page, and one page each.
  expect(free - freePageCount(k)).toBe(Math.ceil(3000 / 8) + Math.ceil(3000 / 21) + 100);
  for (let i = 0; i < 100; i++) sysRmdir(k, INIT, `g${i}`);
  // Of more than 600 pages all but what SLUB keeps of three caches: empty slabs of the node and of the CPU's own list.
  expect(free - freePageCount(k)).toBeLessThanOrEqual(45);
  expect(checkInvariants(k)).toEqual([]);
});

it('lets a task stand in a directory that is gone', () => {
  const k = boot();
  sysMkdir(k, INIT, 'a');
  sysChdir(k, INIT, 'a');
  expect(sysRmdir(k, INIT, '../a')).toBe(0);
  expect(sysReaddir(k, INIT, '.')).toEqual([]);
  expect(sysMkdir(k, INIT, 'x')).toBe(-ENOENT);
  expect(sysGetcwd(k, INIT)).toBe(-ENOENT);
  sysChdir(k, INIT, '/');
  expect(k.cgroupObjects.size).toBe(0);
});

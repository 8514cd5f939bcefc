import { expect, it } from 'vitest';
import { EBUSY, EEXIST, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EXDEV } from './errno';
import { checkInvariants } from './invariants';
import { freePageCount } from './page-allocator';
import { bootScripts } from './scripted-for-tests';
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  S_IFDIR,
  S_IFMT,
  SEEK_END,
  SEEK_SET,
  sysChdir,
  sysClose,
  sysDup,
  sysDup2,
  sysFtruncate,
  sysGetcwd,
  sysLink,
  sysLseek,
  sysMkdir,
  sysMount,
  sysOpen,
  sysRead,
  sysReaddir,
  sysReadlink,
  sysRename,
  sysRmdir,
  sysStat,
  sysSymlink,
  sysUmask,
  sysUmount,
  sysUnlink,
  sysWrite,
  type Stat,
} from './syscalls';

const INIT = 1;

function boot(): ReturnType<typeof bootScripts>['k'] {
  const { k } = bootScripts({});
  sysChdir(k, INIT, '/tmp');
  return k;
}

function put(k: ReturnType<typeof boot>, path: string, text: string, flags = O_WRONLY | O_CREAT | O_TRUNC): void {
  const fd = sysOpen(k, INIT, path, flags);
  expect(sysWrite(k, INIT, fd, text)).toBe(text.length);
  sysClose(k, INIT, fd);
}

function get(k: ReturnType<typeof boot>, path: string): string | number {
  const fd = sysOpen(k, INIT, path, O_RDONLY);
  if (fd < 0) return fd;
  const text = sysRead(k, INIT, fd, 100000);
  sysClose(k, INIT, fd);
  return text;
}

it('has the tree every machine starts with', () => {
  const k = boot();
  expect((sysReaddir(k, INIT, '/') as string[]).sort()).toEqual([
    'bin',
    'data',
    'dev',
    'etc',
    'home',
    'proc',
    'root',
    'sbin',
    'sys',
    'tmp',
    'usr',
  ]);
  expect(sysReaddir(k, INIT, '/sys/fs/cgroup')).toEqual(['memory']);
  expect((sysReaddir(k, INIT, '/sys/fs/cgroup/memory') as string[]).length).toBe(30);
  expect(sysReaddir(k, INIT, '/tmp')).toEqual([]);
});

it('makes, lists, moves and removes', () => {
  const k = boot();
  expect(sysMkdir(k, INIT, 'd')).toBe(0);
  expect(sysMkdir(k, INIT, 'd')).toBe(-EEXIST);
  expect(sysMkdir(k, INIT, 'no/such')).toBe(-ENOENT);
  put(k, 'd/f', 'text');
  expect(sysMkdir(k, INIT, 'd/f/x')).toBe(-ENOTDIR);
  expect(sysRmdir(k, INIT, 'd')).toBe(-ENOTEMPTY);
  expect(sysRmdir(k, INIT, 'd/f')).toBe(-ENOTDIR);
  expect(sysUnlink(k, INIT, 'd')).toBe(-EISDIR);
  expect(sysRename(k, INIT, 'd/f', 'g')).toBe(0);
  expect(get(k, 'g')).toBe('text');
  expect(get(k, 'd/f')).toBe(-ENOENT);
  expect(sysRename(k, INIT, 'd', 'd/inside')).toBe(-EINVAL);
  expect(sysRename(k, INIT, 'g', 'd')).toBe(-EISDIR);
  expect(sysRename(k, INIT, 'd', 'g')).toBe(-ENOTDIR);
  expect(sysRename(k, INIT, 'g', '/bin/g')).toBe(-EXDEV);
  expect(sysRmdir(k, INIT, 'd/')).toBe(0);
  expect(sysRmdir(k, INIT, '/tmp')).toBe(-EBUSY);
  expect(sysUnlink(k, INIT, 'g')).toBe(0);
  expect(sysReaddir(k, INIT, '.')).toEqual([]);
});

it('reads and writes at positions, in holes, at the end, past a page', () => {
  const k = boot();
  const fd = sysOpen(k, INIT, 'f', O_RDWR | O_CREAT | O_EXCL);
  expect(sysOpen(k, INIT, 'f', O_RDWR | O_CREAT | O_EXCL)).toBe(-EEXIST);
  expect(sysWrite(k, INIT, fd, 'a'.repeat(5000))).toBe(5000);
  expect(sysLseek(k, INIT, fd, 4094, SEEK_SET)).toBe(4094);
  expect(sysWrite(k, INIT, fd, 'bcde')).toBe(4);
  expect(sysLseek(k, INIT, fd, -906, SEEK_END)).toBe(4094);
  expect(sysRead(k, INIT, fd, 6)).toBe('bcdeaa');
  expect(sysLseek(k, INIT, fd, 10000, SEEK_SET)).toBe(10000);
  expect(sysWrite(k, INIT, fd, 'z')).toBe(1);
  expect(sysLseek(k, INIT, fd, 4998, SEEK_SET)).toBe(4998);
  expect(sysRead(k, INIT, fd, 4)).toBe('aa\0\0');
  expect(sysFtruncate(k, INIT, fd, 3)).toBe(0);
  expect((sysStat(k, INIT, 'f') as Stat).size).toBe(3);
  put(k, 'f', 'more', O_WRONLY | O_APPEND);
  expect(get(k, 'f')).toBe('aaamore');
});

it('shares a position between descriptors that were duplicated', () => {
  const k = boot();
  put(k, 'f', '0123456789');
  const a = sysOpen(k, INIT, 'f', O_RDONLY);
  const b = sysDup(k, INIT, a, 10);
  expect(b).toBe(10);
  expect(sysDup2(k, INIT, a, 7)).toBe(7);
  expect([a, b, 7].map((fd) => sysRead(k, INIT, fd, 2))).toEqual(['01', '23', '45']);
});

it('follows links, and gives up after forty', () => {
  const k = boot();
  put(k, 'f', 'text');
  expect(sysSymlink(k, INIT, '/tmp/f', 'l')).toBe(0);
  expect(sysSymlink(k, INIT, 'l', 'm')).toBe(0);
  expect(get(k, 'm')).toBe('text');
  expect(sysReadlink(k, INIT, 'm')).toBe('l');
  expect(sysReadlink(k, INIT, 'f')).toBe(-EINVAL);
  expect((sysStat(k, INIT, 'm', { follow: false }) as Stat).kind).toBe('symlink');
  sysSymlink(k, INIT, 'b', 'a');
  sysSymlink(k, INIT, 'a', 'b');
  expect(get(k, 'a')).toBe(-ELOOP);
  expect(sysLink(k, INIT, 'f', 'h')).toBe(0);
  sysUnlink(k, INIT, 'f');
  expect(get(k, 'h')).toBe('text');
  expect(get(k, 'm')).toBe(-ENOENT);
  expect(sysLink(k, INIT, '.', 'x')).toBe(-EPERM);
});

it('keeps the limits on names and paths', () => {
  const k = boot();
  expect(sysMkdir(k, INIT, 'n'.repeat(255))).toBe(0);
  expect(sysMkdir(k, INIT, 'n'.repeat(256))).toBe(-ENAMETOOLONG);
  expect(sysStat(k, INIT, './'.repeat(2048))).toBe(-ENAMETOOLONG);
  expect(sysStat(k, INIT, '')).toBe(-ENOENT);
});

it('goes down a chain of 20,000 directories one by one, and up again', () => {
  const { k } = bootScripts({}, { ramPages: 16384 });
  sysChdir(k, INIT, '/tmp');
  for (let i = 0; i < 20000; i++) {
    sysMkdir(k, INIT, 'x');
    sysChdir(k, INIT, 'x');
  }
  expect(sysGetcwd(k, INIT)).toBe(-ENAMETOOLONG);
  let removed = 0;
  while (removed < 20000 && sysChdir(k, INIT, '..') === 0 && sysRmdir(k, INIT, 'x') === 0) removed++;
  expect(removed).toBe(20000);
  expect(sysGetcwd(k, INIT)).toBe('/tmp');
  expect(checkInvariants(k)).toEqual([]);
});

it('costs a slab object for each name and inode, charged to nobody, and gives them back', () => {
  const k = boot();
  const free = freePageCount(k);
  for (let i = 0; i < 1000; i++) sysMkdir(k, INIT, `d${i}`);
  // 1000 inodes at 14 in 2 pages, 1000 names at 21 in one.
  expect(free - freePageCount(k)).toBe(72 * 2 + 48);
  for (let i = 0; i < 1000; i++) sysRmdir(k, INIT, `d${i}`);
  // Of 192 pages all but what SLUB keeps of two caches: empty slabs of the node and those on the CPU's own list.
  expect(free - freePageCount(k)).toBeLessThanOrEqual(40);
  expect(checkInvariants(k)).toEqual([]);
});

it('stays in a removed directory, where nothing can be made', () => {
  const k = boot();
  sysMkdir(k, INIT, 'd');
  sysChdir(k, INIT, 'd');
  sysRmdir(k, INIT, '/tmp/d');
  expect(sysGetcwd(k, INIT)).toBe(-ENOENT);
  expect(sysMkdir(k, INIT, 'x')).toBe(-ENOENT);
  expect(sysOpen(k, INIT, 'f', O_WRONLY | O_CREAT)).toBe(-ENOENT);
  expect(sysChdir(k, INIT, '..')).toBe(0);
});

it('reads a file to the end after its last name is gone', () => {
  const k = boot();
  put(k, 'f', 'text');
  const fd = sysOpen(k, INIT, 'f', O_RDONLY);
  sysUnlink(k, INIT, 'f');
  expect(sysRead(k, INIT, fd, 10)).toBe('text');
  const pages = k.tmpfs.col.pages[0]!;
  sysClose(k, INIT, fd);
  expect(k.tmpfs.col.pages[0]).toBe(pages - 1);
});

it('mounts a tmpfs over a directory and lets it go whole', () => {
  const k = boot();
  sysMkdir(k, INIT, 'm');
  put(k, 'm/below', 'x');
  const free = freePageCount(k);
  expect(sysMount(k, INIT, 'none', '/tmp/m', 'tmpfs')).toBe(0);
  expect(sysReaddir(k, INIT, 'm')).toEqual([]);
  for (let i = 0; i < 100; i++) sysMkdir(k, INIT, `m/d${i}`);
  sysMkdir(k, INIT, 'm/d1/deeper');
  sysChdir(k, INIT, 'm/d1');
  expect(sysUmount(k, INIT, '/tmp/m')).toBe(-EBUSY);
  expect(sysGetcwd(k, INIT)).toBe('/tmp/m/d1');
  sysChdir(k, INIT, '/tmp');
  expect(sysUmount(k, INIT, '/tmp/m')).toBe(0);
  expect(sysUmount(k, INIT, '/tmp/m')).toBe(-EINVAL);
  expect(sysReaddir(k, INIT, 'm')).toEqual(['below']);
  // What SLUB keeps of the caches of names and inodes.
  expect(free - freePageCount(k)).toBeLessThanOrEqual(20);
  expect(checkInvariants(k)).toEqual([]);
});

it('takes the mask from the permissions of what is made', () => {
  const k = boot();
  expect(sysUmask(k, INIT, 0o027)).toBe(0o022);
  sysMkdir(k, INIT, 'd', 0o777);
  const { mode } = sysStat(k, INIT, 'd') as Stat;
  expect([mode & S_IFMT, mode & 0o777]).toEqual([S_IFDIR, 0o750]);
});

it('has the devices, and the caller’s own descriptors', () => {
  const k = boot();
  expect(get(k, '/dev/null')).toBe('');
  const zero = sysOpen(k, INIT, '/dev/zero', O_RDONLY);
  expect(sysRead(k, INIT, zero, 3)).toBe('\0\0\0');
  put(k, 'f', 'text');
  const fd = sysOpen(k, INIT, 'f', O_RDONLY);
  sysDup2(k, INIT, fd, 0);
  expect(get(k, '/dev/stdin')).toBe('text');
  expect((sysStat(k, INIT, '/dev/null') as Stat).rdev).toBe(0x103);
});

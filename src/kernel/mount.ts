/**
 * Mounts (fs/namespace.c, 3.8): the root of one file system covers a directory of another.
 */
import { addDentry, deleteDentry, holdDentry, childDentries, lookupDentry, makeRootDentry, putDentry } from './dcache';
import { makeDevices } from './devfs';
import { EBUSY, EINVAL, ENODEV, ENOTDIR } from './errno';
import { ext2PutSuper } from './ext2';
import { CGROUP, DEVTMPFS, FS_TYPES, EXT2, isDirectory, newInode, PROC, putInode, S_IFDIR, SYSFS, TMPFS } from './inode';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { isPath, resolve } from './namei';
import { Columns, ObjectStore, type Stores } from './store';

/** One mount, by the dentry of its root. */
export interface Mount {
  readonly source: string;
  readonly fs: number;
  readonly options: string;
  /** Where it stands, for /proc/mounts. */
  readonly path: string;
}

/** Device number of the first file system mounted. */
const FIRST_SB = 16;

const COUNT_SCHEMA = { mounts: 'u32' } as const;

/** How many mounts there ever were. */
export type MountCount = Columns<typeof COUNT_SCHEMA>;

export function createMountCount(stores: Stores): MountCount {
  return stores.add('mountCount', new Columns(COUNT_SCHEMA, 1));
}

/** The dentry of "/": the first one ever made. */
export const ROOT_DENTRY = 1;

export function createMounts(stores: Stores): ObjectStore<Mount> {
  return stores.add('mounts', new ObjectStore<Mount>((mount) => ({ ...mount })));
}

/** The tree every machine starts with. What is made here lies in memory reserved at boot. */
export function mountAtBoot(k: Kernel): void {
  const root = mountNew(k, 0, '/', 'rootfs', TMPFS, 'rw');
  for (const name of ['bin', 'data', 'dev', 'etc', 'home', 'proc', 'root', 'sbin', 'sys', 'tmp', 'usr']) makeDirectory(k, root, name);
  makeDirectory(k, lookupDentry(k, root, 'usr'), 'bin');
  makeDevices(k, mountOn(k, '/dev', 'devtmpfs', DEVTMPFS, 'rw,mode=755'));
  mountOn(k, '/proc', 'proc', PROC, 'rw');
  const sys = mountOn(k, '/sys', 'sysfs', SYSFS, 'rw');
  makeDirectory(k, makeDirectory(k, sys, 'fs'), 'cgroup');
  const cgroup = mountOn(k, '/sys/fs/cgroup', 'tmpfs', TMPFS, 'rw,mode=755');
  makeDirectory(k, cgroup, 'memory');
  mountOn(k, '/sys/fs/cgroup/memory', 'cgroup', CGROUP, 'rw,memory', ROOT_MEMCG);
  // Without a limit on inodes, so that nothing but memory ends a loop of directories.
  mountOn(k, '/tmp', 'tmpfs', TMPFS, 'rw,nr_inodes=0');
  // Whose pages can be written back and dropped, unlike those of a tmpfs.
  mountOn(k, '/data', '/dev/ram0', EXT2, 'rw');
}

function makeDirectory(k: Kernel, parent: number, name: string): number {
  const directory = k.dcache.dentries.col.inode[parent]!;
  k.inodes.col.nlink[directory]!++;
  return addDentry(k, parent, name, newInode(k, { parent: directory, mode: S_IFDIR | 0o755, slab: 0 }), 0);
}

function mountOn(k: Kernel, path: string, source: string, fs: number, options: string, data = 0): number {
  const at = resolve(k, 0, path, true);
  if (!isPath(at)) throw new Error(`no directory ${path} to mount on`);
  return mountNew(k, at.dentry, path, source, fs, options, data);
}

/** Mounts a fresh file system on a directory, 0 for the very first: the dentry of its root. */
function mountNew(k: Kernel, over: number, path: string, source: string, fs: number, options: string, data = 0): number {
  const mode = path === '/tmp' ? 0o1777 : 0o755;
  const sb = FIRST_SB + k.mountCount.col.mounts[0]!++;
  k.superBlocks.grow(sb + 1);
  const root = makeRootDentry(k, newInode(k, { fs, sb, mode: S_IFDIR | mode, slab: 0, data }));
  const { mounted, covers } = k.dcache.dentries.col;
  if (over !== 0) {
    mounted[over] = root;
    covers[root] = over;
    holdDentry(k, over);
  }
  k.mounts.set(root, { source, fs, options, path });
  return root;
}

/** mount(2) of a tmpfs or of a fresh ext2: 0, -ENODEV for other types, -ENOTDIR, -ENOENT, -EBUSY. */
export function sysMount(k: Kernel, pid: number, source: string, target: string, type: string): number {
  if (type !== 'tmpfs' && type !== 'ext2') return -ENODEV;
  const at = resolve(k, pid, target, true);
  if (!isPath(at)) return at;
  if (at.sub !== '' || !isDirectory(k, k.dcache.dentries.col.inode[at.dentry]!)) return -ENOTDIR;
  if (k.mounts.has(at.dentry)) return -EBUSY;
  mountNew(k, at.dentry, target, source, type === 'ext2' ? EXT2 : TMPFS, 'rw');
  return 0;
}

/** umount(2): 0, -EINVAL where nothing is mounted, -EBUSY while somebody is inside. */
export function sysUmount(k: Kernel, pid: number, target: string): number {
  const at = resolve(k, pid, target, true);
  if (!isPath(at)) return at;
  const { covers, mounted, refs } = k.dcache.dentries.col;
  const root = at.dentry;
  const over = covers[root]!;
  if (over === 0) return -EINVAL;
  const children = childDentries(k, root).length;
  if (refs[root]! > 1 + children || ![TMPFS, EXT2].includes(k.mounts.get(root).fs)) return -EBUSY;
  if (busyBelow(k, root)) return -EBUSY;
  mounted[over] = 0;
  covers[root] = 0;
  k.mounts.delete(root);
  const device = ext2PutSuper(k, k.inodes.col.sb[k.dcache.dentries.col.inode[root]!]!);
  dropTree(k, root);
  if (device !== 0) putInode(k, device);
  putDentry(k, over);
  return 0;
}

/** True when anybody but the tree itself holds a name below `root`. */
function busyBelow(k: Kernel, root: number): boolean {
  const todo = childDentries(k, root);
  const { refs, mounted } = k.dcache.dentries.col;
  for (let d = todo.pop(); d !== undefined; d = todo.pop()) {
    const children = childDentries(k, d);
    if (refs[d]! > 1 + children.length || mounted[d] !== 0) return true;
    todo.push(...children);
  }
  return false;
}

/** Lets a whole tree go, from its leaves up, without recursion (shrink_dcache_for_umount). */
function dropTree(k: Kernel, root: number): void {
  const order = [root];
  for (let i = 0; i < order.length; i++) order.push(...childDentries(k, order[i]!));
  for (let i = order.length - 1; i > 0; i--) deleteDentry(k, order[i]!);
  putDentry(k, root);
}

/** /proc/mounts: one line a mount, in the order they were made. */
export function mountLines(k: Kernel): string {
  return k.mounts
    .ids()
    .map((root) => k.mounts.get(root))
    .map(({ source, path, fs, options }) => `${source} ${path} ${FS_TYPES[fs]} ${options} 0 0\n`)
    .join('');
}

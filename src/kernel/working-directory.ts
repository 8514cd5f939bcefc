/**
 * What a process keeps of the file system: its working directory and its mask (fs/fs_struct.c, 3.8). Threads share them.
 */
import { holdDentry, putDentry } from './dcache';
import { ENOTDIR } from './errno';
import type { Kernel } from './kernel';
import { isDirectoryAt, isPath, pathOf, resolve } from './namei';
import { leaderOf } from './task';

/** chdir(2): 0 or -errno. Threads share the directory. */
export function sysChdir(k: Kernel, pid: number, path: string): number {
  const at = resolve(k, pid, path, true);
  if (!isPath(at)) return at;
  if (!isDirectoryAt(k, at)) return -ENOTDIR;
  const leader = leaderOf(k, pid);
  const info = k.taskInfo.get(leader);
  holdDentry(k, at.dentry);
  putDentry(k, info.cwd);
  k.taskInfo.set(leader, { ...info, cwd: at.dentry, cwdSub: at.sub });
  return 0;
}

/** getcwd(2): the full path, -ENOENT in a removed directory, -ENAMETOOLONG beyond PATH_MAX. */
export function sysGetcwd(k: Kernel, pid: number): string | number {
  const { cwd, cwdSub } = k.taskInfo.get(leaderOf(k, pid));
  return pathOf(k, { dentry: cwd, sub: cwdSub });
}

/** umask(2): the mask so far. */
export function sysUmask(k: Kernel, pid: number, mask: number): number {
  const leader = leaderOf(k, pid);
  const before = umaskOf(k, pid);
  k.taskInfo.set(leader, { ...k.taskInfo.get(leader), umask: mask & 0o777 });
  return before;
}

export function umaskOf(k: Kernel, pid: number): number {
  return k.taskInfo.get(leaderOf(k, pid)).umask;
}

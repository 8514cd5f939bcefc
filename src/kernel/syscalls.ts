/**
 * Everything a program may ask of the kernel. Texts are byte strings (char codes 0 to 255). Answers are values or
 * -errno, or BLOCKED: the task sleeps, and the same call with the same arguments is to be issued again when it runs.
 */
import { now } from './clock';
import type { Kernel } from './kernel';

export { BLOCKED } from './errno';
export { sysClone, sysFork, type CloneOptions } from './fork';
export { IMAGE_REGION, sysExecve, type ExecImage } from './exec';
export { sysExit, sysExitThread } from './exit';
export { sysWait4, type Waited, type WaitOptions } from './wait4';
export { sysKill } from './kill';
export { sysSigaction, takeSignal } from './sigaction';
export { sysGetpgid, sysGetpid, sysGetppid, sysGetsid, sysGettid, sysSetpgid, sysSetsid } from './process-group';
export { sysTcsetpgrp } from './tty';
export { openTty, sysFstat, sysOpen } from './open';
export { SEEK_CUR, SEEK_END, SEEK_SET, sysFtruncate, sysIsatty, sysLseek, sysRead, sysWrite, ttyOfFd } from './read-write';
export { sysClose, sysDup, sysDup2, sysSetCloexec } from './fd-table';
export { sysPipe } from './pipe';
export { sysChmod, sysLink, sysMkdir, sysReadlink, sysRmdir, sysSymlink, sysUnlink } from './vfs';
export { sysRename } from './rename';
export { sysReaddir, sysStat, type Stat } from './stat';
export { sysChdir, sysGetcwd, sysUmask } from './working-directory';
export { sysMount, sysUmount } from './mount';
export { sysNanosleep, sysPause } from './nanosleep';
export { sysMlock, sysMmap, sysMunlock, sysMunmap, sysSync, sysSysinfo, sysTouch, type MmapRequest } from './memory-calls';
export { sysSwapoff, sysSwapon } from './swapoff';
export { sysEventfd } from './eventfd';
export { sysSocket } from './socket';
export {
  O_ACCMODE,
  O_APPEND,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
} from './file';
export { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from './inode';

/** Ticks (milliseconds) since boot. */
export function sysTime(k: Kernel): number {
  return now(k);
}

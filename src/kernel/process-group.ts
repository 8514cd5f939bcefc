/**
 * Process groups and sessions (kernel/sys.c, 3.8).
 */
import { EACCES, EINVAL, EPERM, ESRCH } from './errno';
import type { Kernel } from './kernel';
import { hasFlag, leaderOf, PF_EXECED, taskExists } from './task';

/** Pid of the caller's process (the thread group). */
export function sysGetpid(k: Kernel, pid: number): number {
  return leaderOf(k, pid);
}

export function sysGettid(_k: Kernel, pid: number): number {
  return pid;
}

export function sysGetppid(k: Kernel, pid: number): number {
  return k.tasks.col.ppid[leaderOf(k, pid)]!;
}

/** getpgid(2): the process group of a process, 0 the caller; or -ESRCH. */
export function sysGetpgid(k: Kernel, pid: number, target = 0): number {
  const who = target === 0 ? leaderOf(k, pid) : target;
  return taskExists(k, who) ? k.tasks.col.pgrp[leaderOf(k, who)]! : -ESRCH;
}

/** getsid(2). */
export function sysGetsid(k: Kernel, pid: number, target = 0): number {
  const who = target === 0 ? leaderOf(k, pid) : target;
  return taskExists(k, who) ? k.tasks.col.session[leaderOf(k, who)]! : -ESRCH;
}

/**
 * setpgid(2): the caller or a child of it that did not exec yet. 0, -ESRCH, -EACCES for a child that did, -EPERM for a
 * session leader or a group of another session, -EINVAL.
 */
export function sysSetpgid(k: Kernel, pid: number, target: number, group: number): number {
  const self = leaderOf(k, pid);
  const who = target === 0 ? self : target;
  const pgrp = group === 0 ? who : group;
  if (pgrp < 0) return -EINVAL;
  const { ppid, session, pgrp: pgrps, tgid } = k.tasks.col;
  if (!taskExists(k, who) || tgid[who] !== who) return -ESRCH;
  if (who !== self) {
    if (ppid[who] !== self) return -ESRCH;
    if (hasFlag(k, who, PF_EXECED)) return -EACCES;
  }
  if (session[who] === who || session[who] !== session[self]) return -EPERM;
  if (pgrp !== who && !groupInSession(k, pgrp, session[self]!)) return -EPERM;
  pgrps[who] = pgrp;
  return 0;
}

function groupInSession(k: Kernel, group: number, wanted: number): boolean {
  const { used, tgid, pgrp, session } = k.tasks.col;
  for (let pid = 1; pid < k.tasks.length; pid++) {
    if (used[pid] === 1 && tgid[pid] === pid && pgrp[pid] === group) return session[pid] === wanted;
  }
  return false;
}

/** setsid(2): the new session and group, or -EPERM for who leads a group already. */
export function sysSetsid(k: Kernel, pid: number): number {
  const leader = leaderOf(k, pid);
  const { pgrp, session, tty } = k.tasks.col;
  if (pgrp[leader] === leader && session[leader] !== 0) return -EPERM;
  pgrp[leader] = leader;
  session[leader] = leader;
  tty[leader] = 0;
  return leader;
}

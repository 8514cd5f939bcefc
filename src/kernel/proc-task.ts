/**
 * What the files of /proc/<pid> say (fs/proc/array.c and fs/proc/base.c, 3.8).
 */
import { PAGE_SIZE } from './config';
import { EINVAL, EIO, ENOENT } from './errno';
import type { Kernel } from './kernel';
import { memcgOfTask, memcgPath } from './memcg';
import { mmRss, totalVm } from './mm';
import { oomScore } from './oom-badness';
import { commOf, leaderOf, stateLetter, threadsOf, WCHANS } from './task';

const NAMES = ['cgroup', 'cmdline', 'comm', 'oom_score', 'oom_score_adj', 'stat', 'statm', 'status', 'wchan'] as const;

/** Files of a task. */
export function procTaskNames(): readonly string[] {
  return NAMES;
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'R (running)',
  S: 'S (sleeping)',
  D: 'D (disk sleep)',
  T: 'T (stopped)',
  Z: 'Z (zombie)',
};

/** Text of one of them, or -errno. */
export function procTaskText(k: Kernel, name: string, pid: number): string | number {
  const leader = leaderOf(k, pid);
  switch (name) {
    case 'cgroup':
      return `1:memory:${memcgPath(k, memcgOfTask(k, pid))}\n`;
    case 'cmdline':
      return k.taskInfo
        .get(pid)
        .argv.map((word) => `${word}\0`)
        .join('');
    case 'comm':
      return `${commOf(k, pid)}\n`;
    case 'oom_score':
      return `${oomScore(k, pid)}\n`;
    case 'oom_score_adj':
      return `${k.tasks.col.oomScoreAdj[leader]!}\n`;
    case 'stat':
      return statLine(k, pid);
    case 'statm':
      return `${mappedPages(k, pid)} ${residentPages(k, pid)} 0 0 0 ${mappedPages(k, pid)} 0\n`;
    case 'status':
      return status(k, pid);
    case 'wchan':
      return WCHANS[k.tasks.col.wchan[pid]!]! || '0';
    default:
      return name === '' ? -EIO : -ENOENT;
  }
}

/** Writes one of them: bytes taken or -errno. Only oom_score_adj can be written, -1000 to 1000. */
export function procTaskWrite(k: Kernel, name: string, pid: number, text: string): number {
  if (name !== 'oom_score_adj') return -EINVAL;
  const match = /^\s*(-?[0-9]{1,5})\s*$/.exec(text);
  const value = match === null ? NaN : Number(match[1]);
  if (!(value >= -1000 && value <= 1000)) return -EINVAL;
  for (const thread of threadsOf(k, leaderOf(k, pid))) k.tasks.col.oomScoreAdj[thread] = value;
  return text.length;
}

/** Pages resident in a task's memory map. */
export function residentPages(k: Kernel, pid: number): number {
  const mm = k.tasks.col.mm[pid]!;
  return mm === 0 ? 0 : mmRss(k, mm);
}

/** Pages of all its mappings, touched or not. */
export function mappedPages(k: Kernel, pid: number): number {
  const mm = k.tasks.col.mm[pid]!;
  return mm === 0 ? 0 : totalVm(k, mm);
}

function statLine(k: Kernel, pid: number): string {
  const { col } = k.tasks;
  const leader = leaderOf(k, pid);
  const tty = col.tty[leader]! === 0 ? 0 : (4 << 8) + col.tty[leader]! - 1;
  const ids = `${col.ppid[leader]!} ${col.pgrp[leader]!} ${col.session[leader]!} ${tty} -1 0 0 0 0 0`;
  const times = `${Math.floor(col.utime[pid]! / 10)} 0 0 0 20 0 ${threadsOf(k, leader).length} 0 ${Math.floor(col.startTick[pid]! / 10)}`;
  return `${pid} (${commOf(k, pid)}) ${stateLetter(k, pid)} ${ids} ${times} ${mappedPages(k, pid) * PAGE_SIZE} ${residentPages(k, pid)}\n`;
}

function status(k: Kernel, pid: number): string {
  const { col } = k.tasks;
  const leader = leaderOf(k, pid);
  const hex = (mask: number): string => (mask >>> 0).toString(16).padStart(16, '0');
  const kilobytes = (pages: number): string => `${String(pages * (PAGE_SIZE / 1024)).padStart(8, ' ')} kB`;
  const memory = col.mm[pid] === 0 ? [] : [`VmSize:\t${kilobytes(mappedPages(k, pid))}`, `VmRSS:\t${kilobytes(residentPages(k, pid))}`];
  const lines = [
    `Name:\t${commOf(k, pid)}`,
    `State:\t${STATE_WORDS[stateLetter(k, pid)]!}`,
    `Tgid:\t${leader}`,
    `Pid:\t${pid}`,
    `PPid:\t${col.ppid[leader]!}`,
    'TracerPid:\t0',
    'Uid:\t0\t0\t0\t0',
    'Gid:\t0\t0\t0\t0',
    ...memory,
    `Threads:\t${col.threads[leader]!}`,
    `SigPnd:\t${hex(col.pending[pid]!)}`,
    `ShdPnd:\t${hex(col.sharedPending[leader]!)}`,
    `SigIgn:\t${hex(col.ignored[leader]!)}`,
    `SigCgt:\t${hex(col.caught[leader]!)}`,
  ];
  return `${lines.join('\n')}\n`;
}

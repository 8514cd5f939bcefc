/** What the process tools know of a task: read from /proc, a batch of pids a step. */
import type { Kernel } from '../../kernel/kernel';
import type { Plain } from '../../kernel/store';
import { O_RDONLY, sysClose, sysOpen, sysRead } from '../../kernel/syscalls';
import type { Sys } from '../command';

/** Tasks looked at in one step; reading /proc never sleeps. */
const BATCH = 32;

/** One process, or one thread of it. Times in clock ticks of 10 ms as /proc gives them, memory in pages. */
export interface Process {
  readonly pid: number;
  readonly comm: string;
  readonly state: string;
  readonly ppid: number;
  readonly pgrp: number;
  readonly session: number;
  /** Device number of the terminal, 0 none. */
  readonly tty: number;
  /** In the foreground of its terminal. */
  readonly foreground: boolean;
  readonly utime: number;
  readonly nice: number;
  readonly threads: number;
  readonly start: number;
  /** Bytes. */
  readonly vsize: number;
  readonly rss: number;
  /** Arguments with blanks between; empty for a kernel thread or a zombie. */
  readonly args: string;
  /** Other files of its directory, as asked for. */
  readonly files: readonly string[];
}

/** All processes in order of pid, with the named files of each one's directory in /proc. */
export function listProcesses<S extends Plain>(sys: Sys<S>, files: readonly string[] = []): Process[] {
  const names = sys.readdir('/proc');
  const pids = typeof names === 'number' ? [] : names.filter((name) => /^\d+$/.test(name)).map(Number);
  pids.sort((a, b) => a - b);
  const processes: Process[] = [];
  for (let at = 0; at < pids.length; at += BATCH) {
    const batch = pids.slice(at, at + BATCH);
    const texts = sys.call((k, self) =>
      batch.map((pid) => ['stat', 'cmdline', ...files].map((file) => procFile(k, self, `${pid}/${file}`))),
    );
    for (const [stat = '', cmdline = '', ...others] of texts) {
      const process = parseStat(stat, cmdline);
      if (process !== undefined) processes.push({ ...process, files: others });
    }
  }
  return processes;
}

/** A file of /proc, whole; empty where it is gone. */
export function procFile(k: Kernel, self: number, name: string): string {
  const fd = sysOpen(k, self, `/proc/${name}`, O_RDONLY);
  if (fd < 0) return '';
  const text = sysRead(k, self, fd, 65536);
  sysClose(k, self, fd);
  return typeof text === 'string' ? text : '';
}

/** One line of /proc/PID/stat: the name stands in parentheses and may hold any. */
export function parseStat(stat: string, cmdline: string): Omit<Process, 'files'> | undefined {
  const match = /^(\d+) \(([\s\S]*)\) (\S) (.*)$/.exec(stat.trimEnd());
  if (match === null) return undefined;
  const [, pid = '', comm = '', state = '', rest = ''] = match;
  // The rest counts from field 4, ppid.
  const numbers = rest.split(' ').map(Number);
  const field = (n: number): number => numbers[n - 4] ?? 0;
  return {
    pid: Number(pid),
    comm,
    state,
    ppid: field(4),
    pgrp: field(5),
    session: field(6),
    tty: field(7),
    foreground: field(8) > 0 && field(8) === field(5),
    utime: field(14) + field(15),
    nice: field(19),
    threads: field(20),
    start: field(22),
    vsize: field(23),
    rss: field(24),
    args: cmdline.replace(/\0+$/, '').replace(/[\0\n]/g, ' '),
  };
}

/** `tty1`, `pts/0`, `?` of a device number. */
export function ttyName(device: number): string {
  const major = device >> 8;
  const minor = device & 255;
  if (major === 4) return `tty${minor}`;
  return major === 136 ? `pts/${minor}` : device === 0 ? '?' : `${major}:${minor}`;
}

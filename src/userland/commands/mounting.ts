import { EBUSY, EINVAL, ENODEV, ENOENT, ENOTDIR, strerror } from '../../kernel/errno';
import { sysMount, sysSwapoff, sysSwapon, sysSync, sysUmount } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { quoteIfNeeded } from '../lib/quote';
import { readMounts } from './memory-report';
import { tool } from './tool';

/** What mount and umount answer when the call fails. */
const FAILED = 32;

export const mount = tool(
  'mount',
  {
    short: 'lt:o:arwnv',
    long: { types: 't', options: 'o', all: 'a' },
  },
  (sys, args) => {
    const [source, target] = args.operands;
    if (source === undefined) {
      const only = args.value('t')?.split(',');
      for (const line of readMounts(sys))
        if (only?.includes(line.type) ?? true) sys.out(`${line.source} on ${line.target} type ${line.type} (${line.options})\n`);
      return 0;
    }
    if (target === undefined) {
      sys.err(`mount: ${quoteIfNeeded(source)}: can't find in /etc/fstab.\n`);
      return 1;
    }
    const type = args.value('t') ?? 'tmpfs';
    if (type === 'cgroup' || type === 'cgroup2') return hierarchyIsMounted(sys, source, target, type);
    const done = sys.call((k, pid) => sysMount(k, pid, source, target, type));
    if (done >= 0) return 0;
    const words: Readonly<Record<number, string>> = {
      [ENODEV]: `unknown filesystem type '${type}'.`,
      [ENOENT]: 'mount point does not exist.',
      [ENOTDIR]: 'mount point is not a directory.',
      [EBUSY]: `${source} already mounted or mount point busy.`,
    };
    sys.err(`mount: ${quoteIfNeeded(target)}: ${words[-done] ?? `mount(2) system call failed: ${strerror(done)}.`}\n`);
    return FAILED;
  },
);

/** There is one hierarchy with the one controller, and it is mounted already. */
function hierarchyIsMounted(sys: Sys, source: string, target: string, type: string): number {
  const there = readMounts(sys).find((line) => line.type === 'cgroup')?.target ?? '';
  const stat = sys.stat(target);
  const same = target.replace(/\/+$/, '') === there;
  const why =
    type === 'cgroup2'
      ? `unknown filesystem type 'cgroup2'.`
      : typeof stat === 'number'
        ? 'mount point does not exist.'
        : `${source} already mounted or mount point busy.`;
  sys.err(`mount: ${quoteIfNeeded(target)}: ${why}\n`);
  if (!same && type === 'cgroup' && typeof stat !== 'number') sys.err(`       the memory controller is at ${there}.\n`);
  return FAILED;
}

export const umount = tool('umount', { short: 'lfrnav' }, (sys, args) => {
  if (args.operands.length === 0) {
    sys.err("umount: bad usage\nTry 'umount --help' for more information.\n");
    return 1;
  }
  let status = 0;
  for (const target of args.operands) {
    const done = sys.call((k, pid) => sysUmount(k, pid, target));
    if (done >= 0) continue;
    const words: Readonly<Record<number, string>> = {
      [EINVAL]: 'not mounted.',
      [EBUSY]: 'target is busy.',
      [ENOENT]: 'no mount point specified.',
    };
    sys.err(`umount: ${quoteIfNeeded(target)}: ${words[-done] ?? `umount failed: ${strerror(done)}.`}\n`);
    status = FAILED;
  }
  return status;
});

export const swapon = tool(
  'swapon',
  {
    short: 'asd::p:v',
    long: { all: 'a', summary: 's', show: 'show?' },
  },
  (sys, args) => {
    if (args.operands.length === 0) {
      const text = sys.readFile('/proc/swaps');
      const lines = typeof text === 'string' ? text.split('\n').slice(1, -1) : [];
      if (args.has('s') && typeof text === 'string' && lines.length > 0) sys.out(text);
      else for (const line of lines) sys.out(`${line}\n`);
      return 0;
    }
    for (const file of args.operands) {
      const fd = sys.open(file);
      if (fd < 0) {
        sys.err(`swapon: cannot open ${file}: ${strerror(fd)}\n`);
        return 255;
      }
      sys.close(fd);
      const done = sys.call((k, pid) => sysSwapon(k, pid, file));
      if (done >= 0) continue;
      sys.err(`swapon: ${file}: swapon failed: ${strerror(done)}\n`);
      return 255;
    }
    return 0;
  },
);

export const swapoff = tool('swapoff', { short: 'av', long: { all: 'a' }, usageStatus: 16 }, (sys, args) => {
  if (args.has('a')) return 0;
  if (args.operands.length === 0) {
    sys.err("swapoff: bad usage\nTry 'swapoff --help' for more information.\n");
    return 16;
  }
  for (const file of args.operands) {
    const found = sys.stat(file);
    const done = typeof found === 'number' ? found : sys.call((k, pid) => sysSwapoff(k, pid, file));
    if (done >= 0) continue;
    sys.err(`swapoff: ${file}: swapoff failed: ${strerror(done)}\n`);
    return 4;
  }
  return 0;
});

export const sync = tool('sync', { short: 'df' }, (sys, args) => {
  let status = 0;
  for (const file of args.operands) {
    const fd = sys.open(file);
    if (fd < 0) {
      sys.err(`sync: error opening '${file}': ${strerror(fd)}\n`);
      status = 1;
    } else sys.close(fd);
  }
  sys.call((k) => sysSync(k));
  return status;
});

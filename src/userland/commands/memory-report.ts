import { dmesgText } from '../../kernel/printk';
import { BOOT_SECONDS, formatDate, momentOf, momentOfTick } from '../lib/date';
import { quoteIfNeeded } from '../lib/quote';
import type { Plain } from '../../kernel/store';
import type { Sys } from '../command';
import { table } from '../lib/columns';
import { humanSize, parseDuration } from '../lib/numbers';
import { tool } from './tool';
import { writeRest } from './input';

/** Kilobytes by name, as /proc/meminfo gives them. */
function meminfo<S extends Plain>(sys: Sys<S>): Readonly<Record<string, number>> {
  const text = sys.readFile('/proc/meminfo');
  const values: Record<string, number> = {};
  if (typeof text === 'string') for (const match of text.matchAll(/^(\w+):\s*(\d+) kB$/gm)) values[match[1]!] = Number(match[2]);
  return values;
}

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1048576, g: 1073741824, kilo: 1000, mega: 1000000, giga: 1000000000 };

export const free = tool<{ readonly left: number }>(
  'free',
  {
    short: 'bkmghtwlvs:c:',
    long: {
      bytes: 'b',
      kibi: 'k',
      mebi: 'm',
      gibi: 'g',
      human: 'h',
      total: 't',
      wide: 'w',
      lohi: 'l',
      seconds: 's',
      count: 'c',
      kilo: 'kilo',
      mega: 'mega',
      giga: 'giga',
    },
  },
  (sys, args, state) => {
    const kb = meminfo(sys);
    const value = (name: string): number => kb[name] ?? 0;
    const unit = args.last('b', 'k', 'm', 'g', 'h', 'kilo', 'mega', 'giga') ?? 'k';
    const show = (kilobytes: number): string =>
      unit === 'h' ? human(kilobytes * 1024) : String(Math.floor((kilobytes * 1024) / UNITS[unit]!));
    const row = (label: string, cells: readonly string[]): string =>
      `${label.padEnd(8)}${cells.map((cell) => cell.padStart(12)).join('')}\n`;
    const cache = value('Cached') + value('SReclaimable');
    const used = Math.max(value('MemTotal') - value('MemFree') - value('Buffers') - cache, 0);
    const available = kb.MemAvailable ?? value('MemFree');
    const swapUsed = value('SwapTotal') - value('SwapFree');
    const wide = args.has('w');
    const headings = ['total', 'used', 'free', 'shared', ...(wide ? ['buffers', 'cache'] : ['buff/cache']), 'available'];
    const caches = wide ? [show(value('Buffers')), show(cache)] : [show(value('Buffers') + cache)];
    sys.out(row('', headings));
    sys.out(row('Mem:', [show(value('MemTotal')), show(used), show(value('MemFree')), show(value('Shmem')), ...caches, show(available)]));
    if (args.has('l')) {
      sys.out(row('Low:', [show(value('MemTotal')), show(value('MemTotal') - value('MemFree')), show(value('MemFree'))]));
      sys.out(row('High:', ['0', '0', '0']));
    }
    sys.out(row('Swap:', [show(value('SwapTotal')), show(swapUsed), show(value('SwapFree'))]));
    if (args.has('t'))
      sys.out(
        row('Total:', [show(value('MemTotal') + value('SwapTotal')), show(used + swapUsed), show(value('MemFree') + value('SwapFree'))]),
      );
    const every = args.value('s') === undefined ? undefined : parseDuration(args.value('s')!);
    // Negative: without end.
    const left = (state?.left ?? (args.has('c') ? Number(args.value('c')) : every === undefined ? 1 : 0)) - 1;
    if (left === 0 || Number.isNaN(left)) return 0;
    sys.out('\n');
    sys.sleep(every ?? 1000);
    return sys.checkpoint({ left });
  },
);

/** `718Mi`, `8.7Mi`, `0B`: free's own way. */
function human(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'Ki', 'Mi', 'Gi']) {
    if (value < 1024 || unit === 'Gi')
      return unit === 'B' || value >= 10 ? `${Math.floor(value)}${unit}` : `${Math.floor(value * 10) / 10}${unit}`;
    value /= 1024;
  }
  return String(bytes);
}

interface MountLine {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

/** The lines of /proc/mounts. */
export function readMounts<S extends Plain>(sys: Sys<S>): MountLine[] {
  const text = sys.readFile('/proc/mounts');
  if (typeof text !== 'string') return [];
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([source, target, type, options]) =>
      target === undefined ? [] : [{ source: source ?? '', target, type: type ?? '', options: options ?? '' }],
    );
}

/** File systems with a size of their own. */
const SIZED = ['tmpfs', 'rootfs', 'devtmpfs', 'ext2'];

export const df = tool(
  'df',
  {
    short: 'ahHikmTP',
    long: { all: 'a', 'human-readable': 'h', 'print-type': 'T' },
  },
  (sys, args) => {
    const kb = meminfo(sys);
    let status = 0;
    let mounts = readMounts(sys).filter(({ type }) => args.has('a') || SIZED.includes(type));
    if (args.operands.length > 0) {
      const all = readMounts(sys);
      mounts = args.operands.flatMap((path) => {
        const found = sys.stat(path);
        if (typeof found === 'number') {
          status = sys.fail(quoteIfNeeded(path), found);
          return [];
        }
        const cwd = sys.getcwd();
        const full = path.startsWith('/') ? path : `${typeof cwd === 'string' ? cwd : ''}/${path}`;
        const best = all
          .filter(({ target }) => target === '/' || `${full}/`.startsWith(`${target}/`))
          .sort((a, b) => b.target.length - a.target.length)[0];
        return best === undefined ? [] : [best];
      });
    }
    if (mounts.length === 0) return status;
    const size = (kilobytes: number): string =>
      args.has('h', 'H') ? humanSize(kilobytes * 1024) : String(args.has('m') ? Math.ceil(kilobytes / 1024) : kilobytes);
    const rows = mounts.map(({ source, target, type }) => {
      // A tmpfs may take half of memory; only /tmp holds data pages here.
      const total = type === 'tmpfs' ? Math.floor((kb.MemTotal ?? 0) / 2) : 0;
      const used = target === '/tmp' ? (kb.Shmem ?? 0) : 0;
      const left = Math.max(Math.min(total - used, kb.MemFree ?? 0), 0);
      const share = used + left === 0 ? '-' : `${Math.ceil((used * 100) / (used + left))}%`;
      return [source, ...(args.has('T') ? [type] : []), size(total), size(used), size(left), share, target];
    });
    const unit = args.has('h', 'H') ? 'Size' : args.has('m') ? '1M-blocks' : '1K-blocks';
    const heading = [
      'Filesystem',
      ...(args.has('T') ? ['Type'] : []),
      unit,
      'Used',
      args.has('h', 'H') ? 'Avail' : 'Available',
      'Use%',
      'Mounted on',
    ];
    sys.out(
      table(
        [
          heading.map((text, i) => (i === 0 ? text.padEnd(14) : text.padStart(['Type', 'Use%', 'Mounted on'].includes(text) ? 0 : 5))),
          ...rows,
        ],
        [false, ...(args.has('T') ? [false] : []), true, true, true, true, false],
      ),
    );
    return status;
  },
);

export const dmesg = tool<{ readonly rest: string }>(
  'dmesg',
  {
    short: 'tTHkwCcxLPSrn:l:f:',
    long: { notime: 't', ctime: 'T', human: 'H', kernel: 'k', color: 'color?', nopager: 'P' },
  },
  (sys, args, state) => {
    if (args.operands.length > 0) {
      sys.err("dmesg: bad usage\nTry 'dmesg --help' for more information.\n");
      return 1;
    }
    if (args.has('C', 'c')) {
      sys.err('dmesg: clear kernel buffer failed: Function not implemented\n');
      return 1;
    }
    const text =
      state?.rest ??
      stamped(
        sys.call((k) => dmesgText(k)),
        args.has('t'),
        args.has('T', 'H'),
      );
    const done = writeRest<{ readonly rest: string }>(sys, text, (rest) => ({ rest }));
    return done < 0 ? sys.fail('write failed', done) : 0;
  },
);

function stamped(text: string, none: boolean, clock: boolean): string {
  if (none) return text.replace(/^\[[^\]]*\] /gm, '');
  if (!clock) return text;
  return text.replace(
    /^\[ *(\d+)\.(\d{3})\d*\] /gm,
    (_, seconds: string) => `[${formatDate('%a %b %e %H:%M:%S %Y', momentOf(BOOT_SECONDS + Number(seconds)))}] `,
  );
}

export const uptime = tool('uptime', { short: 'ps', long: { pretty: 'p', since: 's' } }, (sys, args) => {
  const now = sys.time();
  const minutes = Math.floor(now / 60000);
  const hours = Math.floor(minutes / 60);
  if (args.has('s')) sys.out(`${formatDate('%F %T', momentOfTick(0))}\n`);
  else if (args.has('p'))
    sys.out(`up ${hours > 0 ? `${hours} hour${hours === 1 ? '' : 's'}, ` : ''}${minutes % 60} minute${minutes % 60 === 1 ? '' : 's'}\n`);
  else {
    const load = sys.readFile('/proc/loadavg');
    const loads = typeof load === 'string' ? load.split(' ').slice(0, 3).join(', ') : '0.00, 0.00, 0.00';
    const up = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes} min`;
    sys.out(` ${formatDate('%H:%M:%S', momentOfTick(now))} up ${up},  2 users,  load average: ${loads}\n`);
  }
  return 0;
});

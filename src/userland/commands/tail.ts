import { strerror } from '../../kernel/errno';
import { parseCount } from '../lib/numbers';
import { quote } from '../lib/quote';
import { CHUNK, filesOrInput } from './input';
import { startOfLast } from './head';
import { tool } from './tool';

/** Bytes held back at most. */
const MAX_KEPT = 4 << 20;
const FOLLOW_TICKS = 1000;

/** `kept` is the tail so far, `skip` what is still to be passed over (`+NUM`), `phase` whether the file is read, shown or followed. */
type TailState = {
  file: number;
  fd: number;
  kept: string;
  skip: number;
  phase: 'read' | 'show' | 'follow';
  status: number;
  shown: boolean;
};

export const tail = tool<TailState>(
  'tail',
  {
    short: 'n:c:qvfFs:',
    long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' },
    rewrite: (args) => (/^[-+]\d+$/.test(args[0] ?? '') ? ['-n', args[0]!.replace('-', ''), ...args.slice(1)] : args),
  },
  (sys, args, state) => {
    const files = filesOrInput(args.operands);
    const byBytes = args.last('n', 'c') === 'c';
    const text = args.value(byBytes ? 'c' : 'n') ?? '10';
    const count = parseCount(text.replace(/^[-+]/, ''));
    if (count === undefined) {
      sys.err(`${sys.name}: invalid number of ${byBytes ? 'bytes' : 'lines'}: ${quote(text)}\n`);
      return 1;
    }
    const fromStart = text.startsWith('+');
    const fresh = { fd: -1, kept: '', skip: fromStart ? Math.max(count - 1, 0) : 0, phase: 'read' as const };
    const now = state ?? { ...fresh, file: 0, status: 0, shown: false };
    const file = files[now.file];
    if (file === undefined) return now.status;
    const nextFile = (status = now.status, shown = now.shown): never =>
      sys.checkpoint({ ...now, ...fresh, file: now.file + 1, status, shown });
    let { fd, shown } = now;
    if (fd < 0) {
      fd = file === '-' ? 0 : sys.open(file);
      if (fd < 0) {
        sys.err(`tail: cannot open ${quote(file)} for reading: ${strerror(fd)}\n`);
        nextFile(1);
      }
      if (args.has('v') || (files.length > 1 && !args.has('q')))
        sys.out(`${shown ? '\n' : ''}==> ${file === '-' ? 'standard input' : file} <==\n`);
      shown = true;
    }
    if (now.phase === 'show') {
      sys.out(now.kept);
      if (args.has('f', 'F') && now.file === files.length - 1) sys.checkpoint({ ...now, phase: 'follow', kept: '' });
      if (fd > 0) sys.close(fd);
      return now.file + 1 < files.length ? nextFile() : now.status;
    }
    if (now.phase === 'follow') sys.flush();
    const bytes = sys.read(fd, CHUNK);
    if (typeof bytes === 'number') {
      sys.err(`tail: error reading ${quote(file === '-' ? 'standard input' : file)}: ${strerror(bytes)}\n`);
      return nextFile(1);
    }
    if (bytes === '' && now.phase === 'follow') {
      sys.sleep(FOLLOW_TICKS);
      return sys.checkpoint(now);
    }
    if (bytes === '') return sys.checkpoint({ ...now, fd, shown, phase: 'show' });
    if (now.phase === 'follow') {
      sys.out(bytes);
      return sys.checkpoint(now);
    }
    if (fromStart) {
      const { from, left } = passOver(bytes, now.skip, byBytes);
      sys.out(bytes.slice(from));
      return sys.checkpoint({ ...now, fd, shown, skip: left });
    }
    const held = now.kept + bytes;
    const kept = byBytes ? held.slice(Math.max(held.length - count, 0)) : held.slice(startOfLast(held, count));
    if (kept.length > MAX_KEPT) {
      sys.err('tail: memory exhausted\n');
      return 1;
    }
    return sys.checkpoint({ ...now, fd, shown, kept });
  },
);

function passOver(bytes: string, skip: number, byBytes: boolean): { from: number; left: number } {
  if (byBytes) {
    const from = Math.min(skip, bytes.length);
    return { from, left: skip - from };
  }
  let from = 0;
  let left = skip;
  while (left > 0) {
    const newline = bytes.indexOf('\n', from);
    if (newline < 0) return { from: bytes.length, left };
    from = newline + 1;
    left--;
  }
  return { from, left };
}

import { EINTR } from '../../kernel/errno';
import { O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY, SEEK_SET } from '../../kernel/syscalls';
import { defineCommand, type Sys } from '../command';
import { formatFloat } from '../lib/float';
import { humanSize, parseCount } from '../lib/numbers';
import { quote } from '../lib/quote';
import { helpText } from '../man/pages';

/** Bytes moved in one step; a larger block is read in several. */
const PIECE = 65536;

type DdState = {
  opened: boolean;
  start: number;
  inFull: number;
  inPart: number;
  outFull: number;
  outPart: number;
  bytes: number;
  block: number;
  skip: number;
};

const START: DdState = { opened: false, start: 0, inFull: 0, inPart: 0, outFull: 0, outPart: 0, bytes: 0, block: 0, skip: 0 };
const KEYS = ['if', 'of', 'bs', 'ibs', 'obs', 'count', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag', 'cbs'];

export const dd = defineCommand<DdState>('dd', {}, (sys, argv, state) => {
  const options = new Map<string, string>();
  for (const word of argv.slice(1)) {
    if (word === '--help') {
      sys.out(helpText('dd'));
      return 0;
    }
    const [name = '', ...value] = word.split('=');
    if (value.length === 0 || !KEYS.includes(name)) return sys.usage(`unrecognized operand ${quote(word)}`);
    options.set(name, value.join('='));
  }
  const number = (name: string, absent: number, least: number): number => {
    const text = options.get(name);
    const value = text === undefined ? absent : product(text);
    if (value !== undefined && value >= least) return value;
    sys.err(`dd: invalid number: ${quote(text!)}\n`);
    return sys.exit(1);
  };
  const level = options.get('status') ?? 'none';
  if (!['none', 'noxfer', 'progress'].includes(level)) return sys.usage(`invalid status level: ${quote(level)}`);
  const size = number('bs', number('ibs', 512, 1), 1);
  const count = options.has('count') ? number('count', 0, 0) : Infinity;
  const s = state ?? START;
  if (!s.opened)
    open(sys, options, number('skip', 0, 0) * size, number('seek', 0, 0) * size, options.get('conv') ?? '', options.get('oflag') ?? '');
  return copy(sys, s, size, count, options);
});

/** `4K`, `2x512`: factors. */
function product(text: string): number | undefined {
  let value = 1;
  for (const factor of /^0x/i.test(text) ? [text] : text.split('x')) {
    const part = parseCount(factor);
    if (part === undefined) return undefined;
    value *= part;
  }
  return Number.isSafeInteger(value) ? value : undefined;
}

function open(sys: Sys<DdState>, options: ReadonlyMap<string, string>, skip: number, seek: number, conv: string, oflag: string): never {
  const input = options.get('if');
  const output = options.get('of');
  if (input !== undefined) {
    const fd = sys.open(input, O_RDONLY);
    if (fd < 0) sys.exit(sys.fail(`failed to open ${quote(input)}`, fd));
    sys.dup2(fd, 0);
    sys.close(fd);
  }
  if (output !== undefined) {
    const keep = conv.split(',').includes('notrunc') || seek > 0;
    const fd = sys.open(output, O_WRONLY | O_CREAT | (keep ? 0 : O_TRUNC) | (oflag.split(',').includes('append') ? O_APPEND : 0));
    if (fd < 0) sys.exit(sys.fail(`failed to open ${quote(output)}`, fd));
    sys.dup2(fd, 1);
    sys.close(fd);
    if (seek > 0) sys.lseek(1, seek, SEEK_SET);
  }
  const skipped = skip > 0 && sys.lseek(0, skip, SEEK_SET) >= 0;
  return sys.checkpoint({ ...START, opened: true, start: sys.time(), skip: skipped ? 0 : skip });
}

function copy(sys: Sys<DdState>, s: DdState, size: number, count: number, options: ReadonlyMap<string, string>): number {
  const { block } = s;
  const status = options.get('status') ?? '';
  if (s.skip === 0 && block === 0 && s.inFull + s.inPart >= count) return report(sys, s, status, 0);
  const wanted = s.skip > 0 ? Math.min(s.skip, PIECE) : Math.min(size - block, PIECE);
  const bytes = sys.read(0, wanted);
  if (bytes === -EINTR) return sys.checkpoint(s);
  if (typeof bytes === 'number') {
    sys.fail(`error reading ${quote(options.get('if') ?? 'standard input')}`, bytes);
    return report(sys, s, status, 1);
  }
  if (s.skip > 0) return bytes === '' ? report(sys, s, status, 0) : sys.checkpoint({ ...s, skip: s.skip - bytes.length });
  // A short read ends the block, as one read(2) is one record.
  if (bytes === '') return report(sys, block > 0 ? { ...s, inPart: s.inPart + 1, outPart: s.outPart + 1 } : s, status, 0);
  const written = sys.writeAll(1, bytes);
  if (written < 0) {
    sys.fail(`error writing ${quote(options.get('of') ?? 'standard output')}`, written);
    return report(
      sys,
      { ...s, inFull: s.inFull + (block + bytes.length === size ? 1 : 0), inPart: s.inPart + (block + bytes.length === size ? 0 : 1) },
      status,
      1,
    );
  }
  const filled = block + bytes.length;
  const full = filled === size;
  const ended = full || bytes.length < wanted;
  return sys.checkpoint({
    ...s,
    bytes: s.bytes + bytes.length,
    block: ended ? 0 : filled,
    inFull: s.inFull + (full ? 1 : 0),
    inPart: s.inPart + (ended && !full ? 1 : 0),
    outFull: s.outFull + (full ? 1 : 0),
    outPart: s.outPart + (ended && !full ? 1 : 0),
  });
}

function report(sys: Sys<DdState>, s: DdState, how: string, status: number): number {
  if (how === 'none') return status;
  let text = `${s.inFull}+${s.inPart} records in\n${s.outFull}+${s.outPart} records out\n`;
  if (how !== 'noxfer') {
    const ticks = Math.max(sys.time() - s.start, 1);
    const sizes = s.bytes < 1000 ? '' : s.bytes < 1024 ? ` (${si(s.bytes)})` : ` (${si(s.bytes)}, ${iec(s.bytes)})`;
    text += `${s.bytes} byte${s.bytes === 1 ? '' : 's'}${sizes} copied, ${formatFloat(ticks / 1000, 'g', 6, false)} s, ${si(Math.floor((s.bytes * 1000) / ticks))}/s\n`;
  }
  sys.err(text);
  return status;
}

function si(bytes: number): string {
  const text = humanSize(bytes, 1000);
  return /[a-zA-Z]$/.test(text) ? `${text.slice(0, -1)} ${text.slice(-1)}B` : `${text} B`;
}
function iec(bytes: number): string {
  const text = humanSize(bytes, 1024);
  return /[a-zA-Z]$/.test(text) ? `${text.slice(0, -1)} ${text.slice(-1)}iB` : `${text} B`;
}

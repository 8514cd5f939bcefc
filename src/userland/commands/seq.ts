import { formatFloat } from '../lib/float';
import { quote } from '../lib/quote';
import { tool, wrongUsage } from './tool';

/** Lines made in one step. */
const BATCH = 512;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

type SeqState = { readonly at: number };

export const seq = tool<SeqState>(
  'seq',
  {
    short: '+s:wf:',
    long: { separator: 's', 'equal-width': 'w', format: 'f' },
    // A negative number is no option.
    rewrite: (args) => {
      let first = 0;
      while (args[first]?.startsWith('-') && !/^-[\d.]/.test(args[first]!) && args[first] !== '--')
        first += args[first] === '-s' || args[first] === '-f' ? 2 : 1;
      return /^-[\d.]/.test(args[first] ?? '') ? [...args.slice(0, first), '--', ...args.slice(first)] : args;
    },
  },
  (sys, args, state) => {
    const words = args.operands;
    if (words.length === 0) return wrongUsage(sys, {}, 'missing operand');
    if (words.length > 3) wrongUsage(sys, {}, `extra operand ${quote(words[3]!)}`);
    for (const word of words) if (!NUMBER.test(word)) wrongUsage(sys, {}, `invalid floating point argument: ${quote(word)}`);
    const last = words.at(-1)!;
    const [first = '1'] = words.length > 1 ? words : [];
    const [, step = '1'] = words.length > 2 ? words : [];
    if (Number(step) === 0) wrongUsage(sys, {}, `invalid Zero increment value: ${quote(step)}`);
    const digits = Math.max(decimals(first), decimals(step));
    // Whole multiples of the last decimal, so that 0.1 steps stay exact.
    const unit = 10 ** digits;
    const [from, by, to] = [Math.round(Number(first) * unit), Math.round(Number(step) * unit), Number(last) * unit];
    const count = Math.max(Math.floor((to - from) / by + 1e-9) + 1, 0);
    const format = args.value('f');
    const show = (n: number): string => {
      const value = (from + n * by) / unit;
      return format === undefined ? withSign(value, digits) : formatted(format, value);
    };
    const width = args.has('w') ? Math.max(show(0).length, count > 0 ? withSign((from + (count - 1) * by) / unit, digits).length : 0) : 0;
    const separator = args.value('s') ?? '\n';
    const start = state?.at ?? 0;
    const end = Math.min(start + BATCH, count);
    let text = '';
    for (let n = start; n < end; n++) text += zeros(show(n), width) + (n === count - 1 ? '\n' : separator);
    sys.out(text);
    return end < count ? sys.checkpoint({ at: end }) : 0;
  },
);

function decimals(text: string): number {
  return Math.min(/\.(\d*)/.exec(text)?.[1]?.length ?? 0, 15);
}

function withSign(value: number, digits: number): string {
  return `${value < 0 ? '-' : ''}${formatFloat(Math.abs(value), 'f', digits, false)}`;
}

function zeros(text: string, width: number): string {
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}

function formatted(format: string, value: number): string {
  return format.replace(
    /%([-+ 0]*)(\d{0,4})(?:\.(\d{1,3}))?([efgEG])/,
    (_, flags: string, width: string, precision: string | undefined, letter: string) => {
      const digits = formatFloat(Math.abs(value), letter.toLowerCase(), precision === undefined ? 6 : Number(precision), false);
      const sign = value < 0 ? '-' : flags.includes('+') ? '+' : '';
      if (flags.includes('-')) return (sign + digits).padEnd(Number(width));
      return flags.includes('0') ? sign + digits.padStart(Number(width) - sign.length, '0') : (sign + digits).padStart(Number(width));
    },
  );
}

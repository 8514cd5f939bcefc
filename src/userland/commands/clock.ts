import { strerror } from '../../kernel/errno';
import { dayNumber, formatDate, momentOf, momentOfTick, type Moment } from '../lib/date';
import { parseDuration } from '../lib/numbers';
import { quote } from '../lib/quote';
import { exitStatus } from '../command';
import { helpText } from '../man/pages';
import { tool, wrongUsage } from './tool';

const DEFAULT = '%a %b %e %H:%M:%S %Z %Y';
const ISO: Readonly<Record<string, string>> = {
  '': '%F',
  date: '%F',
  hours: '%FT%H%:z',
  minutes: '%FT%R%:z',
  seconds: '%FT%T%:z',
  ns: '%FT%T,%N%:z',
};

export const date = tool(
  'date',
  {
    short: 'uRId:r:s:',
    long: { utc: 'u', universal: 'u', 'rfc-email': 'R', 'iso-8601': 'iso?', date: 'd', set: 's' },
    rewrite: (args) => args.map((word) => word.replace(/^-I(?=.)/, '--iso-8601=')),
  },
  (sys, args) => {
    const [format, extra] = args.operands;
    if (extra !== undefined) wrongUsage(sys, {}, `extra operand ${quote(extra)}`);
    const text = args.value('d');
    const at = text === undefined ? momentOfTick(sys.time()) : parseDate(text, sys.time());
    if (at === undefined || (format !== undefined && !format.startsWith('+') && !/^\d{8}(\d\d){0,2}(\.\d\d)?$/.test(format))) {
      sys.err(`date: invalid date ${quote(at === undefined ? text! : format!)}\n`);
      return 1;
    }
    if (args.has('s') || (format !== undefined && !format.startsWith('+'))) {
      sys.err('date: cannot set date: Operation not permitted\n');
      return 1;
    }
    const iso = args.has('I') ? '' : args.has('iso') ? (args.value('iso') ?? '') : undefined;
    const chosen = format?.slice(1) ?? (args.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : iso === undefined ? DEFAULT : (ISO[iso] ?? '%F'));
    sys.out(`${formatDate(chosen, at)}\n`);
    return 0;
  },
);

/** `now`, `@SECONDS`, `2012-09-18 14:03:57`; undefined for any other text. */
function parseDate(text: string, tick: number): Moment | undefined {
  if (text === '' || text === 'now' || text === 'today') return momentOfTick(tick);
  const seconds = /^@(-?\d{1,12})$/.exec(text);
  if (seconds !== null) return momentOf(Number(seconds[1]));
  const day = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?: ?(?:UTC|Z))?$/.exec(text);
  if (day === null) return undefined;
  const [, year, month, date_, hour = '0', minute = '0', second = '0'] = day;
  return momentOf(
    dayNumber(Number(year), Number(month), Number(date_)) * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second),
  );
}

type WatchState = { round: number };

export const watch = tool<WatchState>(
  'watch',
  {
    short: '+n:tegxdpcbw',
    long: { interval: 'n', 'no-title': 't', errexit: 'e', chgexit: 'g', exec: 'x', differences: 'd' },
  },
  (sys, args, state) => {
    const command = args.operands.join(' ');
    if (command === '') {
      sys.err(`\n${helpText('watch')}\nFor more details see watch(1).\n`);
      return 1;
    }
    const text = args.value('n') ?? '2';
    const ticks = parseDuration(text);
    if (ticks === undefined) {
      sys.err(`watch: failed to parse argument: ${quote(text)}: Invalid argument\n`);
      return 1;
    }
    const interval = Math.max(ticks, 100);
    if (sys.isatty(1)) sys.out('\x1b[H\x1b[2J');
    if (!args.has('t')) {
      const left = `Every ${Math.floor(interval / 1000)}.${Math.floor((interval % 1000) / 100)}s: ${command}`;
      const right = formatDate('memcg: %a %b %e %H:%M:%S %Y', momentOfTick(sys.time()));
      sys.out(`${left}${right.padStart(Math.max(80 - left.length, right.length + 1))}\n\n`);
    }
    const child = sys.spawn(args.has('x') ? [...args.operands] : ['sh', '-c', command]);
    if (child < 0) sys.err(`watch: unable to fork process: ${strerror(child)}\n`);
    else {
      const ended = sys.wait(child);
      if (args.has('e') && typeof ended !== 'number' && ended.status !== 0) return exitStatus(ended.status);
    }
    sys.sleep(interval);
    return sys.checkpoint({ round: (state?.round ?? 0) + 1 });
  },
);

import { quote } from '../lib/quote';
import { parseSet } from '../lib/translate';
import { eachPiece, type Progress } from './input';
import { tool, wrongUsage } from './tool';

type TrUser = { status: number; last: number };

export const tr = tool<Progress<TrUser>>(
  'tr',
  {
    short: '+cCdst',
    long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  },
  (sys, args, state) => {
    const [first, second, extra] = args.operands;
    const remove = args.has('d');
    const squeeze = args.has('s');
    if (first === undefined) return wrongUsage(sys, {}, 'missing operand');
    const needsTwo = remove === squeeze;
    if (needsTwo && second === undefined)
      wrongUsage(
        sys,
        {},
        `missing operand after ${quote(first)}\n${remove ? 'Two strings must be given when both deleting and squeezing repeats.' : 'Two strings must be given when translating.'}`,
      );
    if (extra !== undefined) wrongUsage(sys, {}, `extra operand ${quote(extra)}`);
    if (remove && !squeeze && second !== undefined)
      wrongUsage(sys, {}, `extra operand ${quote(second)}\nOnly one string may be given when deleting without squeezing repeats.`);
    const set1 = parseSet(first);
    const set2 = second === undefined || typeof set1 === 'string' ? [] : parseSet(second, set1.length);
    const fault = typeof set1 === 'string' ? set1 : typeof set2 === 'string' ? set2 : undefined;
    if (typeof set1 === 'string' || typeof set2 === 'string') {
      sys.err(`tr: ${fault}\n`);
      return 1;
    }
    const members = new Set(set1);
    const from = args.has('c', 'C') ? Array.from({ length: 256 }, (_, c) => c).filter((c) => !members.has(c)) : set1;
    const translating = !remove && second !== undefined;
    if (translating && set2.length === 0 && !args.has('t')) {
      sys.err('tr: when not truncating set1, string2 must be non-empty\n');
      return 1;
    }
    const map = Array.from({ length: 256 }, (_, c) => c);
    if (translating) from.forEach((c, i) => (map[c] = args.has('t') && i >= set2.length ? c : set2[Math.min(i, set2.length - 1)]!));
    const removed = new Set(remove ? from : []);
    const squeezed = new Set(!squeeze ? [] : second !== undefined ? set2 : from);
    const done = eachPiece<TrUser>(
      sys,
      state,
      ['-'],
      { status: 0, last: -1 },
      {
        piece(bytes, user) {
          let out = '';
          for (let i = 0; i < bytes.length; i++) {
            const c = bytes.charCodeAt(i) & 255;
            if (removed.has(c)) continue;
            const to = map[c]!;
            if (to === user.last && squeezed.has(to)) continue;
            out += String.fromCharCode(to);
            user.last = to;
          }
          sys.out(out);
        },
        failed(user, _file, errno) {
          user.status = sys.fail('read error', errno);
        },
      },
    );
    return done.status;
  },
);

import { quote, quoteIfNeeded } from '../lib/quote';
import { eachLine, filesOrInput, type Progress } from './input';
import { tool, wrongUsage } from './tool';

type CutUser = { rest: string; status: number };
/** Ranges from 1, both ends in. */
type Ranges = readonly (readonly [number, number])[];

export const cut = tool<Progress<CutUser>>(
  'cut',
  {
    short: 'b:c:d:f:ns',
    long: {
      bytes: 'b',
      characters: 'c',
      delimiter: 'd',
      fields: 'f',
      'only-delimited': 's',
      complement: 'complement',
      'output-delimiter': 'output-delimiter=',
    },
  },
  (sys, args, state) => {
    const lists = args.options.filter((option) => 'bcf'.includes(option.name));
    const [list] = lists;
    if (lists.length > 1) wrongUsage(sys, {}, 'only one list may be specified');
    if (list === undefined) return wrongUsage(sys, {}, 'you must specify a list of bytes, characters, or fields');
    const fields = list.name === 'f';
    const delimiter = args.value('d') === '' ? '\0' : (args.value('d') ?? '\t');
    if (delimiter.length > 1) wrongUsage(sys, {}, 'the delimiter must be a single character');
    if (!fields && args.has('d')) wrongUsage(sys, {}, 'an input delimiter may be specified only when operating on fields');
    if (!fields && args.has('s')) wrongUsage(sys, {}, 'suppressing non-delimited lines makes sense\n\tonly when operating on fields');
    const ranges = parseRanges(list.value ?? '', fields);
    if (typeof ranges === 'string') return wrongUsage(sys, {}, ranges);
    const chosen = (n: number): boolean => ranges.some(([low, high]) => n >= low && n <= high) !== args.has('complement');
    const joiner = args.value('output-delimiter');
    const done = eachLine<CutUser>(
      sys,
      state,
      filesOrInput(args.operands),
      { rest: '', status: 0 },
      {
        line(line) {
          if (!fields) sys.out(`${cutBytes(line, chosen, joiner ?? '')}\n`);
          else if (line.includes(delimiter))
            sys.out(
              `${line
                .split(delimiter)
                .filter((_, i) => chosen(i + 1))
                .join(joiner ?? delimiter)}\n`,
            );
          else if (!args.has('s')) sys.out(`${line}\n`);
        },
        failed(user, file, errno) {
          user.status = sys.fail(quoteIfNeeded(file), errno);
        },
      },
    );
    return done.status;
  },
);

function cutBytes(line: string, chosen: (n: number) => boolean, joiner: string): string {
  let out = '';
  for (let i = 0; i < line.length; i++) {
    if (!chosen(i + 1)) continue;
    if (out !== '' && i > 0 && !chosen(i)) out += joiner;
    out += line[i];
  }
  return out;
}

function parseRanges(text: string, fields: boolean): Ranges | string {
  const ranges: [number, number][] = [];
  for (const part of text.split(/[, \t]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (match === null) return fields ? `invalid field value ${quote(part)}` : `invalid byte/character position ${quote(part)}`;
    const [, low = '', dash, high = ''] = match;
    if (low === '' && high === '')
      return dash === '-'
        ? 'invalid range with no endpoint: -'
        : fields
          ? 'fields are numbered from 1'
          : 'byte/character positions are numbered from 1';
    if (Number(low || 1) === 0 || (high !== '' && Number(high) === 0))
      return fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1';
    const range: [number, number] = [Number(low || 1), dash === '' ? Number(low) : high === '' ? Infinity : Number(high)];
    if (range[1] < range[0]) return 'invalid decreasing range';
    ranges.push(range);
  }
  return ranges;
}

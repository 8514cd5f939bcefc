import { quoteIfNeeded } from '../lib/quote';
import { eachLine, eachPiece, filesOrInput } from './input';
import { tool } from './tool';

type CatUser = { status: number; number: number; blank: boolean; rest: string };

export const cat = tool<{ file: number; fd: number; user: CatUser }>(
  'cat',
  {
    short: 'AbeEnstTuv',
    long: {
      'show-all': 'A',
      'number-nonblank': 'b',
      'show-ends': 'E',
      number: 'n',
      'squeeze-blank': 's',
      'show-tabs': 'T',
      'show-nonprinting': 'v',
    },
  },
  (sys, args, state) => {
    const files = filesOrInput(args.operands);
    const initial: CatUser = { status: 0, number: 0, blank: false, rest: '' };
    const failed = (user: CatUser, file: string, errno: number): void => {
      user.status = sys.fail(quoteIfNeeded(file), errno);
    };
    if (args.options.every((option) => option.name === 'u')) {
      const piece = (bytes: string): void => {
        const written = sys.writeAll(1, bytes);
        if (written < 0) sys.exit(sys.fail('write error', written));
      };
      return eachPiece(sys, state, files, initial, { piece, failed }).status;
    }
    const line = (text: string, user: CatUser, _file: string, ended: boolean): void => {
      const blank = text === '' && ended;
      const skip = blank && user.blank && args.has('s');
      user.blank = blank;
      if (skip) return;
      const numbered = args.has('b') ? !blank : args.has('n');
      if (numbered) sys.out(`${String(++user.number).padStart(6)}\t`);
      sys.out(visible(text, args.has('T', 't', 'A'), args.has('v', 'e', 't', 'A')));
      if (ended) sys.out(args.has('E', 'e', 'A') ? '$\n' : '\n');
    };
    return eachLine(sys, state, files, initial, { line, failed }).status;
  },
);

function visible(text: string, tabs: boolean, control: boolean): string {
  let out = '';
  for (const c of text) {
    const code = c.charCodeAt(0);
    if (code === 9) out += tabs ? '^I' : c;
    else if (!control) out += c;
    else {
      const low = code & 127;
      out += (code > 127 ? 'M-' : '') + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low));
    }
  }
  return out;
}

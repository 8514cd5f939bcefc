import { O_CREAT, O_TRUNC, O_WRONLY } from '../../kernel/syscalls';
import { parseDecimal } from '../lib/numbers';
import { quote, quoteIfNeeded } from '../lib/quote';
import { eachLine, filesOrInput, type Progress } from './input';
import { tool, wrongUsage } from './tool';

type UniqUser = { rest: string; line: string; count: number; status: number };

export const uniq = tool<Progress<UniqUser>>(
  'uniq',
  {
    short: 'cdDiuf:s:w:',
    long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i', 'skip-fields': 'f', 'skip-chars': 's', 'check-chars': 'w' },
  },
  (sys, args, state) => {
    const [input, output, extra] = args.operands;
    if (extra !== undefined) wrongUsage(sys, {}, `extra operand ${quote(extra)}`);
    const size = (name: string, what: string): number => {
      const text = args.value(name) ?? '';
      const value = text === '' ? 0 : parseDecimal(text);
      if (value !== undefined && value >= 0) return value;
      sys.err(`uniq: ${text}: invalid number of ${what}\n`);
      return sys.exit(1);
    };
    const skipFields = size('f', 'fields to skip');
    const skipChars = size('s', 'bytes to skip');
    const width = args.has('w') ? size('w', 'bytes to compare') : Infinity;
    const key = (line: string): string => {
      let at = 0;
      for (let i = 0; i < skipFields; i++) at += /^[ \t]*[^ \t]*/.exec(line.slice(at))![0].length;
      const text = line.slice(at + skipChars).slice(0, width);
      return args.has('i') ? text.toUpperCase() : text;
    };
    if (output !== undefined && state === undefined) {
      const fd = sys.open(output, O_WRONLY | O_CREAT | O_TRUNC);
      if (fd < 0) return sys.fail(quoteIfNeeded(output), fd);
      sys.dup2(fd, 1);
    }
    const show = (user: UniqUser): void => {
      if (user.count === 0 || (args.has('d') && user.count < 2) || (args.has('u') && user.count > 1)) return;
      sys.out(`${args.has('c') ? `${String(user.count).padStart(7)} ` : ''}${user.line}\n`);
    };
    const done = eachLine<UniqUser>(
      sys,
      state,
      filesOrInput(input === undefined ? [] : [input]),
      { rest: '', line: '', count: 0, status: 0 },
      {
        line(line, user) {
          if (args.has('D')) {
            // Every line of a group of several, so the first waits for the second.
            const same = user.count > 0 && key(line) === key(user.line);
            if (same && user.count === 1) sys.out(`${user.line}\n`);
            if (same) sys.out(`${line}\n`);
            user.count = same ? user.count + 1 : 1;
            user.line = line;
            return;
          }
          if (user.count > 0 && key(line) === key(user.line)) {
            user.count++;
            return;
          }
          show(user);
          user.line = line;
          user.count = 1;
        },
        failed(user, file, errno) {
          user.status = sys.fail(quoteIfNeeded(file), errno);
        },
      },
    );
    if (!args.has('D')) show(done);
    return done.status;
  },
);

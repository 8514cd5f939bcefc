/** `echo` and `printf`. */
import { formatEcho } from '../../lib/echo';
import { formatPrintf } from '../../lib/printf';
import { assignText } from '../assign';
import { parseSubscript } from '../arithmetic';
import { isName } from '../variables';
import { EX_USAGE, fault, type Builtin } from './builtin';

export const echo: Builtin = (sh, { args }) => {
  sh.out(formatEcho(args.slice(1)));
  return 0;
};

export const printf: Builtin = (sh, { args }) => {
  let rest = args.slice(1);
  let variable: string | undefined;
  if (rest[0] === '-v') {
    if (rest[1] === undefined) {
      fault(sh, 'printf', '-v: option requires an argument');
      sh.say('printf: usage: printf [-v var] format [arguments]\n');
      return EX_USAGE;
    }
    variable = rest[1];
    rest = rest.slice(2);
    if (!isName(variable) && parseSubscript(variable) === undefined)
      return fault(sh, 'printf', `\`${variable}': not a valid identifier`, EX_USAGE);
  }
  if (rest[0] === '--') rest = rest.slice(1);
  const format = rest[0];
  if (format === undefined) {
    sh.say('printf: usage: printf [-v var] format [arguments]\n');
    return EX_USAGE;
  }
  const { out: text, errors, status } = formatPrintf(format, rest.slice(1), 'bash');
  for (const error of errors) fault(sh, 'printf', error);
  if (variable === undefined) sh.out(text);
  else {
    const name = variable;
    const place = parseSubscript(name);
    sh.once(() => {
      assignText(sh, place?.name ?? name, place?.subscript, text, false);
      return 0;
    });
  }
  return status;
};

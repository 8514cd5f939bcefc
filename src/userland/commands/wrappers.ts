/** Commands that become another one: what people type before it, or in its place. */
import { ENOENT } from '../../kernel/errno';
import { defineCommand, type Sys } from '../command';
import { quote } from '../lib/quote';
import { helpText } from '../man/pages';

/** Becomes the command; the status when there is none. */
function become(sys: Sys, argv: readonly string[], missing: string): number {
  const errno = sys.exec(argv);
  if (errno === -ENOENT) sys.err(missing);
  else sys.fail(quote(argv[0] ?? ''), errno);
  return errno === -ENOENT ? 127 : 126;
}

/** Everybody is root here already. */
export const sudo = defineCommand('sudo', {}, (sys, argv) => {
  let at = 1;
  let shell = false;
  for (; /^-./.test(argv[at] ?? ''); at++) {
    const option = argv[at]!;
    if (option === '--help' || option === '-h') {
      sys.out(helpText('sudo'));
      return 0;
    }
    if (option === '--') {
      at++;
      break;
    }
    if (option === '-u' || option === '-g') at++;
    else if (/^-[is]+$/.test(option)) shell = true;
    else if (!/^-[EHknSb]+$/.test(option)) return sys.usage(`invalid option ${quote(option)}`);
  }
  while (/^\w+=/.test(argv[at] ?? '')) at++;
  const command = argv.slice(at);
  if (command.length === 0 && !shell) return sys.usage('missing operand');
  const words = command.length === 0 ? ['bash'] : shell ? ['bash', '-c', command.join(' ')] : command;
  return become(sys, words, `sudo: ${words[0]}: command not found\n`);
});

/** Nothing is paged: the terminal scrolls. */
function pager(name: string) {
  return defineCommand(name, {}, (sys, argv) => {
    if (argv.includes('--help')) {
      sys.out(helpText(name));
      return 0;
    }
    return become(sys, ['cat', ...argv.slice(1).filter((word) => !/^[-+]./.test(word))], '');
  });
}
export const less = pager('less');
export const more = pager('more');

import { defineCommand } from '../command';
import { table } from '../lib/columns';
import { manNames, manPage } from '../man/pages';
import { findProgram, programNames } from '../program';

export const help = defineCommand('help', {}, (sys, argv) => {
  const names = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (names.length === 0) {
    sys.out('Commands of this machine; `man NAME` tells more, also of a control file.\n\n');
    // What has no summary is not for a person to type: init, and what watches a terminal.
    const rows = programNames().map((name) => [name, findProgram(name)?.summary ?? '']);
    sys.out(table(rows.filter(([, summary]) => summary !== '')));
    sys.out('\nThe load that lessons use is `hog`; `man cgroups` is a place to begin.\n');
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const program = findProgram(name);
    if (program === undefined && manPage(name) === undefined) {
      sys.err(`help: no help topics match '${name}'.  Try 'help' or 'man -k ${name}'.\n`);
      status = 1;
    } else
      sys.out(
        `${name}: ${program?.summary ?? manPage(name)?.title ?? ''}\nTry 'man ${name}'${program === undefined ? '' : ` or '${name} --help'`}.\n`,
      );
  }
  return status;
});

/** What man answers where there is no page. */
const NO_PAGE = 16;

export const man = defineCommand('man', {}, (sys, argv) => {
  const words = argv.slice(1);
  if (words[0] === '-k' || words[0] === '--apropos') {
    const word = (words[1] ?? '').toLowerCase();
    const found = manNames().filter((name) => `${name} ${manPage(name)?.title ?? ''}`.toLowerCase().includes(word));
    for (const name of found) sys.out(`${name} - ${manPage(name)?.title ?? ''}\n`);
    if (found.length === 0) sys.err(`${words[1] ?? ''}: nothing appropriate.\n`);
    return found.length === 0 ? NO_PAGE : 0;
  }
  // A section number may stand before the name.
  const section = words.length > 1 && /^\d$/.test(words[0]!) ? words[0] : undefined;
  const names = words.filter((word, i) => !word.startsWith('-') && !(i === 0 && word === section));
  if (names.length === 0) {
    sys.err("What manual page do you want?\nFor example, try 'man man'.\n");
    return 1;
  }
  let status = 0;
  for (const name of names) {
    const page = manPage(name.slice(name.lastIndexOf('/') + 1));
    if (page === undefined) {
      sys.err(`No manual entry for ${name}${section === undefined ? '' : ` in section ${section}`}\n`);
      status = NO_PAGE;
      continue;
    }
    sys.out(`${page.name} - ${page.title}\n`);
    if (page.usage) sys.out(`\n    ${page.name} ${page.usage}\n`);
    if (page.text !== '') sys.out(`\n${page.text}\n`);
    if (page.lesson !== undefined) sys.out(`\nLesson: ${page.lesson}\n`);
  }
  return status;
});

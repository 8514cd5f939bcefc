/** The manual, as plain data: for `man`, and for the page to show beside a control file. */
import { BUILTIN_PAGES } from './builtins';
import { COMMAND_PAGES } from './commands';
import { CONTROL_FILE_PAGES } from './control-files';

export interface ManPage {
  readonly name: string;
  /** One line. */
  readonly title: string;
  /** What follows a command's name. */
  readonly usage?: string;
  readonly text: string;
  /** Name of the shipped scenario that shows it. */
  readonly lesson?: string;
}

const PAGES = new Map<string, ManPage>();
for (const [name, title, text, lesson] of CONTROL_FILE_PAGES) PAGES.set(name, page(name, title, undefined, text, lesson));
for (const [name, title, usage, text, lesson] of [...COMMAND_PAGES, ...BUILTIN_PAGES])
  PAGES.set(name, page(name, title, usage, text, lesson));

function page(name: string, title: string, usage: string | undefined, text: string, lesson: string | undefined): ManPage {
  return { name, title, text, ...(usage === undefined ? {} : { usage }), ...(lesson === undefined ? {} : { lesson }) };
}

/** A page by its name; undefined where there is none. */
export function manPage(name: string): ManPage | undefined {
  return PAGES.get(name);
}

/** What `NAME --help` prints: usage, one line, and the page's text. */
export function helpText(name: string): string {
  const { title = '', usage = '', text = '' } = PAGES.get(name) ?? {};
  return `Usage: ${name}${usage === '' ? '' : ` ${usage}`}\n${title.charAt(0).toUpperCase()}${title.slice(1)}.\n${text === '' ? '' : `\n${text}\n`}`;
}

/** All names, sorted. */
export function manNames(): readonly string[] {
  return [...PAGES.keys()].sort();
}

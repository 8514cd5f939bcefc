/** The manual, as plain data: for `man`, and for the page to show beside a control file. */
import { COMMAND_PAGES } from './commands';
import { CONTROL_FILE_PAGES } from './control-files';

export interface ManPage {
  readonly name: string;
  /** One line. */
  readonly title: string;
  readonly text: string;
  /** Name of the shipped scenario that shows it. */
  readonly lesson?: string;
}

const PAGES: ReadonlyMap<string, ManPage> = new Map(
  [...CONTROL_FILE_PAGES, ...COMMAND_PAGES].map(([name, title, text, lesson]) => [
    name,
    { name, title, text, ...(lesson === undefined ? {} : { lesson }) },
  ]),
);

/** A page by its name; undefined where there is none. */
export function manPage(name: string): ManPage | undefined {
  return PAGES.get(name);
}

/** All names, sorted. */
export function manNames(): readonly string[] {
  return [...PAGES.keys()].sort();
}

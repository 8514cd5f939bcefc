/** A browser engine other than the one all tests run in: what a person's way through the page needs of it. */
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A window of the engine. Elements are found by XPath: the one language that all drivers share. */
export interface Window {
  goto(url: string): Promise<void>;
  /** Clicks the button, tab or link of this accessible name. */
  press(name: string): Promise<void>;
  /** Types into the text box of this accessible name, and Enter behind it. */
  enter(name: string, text: string): Promise<void>;
  /** Runs `script`, the body of an async function of `given`, in the page; answers what it returns. */
  evaluate<T>(script: string, given?: unknown): Promise<T>;
  /** What the page said on its console or threw, where the driver can tell. */
  said(): readonly string[];
  close(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Its program; undefined where it is not installed. */
  readonly path: string | undefined;
  open(path: string): Promise<Window>;
}

/** The first of these programs that is there: names are looked for on the PATH. */
export function program(...candidates: readonly (string | undefined)[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = candidates.flatMap((one = '') => (one.includes('/') ? [one] : folders.map((folder) => join(folder, one))));
  return paths.find((path) => existsSync(path) && !statSync(path).isDirectory());
}

/** XPath of the control with this accessible name: its label, or its text. */
export function control(name: string): string {
  const named = `normalize-space(.)="${name}" or @aria-label="${name}"`;
  return `//*[(self::button or self::a or self::summary) and not(@disabled) and (${named})]`;
}

export function textBox(name: string): string {
  const labelled = `@id=//label[contains(., "${name}")]/@for or ancestor::label[contains(., "${name}")]`;
  return `//*[(self::input or self::textarea) and (@aria-label="${name}" or ${labelled})]`;
}

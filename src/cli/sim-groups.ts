/** The groups of a machine with the values of their control files, for programs that read the output of `sim --json`. */
import type { Machine } from '../engine/machine';

export interface GroupReport {
  readonly path: string;
  /** By name: a number (above 2^53 its digits) where the file holds one, otherwise its text. Unreadable files are left out. */
  readonly files: Readonly<Record<string, number | string>>;
}

export function reportGroups(machine: Machine): GroupReport[] {
  return machine
    .groups()
    .filter(({ state }) => state === 'unaccounted' || state === 'accounted')
    .map(({ id, path }) => ({ path, files: readFiles(machine, id) }));
}

function readFiles(machine: Machine, group: number): Record<string, number | string> {
  const files: Record<string, number | string> = {};
  for (const { name, readable } of machine.fileNames(group)) {
    const reading = readable ? machine.readFile(group, name) : undefined;
    if (reading?.ok === true) files[name] = valueOf(reading.text);
  }
  return files;
}

function valueOf(text: string): number | string {
  const value = text.replace(/\n$/, '');
  return /^-?[0-9]+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

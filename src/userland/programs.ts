/** Every program of the machine: the small commands and the shell under its two names. */
import { COMMANDS } from './commands';
import { installPrograms } from './program';
import { SHELL_PROGRAMS } from './shell/program';

/** Fills the registry of `program.ts`. Doing it again changes nothing. */
export function installAllPrograms(): void {
  installPrograms(COMMANDS);
  installPrograms(SHELL_PROGRAMS);
}

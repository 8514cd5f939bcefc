/** The external commands, in one list. */
import type { Program } from '../program';

export const COMMANDS: readonly Program[] = [];

/** The real thing: documents parsed by the scenario's rules, machines of the simulated kernel. */
import { type Kernel, KernelConfigError, type MachineConfig } from '../kernel';
import { memcgLifecycleMachine } from '../kernel/memcg-lifecycle.machine';
import { parseDocument, type ScenarioDocument } from '../scenario/document';
import { bootShells, checkSyntax, createMachine, manNames, manPage } from '../userland';
import { type Parsed, UnbootableError, type Workshop } from './boot';
import { CHARGE_PATH } from './charge-view';
import { KernelMachine } from './kernel-machine';
import type { Problem } from './protocol';

/** What a document says of its machine, as the kernel wants it. */
export function configOf(document: ScenarioDocument): MachineConfig {
  return { ...document.machine, seed: document.seed };
}

/** Boots the machine of a document without anything that runs on it. Throws `UnbootableError`. */
export function createFor(document: ScenarioDocument): Kernel {
  try {
    return createMachine(configOf(document));
  } catch (error) {
    if (error instanceof KernelConfigError) throw new UnbootableError(error.message);
    throw error;
  }
}

function parse(text: string, set: readonly string[]): Parsed {
  const parsed = parseDocument(text, set);
  if (!parsed.ok) return parsed;
  return { ...parsed, warnings: [...parsed.warnings, ...parsed.document.blocks.flatMap(syntaxWarnings)] };
}

/** What the shell will refuse when it gets there, told beforehand. */
function syntaxWarnings(block: ScenarioDocument['blocks'][number]): Problem[] {
  if (block.type !== 'sh') return [];
  return checkSyntax(block.text).map(({ line, column, message }) => ({ line: block.line + line, column, message }));
}

export const WORKSHOP: Workshop = {
  parse,
  boot(document) {
    const kernel = createFor(document);
    bootShells(kernel);
    return new KernelMachine(kernel);
  },
  manual: manPage,
  manualNames: manNames,
  lifecycle: memcgLifecycleMachine.config,
  charge: CHARGE_PATH,
};

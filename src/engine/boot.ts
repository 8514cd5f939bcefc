/** Documents into booted machines: where a session gets what it runs. */
import type { ScenarioDocument } from '../scenario/document';
import type { Machine } from './machine';
import type { ChargeStopView, ManualPage, Problem } from './protocol';

export type Parsed =
  | { readonly ok: true; readonly document: ScenarioDocument; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What a session cannot do itself; tests give it a toy. */
export interface Workshop {
  parse(text: string, set: readonly string[]): Parsed;
  /** Throws `UnbootableError` for a machine that is not simulated. */
  boot(document: ScenarioDocument): Machine;
  /** A manual page by its name. */
  manual(name: string): ManualPage | undefined;
  /** Names of all manual pages, sorted. */
  manualNames(): readonly string[];
  /** Definition of the group life cycle machine, plain data. */
  readonly lifecycle: unknown;
  /** The stops of a charge, plain data. */
  readonly charge: readonly ChargeStopView[];
}

/** A machine that cannot be simulated; the message is for people. */
export class UnbootableError extends Error {
  override readonly name = 'UnbootableError';
}

/** What all commands have in common: options read as getopt does, `--help`, and the words for wrong usage. */
import type { Plain } from '../../kernel/store';
import { defineCommand, type Sys } from '../command';
import { parseOptions, type CommandLine, type OptionSpec } from '../lib/options';
import { helpText } from '../man/pages';
import type { Program } from '../program';

export interface ToolSpec extends OptionSpec {
  /** Exit status of wrong usage; 1 for most. */
  readonly usageStatus?: number;
  /** Rewrites old forms (`head -5`, `ps aux`) before options are read. */
  readonly rewrite?: (args: readonly string[]) => readonly string[];
}

/** A command line that was read. */
export class Arguments {
  constructor(readonly line: CommandLine) {}

  get operands(): readonly string[] {
    return this.line.operands;
  }
  get options(): CommandLine['options'] {
    return this.line.options;
  }
  has(...names: readonly string[]): boolean {
    return this.line.options.some((option) => names.includes(option.name));
  }
  /** The value of the last such option. */
  value(name: string): string | undefined {
    return this.line.options.filter((option) => option.name === name).at(-1)?.value;
  }
  values(name: string): readonly string[] {
    return this.line.options.flatMap((option) => (option.name === name && option.value !== undefined ? [option.value] : []));
  }
  /** The last of these options that was given. */
  last(...names: readonly string[]): string | undefined {
    return this.line.options.filter((option) => names.includes(option.name)).at(-1)?.name;
  }
}

export type ToolRun<S extends Plain> = (sys: Sys<S>, args: Arguments, state: S | undefined) => number | void;

/** Makes a command with options. */
export function tool<S extends Plain = Plain>(name: string, spec: ToolSpec, run: ToolRun<S>): Program {
  const options: OptionSpec = { ...(spec.short === undefined ? {} : { short: spec.short }), long: { ...spec.long, help: 'help' } };
  return defineCommand<S>(name, {}, (sys, argv, state) => {
    const words = argv.slice(1);
    const line = parseOptions(spec.rewrite?.(words) ?? words, options);
    if (typeof line === 'string') return wrongUsage(sys, spec, line);
    const args = new Arguments(line);
    if (args.has('help')) {
      sys.out(helpText(name));
      return 0;
    }
    return run(sys, args, state);
  });
}

/** `NAME: TEXT` and where help is; leaves with the tool's status for wrong usage. */
export function wrongUsage<S extends Plain>(sys: Sys<S>, spec: Pick<ToolSpec, 'usageStatus'>, text: string): never {
  return sys.usage(text, spec.usageStatus ?? 1);
}

/** Where a loop over operands stands. */
export type OperandState = { readonly at: number; readonly status: number };

/** Does `one` for each operand, dropping the log between them. Answers the highest status. */
export function eachOperand(
  sys: Sys<OperandState>,
  operands: readonly string[],
  state: OperandState | undefined,
  one: (operand: string) => number | void,
): number {
  const { at, status } = state ?? { at: 0, status: 0 };
  const operand = operands[at];
  if (operand === undefined) return status;
  const next = Math.max(status, one(operand) ?? 0);
  if (at + 1 >= operands.length) return next;
  return sys.checkpoint({ at: at + 1, status: next });
}

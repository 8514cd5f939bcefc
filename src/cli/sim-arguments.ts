/** The command line of `npm run sim`. */
import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run --silent sim -- FILE... [options]
       npm run --silent sim -- SCRIPT.sh [ARG]... [options]

Runs scenario documents and judges their checks. A FILE is a document (.md) or a folder, for every lesson in it. One document prints its
console and then its checks; of several only the checks are printed, and a line for all. A plain shell script runs as \`bash SCRIPT.sh\`.

  --json           one JSON object: ticks, hash, checks, groups, console; of several documents a list of them
  --until TICK     stop there (otherwise at tick 10000000)
  --hash-every N   also the state hash at every Nth tick
  --trace          also the kernel's trace points
  --set FIELD=VALUE
                   override a field of the front matter, like machine.ram=128M; may be repeated
  --link           print the link that carries each document, and run nothing

exit status: 0 all checks hold, 1 one does not, 2 a document is not valid or cannot be read; of a script its own
`;

export interface SimArguments {
  /** Documents, folders, or one script. */
  readonly files: readonly string[];
  /** Words behind a script. */
  readonly rest: readonly string[];
  readonly json: boolean;
  readonly trace: boolean;
  readonly link: boolean;
  readonly until: number | undefined;
  readonly hashEvery: number | undefined;
  readonly set: readonly string[];
}

/** `asked`: the message is the help that was asked for. */
export type ParsedArguments =
  { readonly ok: true; readonly value: SimArguments } | { readonly ok: false; readonly asked: boolean; readonly message: string };

function readNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value) || value < least)
    throw new Error(`--${name} takes a number from ${least} on, not "${text}"`);
  return value;
}

export function readArguments(args: readonly string[]): ParsedArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        trace: { type: 'boolean' },
        link: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        until: { type: 'string' },
        'hash-every': { type: 'string' },
        set: { type: 'string', multiple: true },
      },
    });
    const first = positionals[0];
    if (values.help === true || first === undefined) return { ok: false, asked: values.help === true, message: USAGE };
    const script = first.endsWith('.sh');
    const [files, rest] = script ? [[first], positionals.slice(1)] : [positionals, []];
    const { json = false, trace = false, link = false, set = [] } = values;
    const until = readNumber('until', values.until, 0);
    const hashEvery = readNumber('hash-every', values['hash-every'], 1);
    return { ok: true, value: { files, rest, json, trace, link, until, hashEvery, set } };
  } catch (error) {
    return { ok: false, asked: false, message: `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}` };
  }
}

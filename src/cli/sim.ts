/** `npm run sim`: the same engine without a page. */
import { readFileSync } from 'node:fs';
import { RULES_VERSION } from '../engine/protocol';
import { encodeLink } from '../scenario/link';
import { readArguments, type SimArguments } from './sim-arguments';
import { type Outlet, simulateDocument } from './sim-document';
import { simulateScript } from './sim-script';

const outlet: Outlet = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

// Whoever reads our output may go away, like `head`.
process.stdout.on('error', () => process.exit());

async function main(args: SimArguments): Promise<number> {
  let text: string;
  try {
    text = readFileSync(args.file, 'utf8');
  } catch (error) {
    outlet.err(`${args.file}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  if (args.file.endsWith('.sh')) return simulateScript(text, args, outlet);
  if (!args.link) return simulateDocument(text, args, outlet);
  outlet.out(`${await encodeLink({ text, set: args.set, rules: RULES_VERSION })}\n`);
  return 0;
}

const args = readArguments(process.argv.slice(2));
if (args.ok) process.exitCode = await main(args.value);
else {
  outlet.err(args.message);
  process.exitCode = 2;
}

/** `sim` from its words to its exit status. */
import { readArguments, type SimArguments } from './sim-arguments';
import { type Outlet, simulateDocument } from './sim-document';
import { simulateDocuments } from './sim-documents';
import { readNamed } from './sim-files';
import { printLinks } from './sim-link';
import { simulateScript } from './sim-script';

/** Does what the words ask for; answers the exit status. */
export async function runSim(words: readonly string[], outlet: Outlet): Promise<number> {
  const args = readArguments(words);
  if (args.ok) return run(args.value, outlet);
  (args.asked ? outlet.out : outlet.err)(args.message);
  return args.asked ? 0 : 2;
}

async function run(args: SimArguments, outlet: Outlet): Promise<number> {
  const { documents, unreadable } = readNamed(args.files);
  for (const line of unreadable) outlet.err(line);
  const failed = unreadable.length > 0 ? 2 : 0;
  const [first] = documents;
  if (first === undefined) return 2;
  if (first.file.endsWith('.sh')) return simulateScript(first, args, outlet);
  if (args.link) return Math.max(failed, await printLinks(documents, args, outlet));
  if (documents.length > 1) return Math.max(failed, simulateDocuments(documents, args, outlet));
  const { status, json } = simulateDocument(first, args, outlet);
  if (args.json && status < 2) outlet.out(`${JSON.stringify(json)}\n`);
  return Math.max(failed, status);
}

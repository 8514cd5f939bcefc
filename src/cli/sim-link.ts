/** `sim --link`: the links that carry documents. */
import { RULES_VERSION } from '../engine/protocol';
import { encodeLink, LinkError } from '../scenario/link';
import type { SimArguments } from './sim-arguments';
import { type Outlet, readDocument } from './sim-document';
import type { Named } from './sim-files';

/** Longer ones break in mail and chat. */
const LONG = 2000;

/** Prints the link of each valid document, behind its file's name if there are several; answers the exit status. */
export async function printLinks(documents: readonly Named[], args: SimArguments, { out, err }: Outlet): Promise<number> {
  let status = 0;
  for (const { file, text } of documents) {
    if (readDocument({ file, text }, args, { out, err }) === undefined) {
      status = 2;
      continue;
    }
    try {
      const link = await encodeLink({ text, set: args.set, rules: RULES_VERSION });
      out(documents.length > 1 ? `${file}\t${link}\n` : `${link}\n`);
      if (link.length > LONG) err(`${file}: the link has ${link.length} characters; above ${LONG} some programs cut it\n`);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      err(`${file}:1:1: ${error.message}\n`);
      status = 2;
    }
  }
  return status;
}

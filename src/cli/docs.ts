/** `npm run docs`: writes the documents that are made from the code; a test holds them to it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { docFiles } from './docs/files';

const ROOT = new URL('../../', import.meta.url);

for (const [path, text] of Object.entries(await docFiles())) {
  const file = new URL(path, ROOT);
  mkdirSync(dirname(file.pathname), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}

/** What `npm run docs` writes, by its path: documents that are made from the code. */
import { format } from 'prettier';
import { formatPage } from './format-page';
import { jsonSchema } from './json-schema';

const LAYOUT = { printWidth: 140, singleQuote: true } as const;

export async function docFiles(): Promise<Readonly<Record<string, string>>> {
  return {
    'public/docs/scenario-format.md': await format(formatPage(), { ...LAYOUT, parser: 'markdown' }),
    'public/docs/scenario.schema.json': await format(JSON.stringify(jsonSchema()), { ...LAYOUT, parser: 'json' }),
  };
}

/**
 * The Vite plugin that makes what other people's pages load, by names that stay: `embed.js`, the element as a classic script, and
 * `memcg-client.js`, the typed client as a module with its declarations.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import ts from 'typescript';
import type { Plugin } from 'vite';

interface Script {
  readonly fileName: string;
  readonly entry: string;
  readonly format: 'iife' | 'es';
}
const SCRIPTS: readonly Script[] = [
  { fileName: 'embed.js', entry: 'src/embed/element-script.ts', format: 'iife' },
  { fileName: 'memcg-client.js', entry: 'src/embed/client-module.ts', format: 'es' },
];
const DECLARATIONS = { fileName: 'memcg-client.d.ts', sources: ['src/embed/host-messages.ts', 'src/embed/client.ts'] };

async function bundled(root: string, { entry, format }: Script): Promise<string> {
  const bundle = await rolldown({ input: entry, cwd: root, platform: 'browser', transform: { target: 'es2022' } });
  const { output } = await bundle.generate({ format, minify: true, comments: false });
  await bundle.close();
  return output[0].code;
}

/** The declarations of the client in one file that needs no other. */
export function declarations(root: string): string {
  return DECLARATIONS.sources
    .map((name) => {
      const { outputText } = ts.transpileDeclaration(readFileSync(join(root, name), 'utf8'), { fileName: name });
      return outputText.replace(/^import [^;]*;\n/gm, '').replace(/^export \{\};\n/gm, '');
    })
    .join('');
}

async function made(root: string, fileName: string): Promise<string | undefined> {
  if (fileName === DECLARATIONS.fileName) return declarations(root);
  const script = SCRIPTS.find((one) => one.fileName === fileName);
  return script && bundled(root, script);
}

/** Emits the files, and serves them while developing. */
export function hostScripts(): Plugin {
  let root = '.';
  return {
    name: 'host-scripts',
    configResolved: (config) => void (root = config.root),
    async generateBundle() {
      for (const { fileName } of [...SCRIPTS, DECLARATIONS]) {
        const source = await made(root, fileName);
        this.emitFile({ type: 'asset', fileName, source: source! });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        made(root, (request.url ?? '').replace(/^\/|\?.*$/g, '')).then((text) => {
          if (text === undefined) return next();
          response.setHeader('content-type', 'text/javascript');
          return void response.end(text);
        }, next);
      });
    },
  };
}

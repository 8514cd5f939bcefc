/**
 * The Vite plugin that lets the embed page, which is one classic script, load parts of itself later: what the page gets by `import()` of
 * one of these modules becomes a classic script of its own beside it. Such a script needs no CORS header, so it starts in a sandboxed
 * frame of a host that sends none; a module would not.
 */
import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

/** Modules of plain TypeScript, by their path; each is loaded at most once. */
const LATER = ['src/ui/markdown/parse.ts', 'src/scenario/source-failure.ts'];
/** An `import()` of a neighbour, and no type that is written like one. */
const IMPORT = /(?<!typeof )\bimport\('(\.{1,2}\/[^']+)'\)/g;

const nameOf = (path: string): string => path.replace(/^.*\/|\.ts$/g, '');
const globalOf = (path: string): string => `memcgLate_${nameOf(path).replaceAll('-', '_')}`;

async function bundle(root: string, input: string, global: string): Promise<string> {
  const built = await rolldown({ input, cwd: root, platform: 'browser', transform: { target: 'es2022' } });
  const { output } = await built.generate({ format: 'iife', name: global, minify: true, comments: false });
  await built.close();
  // What an iife declares with `var` is the page's only when the script is not one inside of another.
  return output[0].code.replace(new RegExp(`^var ${global}\\s*=`), `self.${global}=`);
}

const LOADER = `
export const load = (address, name) => new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = address;
  script.onload = () => done(self[name]);
  script.onerror = () => failed(new Error('could not be loaded: ' + address));
  document.head.append(script);
});`;
const LOADER_ID = '\0late-script-loader';

/** `base` is the expression, in the page's script, for the address its assets stand under. */
export function lateScripts(base: string): Plugin {
  let root = '';
  const scripts = new Map<string, string>();
  return {
    name: 'late-scripts',
    // Before Svelte's compiler and the bundler, which would take the module in.
    enforce: 'pre',
    configResolved: (config) => void (root = config.root),
    resolveId: (id) => (id === LOADER_ID ? id : undefined),
    load: (id) => (id === LOADER_ID ? LOADER : undefined),
    async transform(code, id) {
      const files = new Map<string, string>();
      for (const [, source] of code.matchAll(IMPORT)) {
        const path = LATER.find((later) => resolve(dirname(id), `${source!}.ts`) === resolve(root, later));
        if (path === undefined) continue;
        const script = await bundle(root, path, globalOf(path));
        const file = `lazy-embed-${nameOf(path)}-${createHash('sha256').update(script).digest('base64url').slice(0, 8)}.js`;
        scripts.set(file, script);
        files.set(source!, `loadLateScript(${base} + ${JSON.stringify(file)}, ${JSON.stringify(globalOf(path))})`);
      }
      if (files.size === 0) return undefined;
      const changed = code.replace(IMPORT, (whole, source: string) => files.get(source) ?? whole);
      return { code: `import { load as loadLateScript } from ${JSON.stringify(LOADER_ID)};\n${changed}`, map: null };
    },
    generateBundle() {
      for (const [file, source] of scripts) this.emitFile({ type: 'asset', fileName: `assets/${file}`, source });
    },
  };
}

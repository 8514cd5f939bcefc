/**
 * The Vite plugin that lets a page of classic scripts load parts of itself later. In a sandboxed frame of a host that sends
 * no CORS header neither modules nor fetch start, but script elements do.
 *
 * Rolldown splits the page at its dynamic imports into CommonJS chunks. Each is wrapped in a function that the first one
 * keeps by the name of its file; a dynamic import becomes a script element, and what the chunk itself needs comes first.
 */
import type { Plugin } from 'vite';

/** Where the loader keeps itself, for the chunks and for the page's own use of `base`. */
const LOADER = 'memcgParts';

/** Runs before the first chunk. */
const TEXT = `
self.${LOADER} = (() => {
  const base = new URL('.', document.currentScript.src).href;
  const parts = new Map();
  const coming = new Map();
  const require = (id) => {
    const part = parts.get(id.replace('./', ''));
    if (part.module === undefined) {
      part.module = { exports: {} };
      part.body(part.module.exports, require, part.module);
    }
    return part.module.exports;
  };
  const arrived = (name, script) =>
    new Promise((done, fail) => {
      script.addEventListener('load', () => done());
      script.addEventListener('error', () => fail(new Error('could not load ' + name)));
    });
  const fetched = (name) => {
    if (parts.has(name)) return Promise.resolve();
    let script = [...document.scripts].find(({ src }) => src === base + name);
    if (script !== undefined) return arrived(name, script);
    script = document.createElement('script');
    script.src = base + name;
    const loading = arrived(name, script).finally(() => script.remove());
    document.head.append(script);
    return loading;
  };
  const whole = async (name) => {
    await fetched(name);
    await Promise.all(parts.get(name).needs.map(load));
  };
  const load = (name) => {
    if (!coming.has(name)) coming.set(name, whole(name));
    // What failed once may be tried again.
    coming.get(name).catch(() => coming.delete(name));
    return coming.get(name);
  };
  return {
    base,
    define: (needs, body) => parts.set(new URL(document.currentScript.src).pathname.split('/').pop(), { needs, body }),
    load: async (name) => (await load(name), require(name)),
    start: () => {
      const name = document.currentScript.src.slice(base.length);
      load(name).then(() => require(name));
    },
  };
})();
`;

const DYNAMIC_IMPORT = /Promise\.resolve\(\)\.then\(\(\)\s*=>\s*require\((["'`])\.\/([^"'`]+)\1\)\)/g;

function baseName(fileName: string): string {
  return fileName.slice(fileName.lastIndexOf('/') + 1);
}

/** Answers the plugin; for a build with one entry and the output format `cjs`. */
export function classicChunks(): Plugin {
  return {
    name: 'classic-chunks',
    apply: 'build',
    generateBundle: {
      order: 'pre',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        const first = chunks.find((chunk) => chunk.isEntry);
        if (first === undefined) this.error('there is no first chunk');
        for (const chunk of chunks) {
          const needs = chunk.imports.filter((name) => name !== first.fileName).map(baseName);
          // Only its own imports: the engine's text in one of them has some of the same form.
          const later = new Set(chunk.dynamicImports.map(baseName));
          const met = new Set<string>();
          const code = chunk.code.replace(DYNAMIC_IMPORT, (whole, _quote, name: string) => {
            if (!later.has(name)) return whole;
            met.add(name);
            return `${LOADER}.load(${JSON.stringify(name)})`;
          });
          for (const name of later) if (!met.has(name)) this.error(`${chunk.fileName}: the import of ${name} is of another form`);
          // In brackets and no arrow: so engines know that it is called at once, and do not read it twice.
          const body = `${LOADER}.define(${JSON.stringify(needs)},(function(exports,require,module){${code}\n}));`;
          chunk.code = chunk === first ? `${TEXT}${body}${LOADER}.start();` : body;
        }
      },
    },
  };
}

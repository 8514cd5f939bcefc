/**
 * The Vite plugin behind `virtual:engine-worker`: the engine as a classic worker started from a blob, the only kind
 * that starts in a sandboxed frame too, with what it needs only once a document is opened in files beside the page.
 *
 * Rolldown splits the worker at its dynamic imports into CommonJS chunks. The first is inlined as text, behind a
 * loader of a few lines; the others become assets, fetched with `importScripts`, which asks for no CORS header.
 */
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

const NAME = 'virtual:engine-worker';
const ENTRY = 'src/engine/worker.ts';
const DEFINE = 'memcgChunk';

/** The chunk that is fetched beside the page: the shell, all commands, and what reads a document. */
const LATER = 'userland';
const NEEDED_LATER = /src\/userland\/|node_modules\/unbash\/|src\/scenario\/(?!journal|problem)/;

/** Runs in the worker before the engine: keeps modules by name, and fetches a missing one from beside the page. */
const LOADER = `
const bodies = new Map();
const made = new Map();
self.require = (id) => {
  const name = id.slice(2);
  if (!bodies.has(name)) importScripts(self.memcgBase + name);
  let module = made.get(name);
  if (module === undefined) {
    module = { exports: {} };
    made.set(name, module);
    bodies.get(name)(module.exports, module);
  }
  return module.exports;
};
self.${DEFINE} = (name, body) => bodies.set(name, body);
`;

/** In brackets and no arrow: so engines know that it is called at once, and do not read it twice. */
function wrap(name: string, code: string): string {
  return `${DEFINE}(${JSON.stringify(name)},(function(exports,module){${code}\n}));`;
}

interface Engine {
  /** Text of the inlined part. */
  readonly inlined: string;
  readonly assets: readonly { readonly fileName: string; readonly source: string }[];
}

async function bundleEngine(root: string): Promise<Engine> {
  const bundle = await rolldown({
    input: ENTRY,
    cwd: root,
    preserveEntrySignatures: false,
    platform: 'browser',
    transform: { target: 'es2022' },
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    minify: true,
    entryFileNames: 'engine.js',
    chunkFileNames: 'engine-[name]-[hash].js',
    comments: false,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: LATER, test: NEEDED_LATER }] },
  });
  await bundle.close();
  const chunks = output.filter((file) => file.type === 'chunk');
  const assets = chunks.filter(({ name }) => name === LATER).map(({ fileName, code }) => ({ fileName, source: wrap(fileName, code) }));
  const entry = chunks.find((chunk) => chunk.isEntry)!;
  const others = chunks.filter((chunk) => chunk !== entry && chunk.name !== LATER).map(({ fileName, code }) => wrap(fileName, code));
  return { inlined: [LOADER, ...others, wrap(entry.fileName, entry.code), `require('./${entry.fileName}');`].join('\n'), assets };
}

/** Answers the plugin. `base` is the expression, in the page's script, for the address its assets stand under. */
export function engineWorker(base: string): Plugin {
  let engine: Promise<Engine> | undefined;
  let root = '';
  let serving = false;
  return {
    name: 'engine-worker',
    configResolved(config) {
      root = config.root;
      serving = config.command === 'serve';
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}.js` : undefined),
    async load(id) {
      if (id !== `\0${NAME}.js`) return undefined;
      if (serving) return `import Engine from '/${ENTRY}?worker';\nexport default (name) => new Engine({ name });`;
      engine ??= bundleEngine(root);
      const { inlined } = await engine;
      return `
const text = ${JSON.stringify(inlined)};
export default function startWorker(name) {
  const base = 'self.memcgBase=' + JSON.stringify(${base}) + ';';
  const address = URL.createObjectURL(new Blob([base, text], { type: 'text/javascript' }));
  const worker = new Worker(address, { name });
  URL.revokeObjectURL(address);
  return worker;
}`;
    },
    async generateBundle() {
      for (const { fileName, source } of (await engine)?.assets ?? []) {
        this.emitFile({ type: 'asset', fileName: `assets/${fileName}`, source });
      }
    },
  };
}

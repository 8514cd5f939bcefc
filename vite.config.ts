import { existsSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { classicChunks } from './src/cli/classic-chunks.ts';
import { embedPage } from './src/cli/embed-page.ts';
import { engineWorker } from './src/cli/engine-worker.ts';
import { hostScripts } from './src/cli/host-scripts.ts';
import { lessonCards } from './src/cli/lesson-cards.ts';

/**
 * Two builds into one folder: the page (modules, split, loaded when needed), and with `--mode embed` the embed page,
 * which is classic scripts with their styles in the page, because in a sandboxed frame of a host without CORS headers
 * nothing else starts. Every path is relative, so that the folder works from any place of any static host.
 */

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  // The preview of an embed.
  "frame-src 'self'",
  "connect-src 'self' https:",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const META = `<meta http-equiv="Content-Security-Policy" content="${CSP}" />`;

/** The policy goes into what is built only: the development server injects scripts of its own. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: (html) => html.replace('<meta charset="utf-8" />', `<meta charset="utf-8" />\n    ${META}`),
  };
}

/**
 * Tells index.html of the engine: it is fetched beside the page, and its worker starts while the page is being drawn.
 * The page itself is not to wait for it.
 */
function engineHints(): Plugin {
  return {
    name: 'engine-hints',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((name) => /^assets\/(engine|worker-port)-[^/]*\.js$/.test(name) && bundle?.[name]?.type === 'chunk')
          .map((name) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, fetchpriority: 'low', href: `./${name}` },
            injectTo: 'head',
          })),
    },
  };
}

const shared: UserConfig = {
  base: './',
  appType: 'mpa',
  // Sizes are bounded by .size-limit.json.
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
  },
  preview: { host: '127.0.0.1', port: 4173 },
};

/** Parts of the page that are loaded when somebody first wants them; `.size-limit.mjs` weighs those of the lesson. */
const LATE =
  /(Dialog|TimelinePanel|TracePanel|ScenarioPanel|LessonEnd|LessonPicture|^parse|^incoming|^source-failure|^late|^draft|^start)$/;

const page: UserConfig = {
  ...shared,
  build: {
    ...shared.build,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        chunkFileNames: ({ name }) => `assets/${LATE.test(name) ? 'lazy-' : ''}[name]-[hash].js`,
        assetFileNames: ({ names }) => `assets/${LATE.test((names[0] ?? '').replace(/\.css$/, '')) ? 'lazy-' : ''}[name]-[hash][extname]`,
        codeSplitting: {
          groups: [
            { name: 'engine', test: /virtual:engine-worker/ },
            { name: 'lazy-lessons', test: /virtual:lessons/ },
            // The first load's own, though later parts use it too: in one file it is smaller than in four.
            { name: 'texts', test: /src\/messages\/(index|en|numbers|texts)\.ts|theme\.svelte|preload-helper/ },
          ],
        },
      },
    },
  },
  plugins: [
    svelte(),
    engineWorker("new URL(/* @vite-ignore */ '.', import.meta.url).href"),
    lessonCards(),
    hostScripts(),
    engineHints(),
    contentSecurityPolicy(),
  ],
};

const embed: UserConfig = {
  ...shared,
  publicDir: false,
  plugins: [svelte(), engineWorker('self.memcgParts.base'), classicChunks(), ...(existsSync('embed.html') ? [embedPage(CSP)] : [])],
  build: {
    ...shared.build,
    modulePreload: false,
    emptyOutDir: false,
    cssCodeSplit: false,
    rolldownOptions: {
      // A classic script has no import.meta, and none of what asks for it is reached in one.
      checks: { pluginTimings: false, emptyImportMeta: false },
      input: 'src/embed.ts',
      output: {
        format: 'cjs',
        entryFileNames: 'assets/embed-[hash].js',
        chunkFileNames: ({ name }) => `assets/embed-${name === 'worker-port' ? 'engine' : name}-[hash].js`,
        assetFileNames: 'assets/embed-[hash][extname]',
      },
    },
  },
};

export default defineConfig(({ mode }) => (mode === 'embed' ? embed : page));

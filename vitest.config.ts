import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  // Svelte's client side is what the page runs; jsdom is asked for file by file, with a `@vitest-environment` comment.
  resolve: {
    conditions: ['browser'],
    alias: [{ find: /^fast-check$/, replacement: fileURLToPath(new URL('src/cli/seeded-fast-check.ts', import.meta.url)) }],
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 120_000, retry: 0, passWithNoTests: false },
});

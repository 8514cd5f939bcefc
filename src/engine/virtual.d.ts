/** Made by the build: the worker's text, inlined, with what it loads later beside it. See vite.config.ts. */
declare module 'virtual:engine-worker' {
  export default function startWorker(name: string): Worker;
}

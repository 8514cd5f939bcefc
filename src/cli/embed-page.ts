/**
 * The Vite plugin that writes embed.html: one page with its styles in it and one small script that brings the others.
 *
 * In a sandboxed frame a page has no origin of its own, and WebKit then takes no address for `'self'`: neither scripts nor style sheets
 * named in the page would start. So the policy trusts the one script in the page, by its hash, and what that script brings.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Brings scripts side by side, and lets them start in this order. */
function bringer(names: readonly string[]): string {
  const list = JSON.stringify(names.map((name) => `./${name}`));
  return `for (const src of ${list}) document.body.append(Object.assign(document.createElement('script'), { src, async: false }));`;
}

/** `policy`: that of all pages; where it says `script-src 'self'` this one trusts its own script as well. */
export function embedPage(policy: string): Plugin {
  return {
    name: 'embed-page',
    apply: 'build',
    // Behind Vite's own, which adds the one style sheet last.
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const first = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry);
        const engine = Object.keys(bundle).find((name) => name.startsWith('assets/embed-engine-'));
        const sheet = Object.values(bundle).find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
        if (first?.type !== 'chunk' || engine === undefined) return this.error('the embed build made no script, or none with the engine');
        if (sheet?.type !== 'asset') return this.error('the embed build made no style sheet');
        delete bundle[sheet.fileName];
        const script = bringer([first.fileName, ...first.imports, engine]);
        const hash = createHash('sha256').update(script).digest('base64');
        const own = policy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}' 'strict-dynamic'`);
        const html = readFileSync('embed.html', 'utf8')
          .replace(
            '<meta charset="utf-8" />',
            () => `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${own}" />`,
          )
          .replace(/<script type="module"[^>]*><\/script>/, () => `<style>${String(sheet.source).trim()}</style>`)
          .replace('</body>', () => `  <script>${script}</script>\n  </body>`);
        this.emitFile({ type: 'asset', fileName: 'embed.html', source: html });
      },
    },
  };
}

/** Letters that are the same on every machine, for pictures of the page: fonts of the tests, served as if the site had them. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const SOURCES = fileURLToPath(new URL('../node_modules/@fontsource/', import.meta.url));
const FACES = [
  ...[400, 500, 600, 700].map((weight) => ({ family: 'Inter', weight, path: 'inter/files/inter-latin' })),
  ...[400, 600, 700].map((weight) => ({ family: 'JetBrains Mono', weight, path: 'jetbrains-mono/files/jetbrains-mono-latin' })),
];

const RULES = FACES.map(
  ({ family, weight }, i) =>
    `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url('/fixed-fonts/${i}.woff2') format('woff2'); }`,
).join('\n');

/** Sets the open page in the fonts of the tests; whoever draws on a canvas is to draw anew afterwards. */
export async function fixFonts(page: Page): Promise<void> {
  await page.route('**/fixed-fonts/*.woff2', (route) => {
    const { path, weight } = FACES[Number.parseInt(route.request().url().split('/').at(-1) ?? '', 10)]!;
    return route.fulfill({ path: `${SOURCES}${path}-${weight}-normal.woff2`, contentType: 'font/woff2' });
  });
  await page.addStyleTag({
    content: `${RULES}\n:root { --sans: Inter, sans-serif !important; --mono: 'JetBrains Mono', monospace !important; }`,
  });
  await page.evaluate(
    (faces) => Promise.all(faces.map(({ family, weight }) => document.fonts.load(`${weight} 13px '${family}'`))),
    FACES.map(({ family, weight }) => ({ family, weight })),
  );
}

// What the weights are of. A page's first load is what its HTML names; parts that it loads later are told by their names.
import { readdirSync, readFileSync } from 'node:fs';

const DIST = 'dist/';

/** The HTML file and every script and style sheet that it names, as the browser loads them before anything is run. */
function firstLoad(html, without = /^$/) {
  const text = readFileSync(DIST + html, 'utf8');
  // The embed page names its scripts in a list that its own script brings.
  const named = [...text.matchAll(/"\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, name]) => name);
  return [html, ...named.filter((name) => !without.test(name))].map((name) => DIST + name);
}

function assets(pattern) {
  return readdirSync(`${DIST}assets`)
    .filter((name) => pattern.test(name))
    .map((name) => `${DIST}assets/${name}`);
}

const first = firstLoad('index.html', /(engine|worker-port)-/);
const lesson = assets(/^(lazy-)?(LessonPanel|document|parse)-/);
const embed = firstLoad('embed.html', /embed-engine/);
const panels = assets(/^embed-([A-Z][A-Za-z]+Panel|document|parse)-/);

export default [
  { name: 'page, first load', path: first, limit: '76 KiB', brotli: true },
  { name: 'page with what its lesson loads', path: [...first, ...lesson], limit: '99 KiB', brotli: true },
  { name: 'embed page, first load', path: embed, limit: '50 KiB', brotli: true },
  { name: 'embed page with every panel', path: [...embed, ...panels], limit: '97 KiB', brotli: true },
  { name: 'embed page’s part for host pages', path: assets(/^embed-host-service-/), limit: '8 KiB', brotli: true },
  { name: 'the element for other pages', path: ['dist/embed.js'], limit: '4 KiB', gzip: true },
  { name: 'the client for other pages', path: ['dist/memcg-client.js'], limit: '2 KiB', gzip: true },
  { name: 'what keeps it offline', path: ['dist/sw.js'], limit: '3 KiB', brotli: true },
  { name: 'engine', path: assets(/^engine-(?!userland)/), limit: '100 KiB', brotli: true },
  { name: 'engine, as the embed has it', path: assets(/^embed-engine-/), limit: '100 KiB', brotli: true },
  { name: 'shell and commands, fetched with the first document', path: assets(/^engine-userland-/), limit: '120 KiB', brotli: true },
];

/** Finds a Chromium for the end-to-end tests: `$CHROME`, Playwright's own, an installed one; else installs one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const PLACES = [
  '/usr/lib/chromium/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function installed(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES].find((path) => existsSync(path));
}

function playwrights(): string | undefined {
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : undefined;
}

function run(command: string, args: readonly string[]): boolean {
  console.log(`+ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

/** The path of a browser to test with. Throws, saying how to get one, when there is none and none can be installed. */
export function findBrowser(): string {
  const named = process.env['CHROME'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CHROME names ${named}, which does not exist.`);
  }
  const found = playwrights() ?? installed();
  if (found !== undefined) return found;
  console.log('No Chromium or Chrome found: installing one.');
  const root = process.getuid?.() === 0;
  if (root && existsSync('/usr/bin/apt-get')) {
    if (run('apt-get', ['update']) && run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])) {
      const path = installed();
      if (path !== undefined) return path;
    }
  }
  run('npx', ['playwright', 'install', 'chromium']);
  const path = playwrights() ?? installed();
  if (path !== undefined) return path;
  throw new Error(
    'The end-to-end tests need a Chromium. Install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) ' +
      'or set CHROME to the path of one.',
  );
}

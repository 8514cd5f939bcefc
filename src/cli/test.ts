/**
 * `npm test`: everything there is, one step after the other, each counted; the last line says `N passed, N failed`.
 * A checking tool counts as one test; Vitest, the conformance cases and Playwright count what they ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './browser';

interface Tally {
  readonly passed: number;
  readonly failed: number;
}
interface Step {
  readonly name: string;
  run(): Tally;
}

const scratch = mkdtempSync(join(tmpdir(), 'memcg-test-'));

function spawn(command: string, args: readonly string[], env: Record<string, string> = {}): number {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

/** A tool that either agrees or does not. */
function check(name: string, command: string, ...args: string[]): Step {
  return {
    name,
    run: () => (spawn('npx', ['--no-install', command, ...args]) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  };
}

/** A runner that writes a JSON report; one that fails without counting a failure counts as one. */
function counted(name: string, report: string, start: (file: string) => number, read: (json: unknown) => Tally): Step {
  return {
    name,
    run() {
      const file = join(scratch, report);
      const status = start(file);
      let tally: Tally = { passed: 0, failed: 0 };
      try {
        tally = read(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        console.log(`${name}: no report was written`);
      }
      if (status !== 0 && tally.failed === 0) return { ...tally, failed: 1 };
      return tally.passed + tally.failed === 0 ? { passed: 0, failed: 1 } : tally;
    },
  };
}

function field(json: unknown, ...path: string[]): number {
  let value = json;
  for (const key of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof value === 'number' ? value : 0;
}

const steps: readonly Step[] = [
  check('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  check('lint', 'eslint', '.', '--max-warnings', '0'),
  check('types', 'tsc', '--noEmit', '-p', '.'),
  check('svelte', 'svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'),
  check('imports', 'depcruise', 'src', '--config', '.dependency-cruiser.cjs'),
  counted(
    'unit',
    'vitest.json',
    (file) => spawn('npx', ['--no-install', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]),
    (json) => ({ passed: field(json, 'numPassedTests'), failed: field(json, 'numFailedTests') + field(json, 'numFailedTestSuites') }),
  ),
  {
    name: 'conformance',
    run() {
      const result = spawnSync('npx', ['--no-install', 'tsx', 'src/cli/conformance.ts', 'src/conformance/cases'], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      console.log(result.stdout.split('\n').slice(-40).join('\n'));
      const [, passed, failed] = /(\d+) passed, (\d+) failed, \d+ skipped\s*$/.exec(result.stdout) ?? [];
      if (passed === undefined || failed === undefined) return { passed: 0, failed: 1 };
      return { passed: Number(passed), failed: result.status !== 0 && failed === '0' ? 1 : Number(failed) };
    },
  },
  check('build', 'tsx', 'src/cli/build.ts'),
  check('size', 'size-limit'),
  counted(
    'end to end',
    'playwright.json',
    (file) => spawn('npx', ['--no-install', 'playwright', 'test'], { CHROME: findBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: file }),
    (json) => ({
      passed: field(json, 'stats', 'expected'),
      failed: field(json, 'stats', 'unexpected') + field(json, 'stats', 'flaky') + field(json, 'stats', 'skipped'),
    }),
  ),
];

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
const failures: string[] = [];
for (const step of steps) {
  if (only.length > 0 && !only.includes(step.name)) continue;
  console.log(`\n── ${step.name} ──`);
  const started = performance.now();
  let tally: Tally;
  try {
    tally = step.run();
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
    tally = { passed: 0, failed: 1 };
  }
  console.log(`${step.name}: ${tally.passed} passed, ${tally.failed} failed (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  passed += tally.passed;
  failed += tally.failed;
  if (tally.failed > 0) failures.push(step.name);
}
rmSync(scratch, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nfailed: ${failures.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

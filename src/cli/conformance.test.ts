import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it, vi } from 'vitest';

// Each starts a process of its own.
vi.setConfig({ testTimeout: 60_000 });

const COMMAND = fileURLToPath(new URL('./conformance.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

function conformance(...args: readonly string[]): {
  readonly status: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', COMMAND, ...args], { encoding: 'utf8' });
  return { status, lines: stdout.trimEnd().split('\n'), errors: stderr };
}
const about = { title: 'a title', source: 'a source', machine: { ram: '16M', cpus: 1, swap: '0' } };
const mkdir = { op: 'mkdir', args: { g: '/A' }, expect: 'ok' };
function file(name: string, cases: readonly object[]): void {
  writeFileSync(join(folder, name), JSON.stringify(cases));
}

it('names each mismatch and each skipped case, sums up, and fails', () => {
  file('a.json', [
    { ...about, id: 'good', steps: [mkdir, { ...mkdir, expect: 'EEXIST' }] },
    { ...about, id: 'bad', steps: [mkdir, { op: 'rmdir', args: { g: '/A' }, expect: 'EBUSY' }] },
    { ...about, id: 'later', steps: [{ op: 'hop', args: {}, expect: 'ok' }] },
  ]);
  file('b.json', [{ ...about, id: 'broken', steps: [{ args: {}, expect: 'ok' }] }]);
  const { status, lines } = conformance(folder);
  expect(lines).toEqual([
    'bad step 1 rmdir /A: result expected EBUSY got ok',
    'later skipped: needs the operation "hop"',
    expect.stringMatching(/^broken step 0 read: format expected a case got .*b\.json\[0\]\.steps\[0\]/),
    '1 passed, 2 failed, 1 skipped',
  ]);
  expect(status).toBe(1);
});

it('runs one case by its id and passes', () => {
  file('a.json', [
    { ...about, id: 'good', steps: [mkdir] },
    { ...about, id: 'bad', steps: [{ ...mkdir, expect: 'EBUSY' }] },
  ]);
  expect(conformance(join(folder, 'a.json'), '--case', 'good', '--verbose')).toMatchObject({
    status: 0,
    lines: ['good passed, 1 of 1 steps compared', '1 passed, 0 failed, 0 skipped'],
  });
});

it('says what is wrong with how it was called', () => {
  expect(conformance()).toMatchObject({ status: 2, errors: expect.stringContaining('usage: conformance PATH') as string });
  expect(conformance(join(folder, 'nowhere'))).toMatchObject({
    status: 2,
    errors: expect.stringContaining('no such file or folder') as string,
  });
});

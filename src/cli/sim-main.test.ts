import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeLink } from '../scenario/link';
import { runSim } from './sim-main';

const FOLDER = mkdtempSync(join(tmpdir(), 'memcg-sim-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const HEAD = '---\ntitle: A test\n---\n';
const block = (type: string, text: string) => `\`\`\`${type}\n${text}\n\`\`\`\n`;
const GOOD = `${HEAD}${block('sh', 'mkdir a\necho hello')}${block('check', 'status == 0\nstdout == "hello"')}`;
const BAD = `${HEAD}${block('sh', 'false')}${block('check', 'status == 0\nstatus == 1')}`;
const BROKEN = `---\nmachine: { rma: 8M }\n---\n${block('sh', 'true')}`;

mkdirSync(join(FOLDER, 'course', 'week 2'), { recursive: true });
mkdirSync(join(FOLDER, 'empty'));
for (const [name, text] of Object.entries({
  'good.md': GOOD,
  'bad.md': BAD,
  'broken.md': BROKEN,
  'script.sh': 'echo "$1"\nexit 3\n',
  'course/one.md': GOOD,
  'course/week 2/two.md': GOOD,
  'course/README.md': '# About this course\n\n```console\n$ ls\n```\n',
}))
  writeFileSync(join(FOLDER, name), text);

async function sim(...words: string[]) {
  const printed = { out: '', err: '' };
  const put = (stream: 'out' | 'err') => (piece: string | Uint8Array) => void (printed[stream] += String(piece));
  const status = await runSim(
    words.map((word) => (/^-|^\w+=/.test(word) ? word : join(FOLDER, word))),
    { out: put('out'), err: put('err') },
  );
  return { status, out: printed.out.replaceAll(`${FOLDER}/`, ''), err: printed.err.replaceAll(`${FOLDER}/`, '') };
}

describe('sim', () => {
  it('prints the console of one document, its checks, and ends with 0, 1 or 2', async () => {
    expect(await sim('good.md')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/echo hello\nhello\nok {3}good\.md:9: status == 0 {3}\(0\)/),
      err: '',
    });
    expect(await sim('bad.md')).toMatchObject({
      status: 1,
      out: expect.stringContaining('FAIL bad.md:8: status == 0   (1)\nok   bad.md:9: status == 1   (1)\n'),
    });
    expect(await sim('broken.md')).toEqual({
      status: 2,
      out: '',
      err: 'broken.md:2:12: unknown key "rma" in "machine"; did you mean "ram"?\n',
    });
    expect(await sim('nosuch.md')).toEqual({ status: 2, out: '', err: 'nosuch.md: No such file or directory\n' });
  });

  it('runs several documents and folders, and reports on each and on all', async () => {
    const { status, out, err } = await sim('course', 'bad.md');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).not.toContain('root@memcg');
    expect(out).toContain('ok   course/one.md: 2 checks hold\n');
    expect(out).toContain('ok   course/week 2/two.md: 2 checks hold\n');
    expect(out).toContain('FAIL bad.md: 1 check holds, 1 does not\n');
    expect(out).not.toContain('README');
    expect(out).toMatch(/3 documents, 1 of them not in order: 5 checks hold, 1 does not\n$/);
  });

  it('ends with 2 when one of several is not valid or not there, and runs the others all the same', async () => {
    const { status, out, err } = await sim('good.md', 'broken.md', 'nosuch.md');
    expect(status).toBe(2);
    expect(err).toBe('nosuch.md: No such file or directory\nbroken.md:2:12: unknown key "rma" in "machine"; did you mean "ram"?\n');
    expect(out).toContain('FAIL broken.md: not valid\n');
    expect(out).toContain('ok   good.md: 2 checks hold\n');
    expect(await sim('empty')).toEqual({ status: 2, out: '', err: expect.stringContaining('no lesson in this folder') });
  });

  it('answers as JSON: one object for one document, a list for several', async () => {
    const one = JSON.parse((await sim('good.md', '--json')).out) as Record<string, unknown>;
    expect(one).toMatchObject({
      ending: 'finished',
      checks: [{ ok: true, line: 9 }, { ok: true }],
      console: expect.stringContaining('hello'),
    });
    const several = JSON.parse((await sim('good.md', 'bad.md', 'broken.md', '--json')).out) as Record<string, unknown>;
    expect(several).toMatchObject({
      documents: [
        { ending: 'finished', checks: [{ ok: true }, { ok: true }] },
        { checks: [{ ok: false }, { ok: true }] },
        { ending: 'invalid' },
      ],
      held: 3,
      failed: 1,
      unreached: 0,
    });
  });

  it('prints links that carry the documents', async () => {
    const { status, out, err } = await sim('good.md', '--link', '--set', 'seed=7');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(await decodeLink(out.trim(), '')).toMatchObject({ ok: true, state: { text: GOOD, set: ['seed=7'] } });
    const several = await sim('course', 'broken.md', '--link');
    expect(several.status).toBe(2);
    expect(several.out).toMatch(/^course\/one\.md\t#s1\.\S+\ncourse\/week 2\/two\.md\t#s1\.\S+\n$/);
    expect(several.err).toContain('broken.md:2:12:');
  });

  it('prints the trace points', async () => {
    expect((await sim('good.md', '--trace')).out).toMatch(/^trace: \d+ \[0\] mkdir-\d+ cgroup_mkdir: /m);
  });

  it('runs a script with its arguments and its status', async () => {
    expect(await sim('script.sh', 'word')).toMatchObject({ status: 3, out: 'word\n', err: '' });
  });

  it('says how it is used: on standard output when asked', async () => {
    expect(await sim('--help')).toMatchObject({ status: 0, out: expect.stringContaining('usage: npm run'), err: '' });
    expect(await sim()).toMatchObject({ status: 2, out: '', err: expect.stringContaining('usage: npm run') });
    expect(await sim('good.md', '--fly')).toMatchObject({ status: 2, err: expect.stringContaining('--fly') });
  });
});

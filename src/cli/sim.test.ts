import { describe, expect, it } from 'vitest';
import { readArguments, type SimArguments } from './sim-arguments';
import { simulateDocument } from './sim-document';
import { simulateScript } from './sim-script';

function argumentsOf(...args: string[]): SimArguments {
  const parsed = readArguments(args);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

/** Runs `sim` on a text; answers its status and what it printed. */
function sim(text: string, ...args: string[]) {
  const printed = { out: '', err: '' };
  const put = (stream: 'out' | 'err') => (piece: string | Uint8Array) =>
    void (printed[stream] += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'));
  const outlet = { out: put('out'), err: put('err') };
  const parsed = argumentsOf(...args);
  const named = { file: parsed.files[0]!, text };
  if (named.file.endsWith('.sh')) return { status: simulateScript(named, parsed, outlet), ...printed, json: {} };
  const { status, json } = simulateDocument(named, parsed, outlet);
  return { status, ...printed, json: JSON.parse(JSON.stringify(json)) as Record<string, unknown> };
}

const block = (type: 'sh' | 'check', text: string) => `\`\`\`${type}\n${text}\n\`\`\`\n`;
const HEAD = '---\ntitle: A test\n---\n';

describe('sim on a document', () => {
  it('prints the console and each check, and ends with 0 when all hold', () => {
    const { status, out, err } = sim(`${HEAD}${block('sh', 'mkdir a\necho hello')}${block('check', 'a/memory.failcnt == 0')}`, 'a.md');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe(
      'root@memcg:/sys/fs/cgroup/memory# mkdir a\nroot@memcg:/sys/fs/cgroup/memory# echo hello\nhello\nok   a.md:9: a/memory.failcnt == 0   (0)\n',
    );
  });

  it('ends with 1 when a check fails', () => {
    const { status, out } = sim(`${HEAD}${block('sh', 'false')}${block('check', 'status == 0')}`, 'a.md');
    expect(status).toBe(1);
    expect(out).toContain('FAIL a.md:8: status == 0   (1)\n');
  });

  it('ends with 2 and every problem with its place when the document is not valid', () => {
    const { status, out, err } = sim('---\nmachine: { ram: 1 }\nnonsense: 1\n---\n', 'a.md');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^a\.md:2:17: .*\na\.md:3:1: .*\n$/);
  });

  it('warns of what the shell will refuse', () => {
    const { err } = sim(`${HEAD}${block('sh', 'echo a\nif true')}`, 'a.md');
    expect(err).toMatch(/^a\.md:6:\d+: warning: /);
  });

  it('stops where it is told to, says so, and counts what it did not reach', () => {
    const { status, err } = sim(`${HEAD}${block('sh', 'sleep 100')}${block('check', 'status == 0')}`, 'a.md', '--until', '500');
    expect(status).toBe(0);
    expect(err).toBe('a.md: stopped at tick 500, before the run had ended\na.md: 1 check was not reached\n');
  });

  it('reports as one JSON object', () => {
    const text = `${HEAD}${block('sh', 'mkdir a\necho 4M > a/memory.kmem.limit_in_bytes')}${block('check', 'a/memory.kmem.limit_in_bytes == 4M')}`;
    const { out, json: report } = sim(text, 'a.md', '--json', '--hash-every', '10');
    expect(out).toBe('');
    expect(report).toMatchObject({ file: 'a.md', ending: 'finished', checks: [{ ok: true }] });
    expect(report.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(report.groups).toMatchObject([
      { path: '/', files: { 'memory.limit_in_bytes': '9223372036854775807' } },
      { path: '/a', files: { 'memory.kmem.limit_in_bytes': 4194304, 'memory.kmem.failcnt': 0, tasks: '' } },
    ]);
    const hashes = report.hashes as [number, string][];
    expect(hashes.slice(0, 3).map(([tick]) => tick)).toEqual([10, 20, 30]);
  });

  it('prints trace points when asked', () => {
    expect(sim(`${HEAD}${block('sh', 'mkdir a')}`, 'a.md', '--trace').out).toMatch(/^trace: \d+ \[0\] mkdir-\d+ cgroup_mkdir: /m);
  });

  it('takes fields of the front matter from the command line', () => {
    expect(sim(`${HEAD}${block('sh', 'nproc')}${block('check', 'stdout == "3"')}`, 'a.md', '--set', 'machine.cpus=3').status).toBe(0);
    expect(sim(HEAD, 'a.md', '--set', 'machine.cpus=99').status).toBe(2);
  });
});

describe('sim on a script', () => {
  it('is like bash on that machine: output, errors and status are its own', () => {
    const text = 'echo "$0 $1 ä"\nmkdir /sys/fs/cgroup/memory/a || exit 9\nnosuch\nexit 7\n';
    expect(sim(text, 'x.sh', 'one')).toMatchObject({ status: 7, out: 'x.sh one ä\n', err: 'x.sh: line 3: nosuch: command not found\n' });
  });

  it('stops a script that never ends, and says so', () => {
    expect(sim('while true; do :; done\n', 'x.sh', '--until', '1000')).toMatchObject({
      status: 124,
      out: '',
      err: 'x.sh: stopped before the script had ended (tick 1000)\n',
    });
  });
});

describe('the arguments of sim', () => {
  it.each([[[]], [['--help']], [['a.md', '--until', 'soon']], [['a.md', '--hash-every', '0']], [['a.md', '--fly']]])(
    'refuses %j',
    (args) => {
      expect(readArguments(args)).toMatchObject({ ok: false, message: expect.stringContaining('usage: npm run --silent sim') });
    },
  );
});

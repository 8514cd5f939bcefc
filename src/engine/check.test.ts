import { describe, expect, it } from 'vitest';
import { parseDocument } from '../scenario/document';
import { judge, takeBaseline, type Evidence } from './check';
import { toyDocument, ToyMachine } from './testing/toy-machine';

const FILES = {
  'a/memory.kmem.limit_in_bytes': '4194304\n',
  'a/memory.kmem.failcnt': '12\n',
  'a/memory.limit_in_bytes': '9223372036854775807\n',
  'a/memory.stat': 'cache 0\nrss 8192\ntotal_rss 16384\n',
  'a/tasks': '1\n2\n',
  '/proc/meminfo': 'MemTotal:          60416 kB\nMemFree:              64 kB\n',
};

function evidence(over: Partial<Evidence> = {}): Evidence {
  const machine = new ToyMachine(toyDocument(['sh', 'echo a']));
  machine.readPath = (path) => {
    const text = (FILES as Record<string, string>)[path];
    return text === undefined ? { ok: false, message: 'No such file or directory' } : { ok: true, text };
  };
  return { machine, status: 1, stdout: 'one\ntwo\n', dmesg: 'Out of memory: Kill process 7 (bash)\n', baseline: new Map(), ...over };
}

function claimOf(text: string) {
  const parsed = parseDocument(`\`\`\`check\n${text}\n\`\`\`\n`);
  const block = parsed.ok ? parsed.document.blocks[0] : undefined;
  if (block?.type !== 'check') throw new Error(`no claim: ${text}`);
  return block.claims[0]!;
}
const judged = (text: string, over?: Partial<Evidence>) => judge(claimOf(text), evidence(over));

describe('judge', () => {
  it.each([
    ['a/memory.kmem.limit_in_bytes == 4M', true, '4194304 (4M)'],
    ['a/memory.kmem.limit_in_bytes < 4M', false, '4194304 (4M)'],
    ['a/memory.kmem.failcnt > 0', true, '12'],
    ['a/memory.kmem.failcnt >= 12', true, '12'],
    ['a/memory.kmem.failcnt != 12', false, '12'],
    ['a/memory.limit_in_bytes == 9223372036854775807', true, '9223372036854775807'],
    ['a/memory.limit_in_bytes == 9223372036854775806', false, '9223372036854775807'],
    ['a/memory.stat rss == 8K', true, '8192'],
    ['a/memory.stat total_rss == a/memory.stat rss', false, '16384 against 8192'],
    ['a/memory.stat swap == 0', false, 'a/memory.stat has no line swap'],
    ['a/memory.kmem.usage_in_bytes == 0', false, 'a/memory.kmem.usage_in_bytes: No such file or directory'],
    ['/proc/meminfo MemFree == 64K', true, '64 kB'],
    ['/proc/meminfo MemFree < 64K', false, '64 kB'],
    ['/proc/meminfo MemTotal > 32M', true, '60416 kB'],
    ['static_key == 0', true, '0'],
    ['offline == 0', true, '0'],
    ['offline > 0', false, '0'],
    ['status == 1', true, '1'],
    ['stdout ~ "two"', true, '"two"'],
    ['stdout ~ "three"', false, '"two"'],
    ['stdout ~ "one\\ntwo"', true, '"one\ntwo"'],
    ['stdout == "one\\ntwo"', true, '"one\ntwo"'],
    ['dmesg ~ "Kill process"', true, '"Out of memory: Kill process 7 (bash)"'],
    ['tasks(/) == 2', true, '2'],
    ['tasks(nowhere) == 0', false, 'there is no group nowhere'],
    ['frames(/) > 10', true, '64'],
    ['stdout > 3', false, '"one\ntwo": not two numbers'],
  ])('%s', (text, ok, got) => {
    expect(judged(text)).toMatchObject({ ok, got, text });
  });

  it('compares with what was before the first sh block', () => {
    const claim = claimOf('a/memory.kmem.failcnt unchanged');
    const baseline = takeBaseline([claim], evidence());
    expect(judge(claim, evidence({ baseline }))).toMatchObject({ ok: true, got: '12' });
    const changed = evidence({ baseline });
    changed.machine.readPath = () => ({ ok: true, text: '13\n' });
    expect(judge(claim, changed)).toMatchObject({ ok: false, got: '13, before it was 12' });
  });

  it('takes a group that was not there for a new one, whose counters are 0', () => {
    const claim = claimOf('b/memory.kmem.failcnt unchanged');
    const baseline = takeBaseline([claim], evidence());
    for (const [text, ok] of [
      ['0\n', true],
      ['3\n', false],
    ] as const) {
      const later = evidence({ baseline });
      later.machine.readPath = () => ({ ok: true, text });
      expect(judge(claim, later).ok).toBe(ok);
    }
  });
});

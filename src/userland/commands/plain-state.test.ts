import { describe, expect, it } from 'vitest';
import { tick } from '../../kernel';
import { bootTestMachine, get, hasEnded, put, start } from './testing';

const LINES = [
  'cat -n /tmp/text',
  'head -n 3 /tmp/text',
  'tail -n 2 /tmp/text',
  'wc /tmp/text',
  'sort -r /tmp/text',
  'uniq -c /tmp/text',
  'cut -c1-3 /tmp/text',
  'tr a-z A-Z',
  'grep -n e /tmp/text',
  'sed -n 2,$p /tmp/text',
  'seq 1200',
  'find /tmp',
  'ls -lR /tmp',
  'du /tmp',
  'ps -ef',
  'xargs -n 1 echo',
  'timeout 0.05 sleep 5',
  'dd if=/tmp/text of=/tmp/copy bs=5 status=noxfer',
  'free -t',
  'lscgroup',
  'cgget -a .',
  'cp -r /tmp/dir /tmp/dir2',
  'rm -rv /tmp/dir',
  'mkdir -p a/b/c',
  'hog nothing 1',
];

/** Runs a line; with `through`, every record of a task goes through JSON before each tick. */
function outputs(through: boolean): string[] {
  const k = bootTestMachine();
  put(k, '/tmp/text', 'one\ntwo\ntwo\nthree\n');
  return LINES.map((line) => {
    const pid = start(k, line.split(' '), { stdin: 'some words here\n' });
    for (let n = 0; n < 20000 && !hasEnded(k, pid); n++) {
      if (through) for (const id of k.user.ids()) k.user.set(id, JSON.parse(JSON.stringify(k.user.get(id))) as { prog: string });
      tick(k);
    }
    expect(hasEnded(k, pid), line).toBe(true);
    return `${line}\n${get(k, '/tmp/.out')}${get(k, '/tmp/.err')}`;
  });
}

describe('the state of a command', () => {
  it('is plain data: through JSON at every tick, it does the same', () => {
    expect(outputs(true)).toEqual(outputs(false));
  });
});

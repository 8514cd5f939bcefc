/**
 * Scripts and what bash 5.2 printed for them, recorded once: output, messages and status must be the same, in a
 * directory of one's own, called as `bash x.sh a1 'b 2'`. Only pids differ.
 */
import { describe, expect, it } from 'vitest';
import { runScript } from '../machine-for-tests';
import expectations from './bash-expectations.json';

const withoutPids = (text: string): string => text.replace(/line (\d+): +\d+ Killed/g, 'line $1: PID Killed');

describe('as bash 5.2 does it', () => {
  it.each(expectations.map((expectation) => [expectation.script.trim().slice(0, 100), expectation] as const))(
    '%s',
    (_title, { script, out, err, status }) => {
      const result = runScript(`cd /tmp;${script}`, ['a1', 'b 2']);
      expect({ out: result.out, err: withoutPids(result.err), status: result.status }).toEqual({ out, err, status });
    },
  );
});

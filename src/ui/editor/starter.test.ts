import { expect, it } from 'vitest';
import { simulateDocument } from '../../cli/sim-document';
import { readArguments } from '../../cli/sim-arguments';
import { STARTER } from './starter';

it('begins a lesson that is sound, and holds what it claims', () => {
  const parsed = readArguments(['starter.md']);
  if (!parsed.ok) throw new Error(parsed.message);
  const said: string[] = [];
  const outlet = {
    out: (text: string | Uint8Array) => void said.push(String(text)),
    err: (text: string | Uint8Array) => void said.push(String(text)),
  };
  expect(simulateDocument({ file: 'starter.md', text: STARTER }, parsed.value, outlet)).toMatchObject({ status: 0, held: 2, failed: 0 });
  expect(said.join('')).not.toContain('warning');
});

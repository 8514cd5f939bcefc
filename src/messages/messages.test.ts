import { expect, it } from 'vitest';
import { m, setLanguage } from '.';

it('counts in whole words', () => {
  expect(m.groups.tasks(1)).toBe('1 task');
  expect(m.groups.tasks(1204)).toBe('1,204 tasks');
});

it('says a refusal as a sentence', () => {
  expect(m.groups.refusedSpoken('/bomb', 'kmem', 318)).toBe('Refused in /bomb: kernel memory at its limit, 318 times.');
});

it('falls back to English', async () => {
  await setLanguage('xx-YY');
  expect(m.transport.run).toBe('Run');
});

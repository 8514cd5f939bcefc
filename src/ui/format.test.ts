import { describe, expect, it } from 'vitest';
import { setLanguage } from '../messages';
import { bytes, pages, speedName, whole } from './format';

describe('pages', () => {
  it.each([
    [0, '0K'],
    [2, '8K'],
    [256, '1M'],
    [1024, '4M'],
    [3174, '12.4M'],
    [5476, '21.4M'],
    [300, '1.17M'],
    [16384, '64M'],
    [262144, '1G'],
    [-1, '∞'],
  ])('%i pages read %s', (count, text) => expect(pages(count)).toBe(text));
});

describe('bytes', () => {
  it('says what the control file says', () => {
    expect(bytes(1024)).toBe('4194304');
    expect(bytes(-1)).toBe('9223372036854775807');
  });
  it('stays exact above 2^53', () => expect(bytes(2251799813685248)).toBe('9223372036854775808'));
});

it('groups thousands', () => expect(whole(1234567)).toBe('1,234,567'));

it('writes numbers as the language does', async () => {
  await setLanguage('de');
  expect([whole(1204), pages(3174), pages(1024)]).toEqual(['1.204', '12,4M', '4M']);
  await setLanguage('en');
});

it('names speeds by real time', () => {
  expect([10, 100, 1000, 10000, 0].map(speedName)).toEqual(['1/100×', '1/10×', '1×', '10×', 'max']);
});

import { expect, it } from 'vitest';
import { PATCH_TITLES } from '../kernel/patches';
import { enTools } from './en-tools';

it('names the patches as the kernel does', () => {
  expect(enTools.patches.titles).toEqual(PATCH_TITLES);
});

import { expect, it } from 'vitest';
import { FRAME_KINDS, type FrameKindName } from '../../engine/protocol';
import { frameColours, framePalette, KIND_BITS, paletteTokens } from './frame-colours';

/** A palette whose colours are the places of their tokens, so that a test sees which was taken. */
const TOKENS = paletteTokens();
const palette = framePalette((name) => TOKENS.indexOf(name));
const at = (row: number, kind: FrameKindName): number => (row << KIND_BITS) | FRAME_KINDS.indexOf(kind);

it('asks for no token that is not listed', () => {
  const asked: string[] = [];
  const own = framePalette((name) => (asked.push(name), 0));
  for (let group = 0; group < 40; group++) [own.owner(group, true), own.owner(group, false)].forEach(Number);
  expect(asked.filter((name) => !TOKENS.includes(name))).toEqual([]);
});

it('colours by owner, kernel memory apart from user memory', () => {
  const { by, table } = frameColours('owner', palette, 3);
  expect(by).toBe('owner');
  expect(table[at(3, 'stack')]).toBe(TOKENS.indexOf('--owner-2'));
  expect(table[at(3, 'anon')]).toBe(TOKENS.indexOf('--owner-2-soft'));
  expect(table[at(3, 'free')]).toBe(TOKENS.indexOf('--kind-free'));
  expect(table[at(0, 'reserved')]).toBe(TOKENS.indexOf('--kind-reserved'));
  expect(table[at(0, 'pagetable')]).toBe(TOKENS.indexOf('--owner-nobody'));
});

it('colours by kind whatever the order', () => {
  const { table } = frameColours('kind', palette, 3);
  for (const order of [0, 5, 10]) expect(table[at(order, 'slab')]).toBe(TOKENS.indexOf('--kind-slab'));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameDifference, type FrameSide } from './frame-difference';

const side = (kind: readonly number[], owner: readonly number[], paths: Record<number, string> = {}): FrameSide => ({
  total: kind.length,
  kind: Uint8Array.from(kind),
  owner: Uint32Array.from(owner),
  paths: new Map(Object.entries(paths).map(([id, path]) => [Number(id), path])),
});

describe('frames of two runs', () => {
  it('differ in kind, or in whom they are charged to', () => {
    const { differs, count } = frameDifference(side([0, 2, 2, 4], [0, 2, 2, 0]), side([0, 4, 2, 4], [0, 2, 0, 0]));
    expect([...differs]).toEqual([0, 1, 1, 0]);
    expect(count).toBe(2);
  });
  it('have the same owner when its path is the same, whatever its number', () => {
    const left = side([2, 2, 2], [2, 3, 0], { 2: '/a', 3: '/b' });
    const right = side([2, 2, 2], [3, 2, 0], { 3: '/a', 2: '/c' });
    expect([...frameDifference(left, right).differs]).toEqual([0, 1, 0]);
  });
  it('differ where only one of the machines has them', () => {
    expect(frameDifference(side([0, 0], [0, 0]), side([0, 0, 0, 0], [0, 0, 0, 0]))).toEqual({
      differs: Uint8Array.of(0, 0, 1, 1),
      count: 2,
    });
  });
  it('are the same for a run and itself, and differ as much one way as the other', () => {
    const frames = fc.array(fc.tuple(fc.nat(7), fc.nat(3)), { maxLength: 40 });
    const made = frames.map((all) =>
      side(
        all.map(([kind]) => kind),
        all.map(([, owner]) => owner),
        { 1: '/', 2: '/a', 3: '/b' },
      ),
    );
    fc.assert(
      fc.property(made, made, (a, b) => {
        expect(frameDifference(a, a).count).toBe(0);
        const { differs, count } = frameDifference(a, b);
        expect(frameDifference(b, a)).toEqual({ differs, count });
        expect(differs.reduce((sum, one) => sum + one, 0)).toBe(count);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { UNLIMITED } from '../../engine/protocol';
import { dragScale, dragStep, limitAt, limitKey } from './limit-drag';

describe('moving a limit', () => {
  it('has room above a limit, and the machine for none', () => {
    expect(dragScale(1024, 1024)).toBe(2048);
    expect(dragScale(UNLIMITED, 16384)).toBe(16384);
    expect(dragScale(0, 1)).toBe(64);
  });
  it('goes in round steps, and off at the end', () => {
    expect(dragStep(2048)).toBe(16);
    expect(limitAt(0.5, 2048)).toBe(1024);
    expect(limitAt(0.501, 2048)).toBe(1024);
    expect(limitAt(-1, 2048)).toBe(0);
    expect(limitAt(1, 2048)).toBe(UNLIMITED);
  });
  it('obeys keys', () => {
    expect(limitKey('ArrowRight', 1024, 2048, 10)).toBe(1040);
    expect(limitKey('ArrowLeft', 8, 2048, 10)).toBe(0);
    expect(limitKey('PageDown', 1024, 2048, 10)).toBe(512);
    expect(limitKey('PageUp', 2048, 2048, 10)).toBe(UNLIMITED);
    expect(limitKey('Home', 1024, 2048, 10)).toBe(10);
    expect(limitKey('ArrowLeft', UNLIMITED, 2048, 10)).toBe(2032);
    expect(limitKey('x', 1024, 2048, 10)).toBeUndefined();
  });
});

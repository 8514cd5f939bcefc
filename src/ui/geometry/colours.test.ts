import { expect, it } from 'vitest';
import { css, inkOn, mix, parseColour, pixel } from './colours';

it('reads what browsers compute', () => {
  expect(parseColour('rgb(1, 2, 3)')).toBe(pixel(1, 2, 3));
  expect(parseColour('rgba(10, 20, 30, 0.5)')).toBe(pixel(10, 20, 30));
  expect(parseColour('color(srgb 0 0.5 1)')).toBe(pixel(0, 127.5, 255));
});
it('writes what it read', () => expect(css(parseColour('rgb(200, 100, 50)'))).toBe('rgb(200 100 50)'));
it('mixes', () => expect(mix(pixel(0, 0, 0), pixel(200, 100, 50), 0.5)).toBe(pixel(100, 50, 25)));
it('chooses ink that can be read', () => {
  expect(inkOn(pixel(255, 255, 255))).toBe('black');
  expect(inkOn(pixel(10, 102, 181))).toBe('white');
});

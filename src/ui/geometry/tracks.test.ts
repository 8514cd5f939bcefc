import { describe, expect, it } from 'vitest';
import { layTracks, trackPath } from './tracks';

const STOPS = [
  { id: 'a', next: ['b', 'd'] },
  { id: 'b', next: ['c', 'd'] },
  { id: 'c', next: ['b', 'e'] },
  { id: 'd', next: ['nowhere'] },
  { id: 'e', next: [] },
];

describe('layTracks', () => {
  const { tracks, lanes } = layTracks(STOPS);
  const lane = (from: string, to: string): number | undefined => tracks.find((track) => track.from === from && track.to === to)?.lane;

  it('keeps the way to the next row on the line', () => {
    expect(lane('a', 'b')).toBe(0);
    expect(lane('b', 'c')).toBe(0);
  });
  it('lets ways to one stop run together, and those to others apart', () => {
    expect(lane('a', 'd')).toBe(lane('b', 'd'));
    expect(new Set([lane('a', 'd'), lane('c', 'b'), lane('c', 'e')]).size).toBe(3);
    expect(lanes).toBe(3);
  });
  it('draws nothing to a stop that is not there', () => {
    expect(tracks.some((track) => track.to === 'nowhere')).toBe(false);
  });
});

it('draws a track as a path from stop to stop, up as well as down', () => {
  const room = { lane: 10, x: 50, y: (row: number) => row * 20 };
  expect(trackPath({ from: 'a', to: 'b', fromRow: 0, toRow: 1, lane: 0 }, room)).toBe('M50 0V20');
  expect(trackPath({ from: 'a', to: 'd', fromRow: 0, toRow: 3, lane: 2 }, room)).toMatch(/^M50,0C.*30,12C.*30,48C.*50,60$/);
  expect(trackPath({ from: 'c', to: 'a', fromRow: 2, toRow: 0, lane: 1 }, room)).toMatch(/^M50,40C.*40,28C.*40,12C.*50,0$/);
});

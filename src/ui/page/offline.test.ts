import { describe, expect, it } from 'vitest';
import { mayKeep } from './offline';

const site = { secure: true, top: true, hostname: 'example.org', asked: null };

describe('the page is kept for offline use', () => {
  it('on a secure site, in a page of its own', () => {
    expect(mayKeep(site)).toBe(true);
    expect(mayKeep({ ...site, secure: false })).toBe(false);
    expect(mayKeep({ ...site, top: false })).toBe(false);
    expect(mayKeep({ ...site, top: false, asked: '1' })).toBe(false);
  });

  it.each(['localhost', 'memcg.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])('not from %s, but when it is asked for', (hostname) => {
    expect(mayKeep({ ...site, hostname })).toBe(false);
    expect(mayKeep({ ...site, hostname, asked: '1' })).toBe(true);
  });

  it('no longer when that is asked for', () => {
    expect(mayKeep({ ...site, asked: '0' })).toBe(false);
  });
});

// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { draftKey, dropDraft, keepDraft, recallDraft } from './drafts';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

it('keeps one draft a document', () => {
  const key = draftKey({ kind: 'shipped', name: 'fork-bomb' }, 'x');
  expect(recallDraft(key)).toBeUndefined();
  expect(keepDraft(key, 'one', 1)).toBe(true);
  keepDraft(key, 'two', 2);
  keepDraft(draftKey({ kind: 'source', address: '/a.md' }, 'x'), 'other', 3);
  expect(recallDraft(key)).toEqual({ text: 'two', at: 2 });
  dropDraft(key);
  expect(recallDraft(key)).toBeUndefined();
});

it('tells texts without a name apart by what is in them', () => {
  expect(draftKey({ kind: 'text' }, 'a')).not.toBe(draftKey({ kind: 'text' }, 'b'));
  expect(draftKey({ kind: 'text' }, 'a')).toBe(draftKey({ kind: 'text' }, 'a'));
});

it('lets the oldest go', () => {
  for (let i = 0; i < 15; i++) keepDraft(`text:${i}`, 'x', i);
  expect(recallDraft('text:2')).toBeUndefined();
  expect(recallDraft('text:3')).toBeDefined();
});

it('reads nothing that is no draft', () => {
  for (const kept of ['{', 'null', '[]', '{"text":1,"at":2}', '"x"']) {
    localStorage.setItem('memcg.draft.k', kept);
    expect(recallDraft('k')).toBeUndefined();
  }
});

it('goes without storage', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(keepDraft('k', 'x')).toBe(false);
  expect(recallDraft('k')).toBeUndefined();
  expect(() => dropDraft('k')).not.toThrow();
});

it('goes with a storage that is full', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(keepDraft('k', 'x')).toBe(false);
});

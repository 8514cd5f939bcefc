// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import { PlaygroundModel, type Session } from '../model/playground.svelte';
import { FakeEngine } from '../testing/fake-engine';
import { Draft } from './draft.svelte';
import { recallDraft } from './drafts';

const TEXT = '---\ntitle: One\n---\n```sh\nls\n```\n';
const shipped: Session = { text: TEXT, origin: { kind: 'shipped', name: 'one' }, set: [], journal: [], tick: 0 };
const other: Session = { ...shipped, text: TEXT.replace('One', 'Two'), origin: { kind: 'shipped', name: 'two' } };

let engine: FakeEngine;
let model: PlaygroundModel;
let draft: Draft;

beforeEach(async () => {
  localStorage.clear();
  engine = new FakeEngine();
  model = new PlaygroundModel(engine);
  draft = new Draft(model);
  await model.load(shipped);
  expect(draft.follow()).toEqual({ text: TEXT, draft: undefined });
});

it('is the document until somebody types', () => {
  expect(draft.changed).toBe(false);
  draft.edit(`${TEXT}more`);
  expect(draft.changed).toBe(true);
  expect(draft.follow()).toBeUndefined();
});

it('is kept while another document is open, and put back on top of its own', async () => {
  draft.edit(`${TEXT}more`);
  await model.load(other);
  expect(draft.follow()).toEqual({ text: other.text, draft: undefined });
  expect(draft.restored).toBeUndefined();
  await model.load(shipped);
  expect(draft.follow()).toEqual({ text: TEXT, draft: `${TEXT}more` });
  expect(draft.restored?.text).toBe(`${TEXT}more`);
});

it('becomes the document when it is applied, and a draft again when that is taken back', async () => {
  const mine = TEXT.replace('ls', 'mkdir a');
  draft.edit(mine);
  await model.load(draft.session());
  expect(model.origin).toEqual({ kind: 'text' });
  expect(draft.follow()).toBeUndefined();
  expect(draft.changed).toBe(false);
  await model.load(shipped);
  expect(draft.follow()).toEqual({ text: TEXT, draft: mine });
});

it('leaves no draft of a document when the text came from elsewhere', async () => {
  draft.take();
  draft.edit(other.text);
  await model.load(draft.session());
  draft.follow();
  expect(recallDraft('shipped:one')).toBeUndefined();
});

it('keeps the name of a shipped document that was not changed', () => {
  expect(draft.session()).toMatchObject({ origin: { kind: 'shipped', name: 'one' }, journal: [], tick: 0 });
});

it('asks the engine what is wrong, and goes by the rules of documents where that cannot answer', async () => {
  await draft.judge(draft.text);
  expect(engine.sent.at(-1)).toMatchObject({ type: 'check', text: TEXT });
  engine.send = () => Promise.reject(new Error('gone'));
  const wrong = TEXT.replace('title', 'titel');
  draft.edit(wrong);
  expect((await draft.judge(wrong)).problems).toMatchObject([{ line: 2, column: 1 }]);
  expect(draft.verdict.problems).toHaveLength(1);
});

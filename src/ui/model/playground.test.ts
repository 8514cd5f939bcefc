import { beforeEach, describe, expect, it } from 'vitest';
import { m } from '../../messages';
import { FakeEngine } from '../testing/fake-engine';
import { PlaygroundModel, type Session } from './playground.svelte';

const SESSION: Session = {
  text: '---\ntitle: T\n---\nProse\n\n```sh\ntrue\n```\n',
  origin: { kind: 'text' },
  set: [],
  journal: [],
  tick: 0,
};

let engine: FakeEngine;
let model: PlaygroundModel;
beforeEach(() => {
  engine = new FakeEngine();
  model = new PlaygroundModel(engine);
});
const sent = (type: string): unknown[] => engine.sent.filter((command) => command.type === type);

describe('loading', () => {
  it('takes the document and shows the machine', async () => {
    expect(await model.load(SESSION)).toBe(true);
    expect(model.document?.title).toBe('T');
    expect(model.session.state).toBe('paused');
    expect(model.frames.total).toBe(16384);
  });
  it('keeps what it had when the new document is no good, and says where', async () => {
    await model.load(SESSION);
    expect(await model.load({ ...SESSION, text: '---\nrom: 5\n---\n' })).toBe(false);
    expect(model.document?.title).toBe('T');
    expect(model.notice).toMatchObject({ tone: 'error', message: m.errors.document });
    expect(model.notice?.problems?.[0]?.line).toBe(2);
    expect(sent('load')).toHaveLength(1);
  });
  it('says why the engine refused', async () => {
    engine.refuse = { code: 'journal', message: 'a command in it is too old' };
    expect(await model.load(SESSION)).toBe(false);
    expect(model.notice?.message).toBe('a command in it is too old');
    expect(model.document).toBeUndefined();
  });
});

describe('the chosen group', () => {
  it('is the first accounted one until somebody chooses', async () => {
    await model.load(SESSION);
    expect(model.selected).toBe(1);
    engine.goto(100);
    expect(model.selectedGroup?.path).toBe('/alice');
    model.select(4);
    engine.goto(200);
    expect(model.selectedGroup?.path).toBe('/carol');
  });
  it('goes back to the root when it is freed', async () => {
    await model.load(SESSION);
    engine.goto(800);
    model.select(5);
    engine.goto(100);
    expect(model.selected).toBe(1);
  });
  it('is found by its path when a link names it', async () => {
    await model.load({ ...SESSION, tick: 100, select: '/bomb' });
    expect(model.selectedGroup?.path).toBe('/bomb');
    expect((await model.export())?.select).toBe('/bomb');
  });
});

describe('refusals', () => {
  it('pulse where they were refused, as time goes on', async () => {
    await model.load(SESSION);
    engine.goto(769);
    engine.goto(800);
    expect(model.pulses.get(3)).toMatchObject({ counter: 'kmem' });
    expect([...model.pulses.keys()]).toEqual([3]);
  });
  it('do not pulse when one travels back', async () => {
    await model.load(SESSION);
    engine.goto(1000);
    engine.goto(800);
    expect(model.pulses.size).toBe(0);
  });
});

describe('travelling', () => {
  it('asks for one place at a time and ends at the last wish', async () => {
    await model.load(SESSION);
    engine.goto(1000);
    engine.sent.length = 0;
    await Promise.all([model.seek(10), model.seek(20), model.seek(30), model.seek(40)]);
    expect(sent('seek')).toEqual([
      { type: 'seek', tick: 10 },
      { type: 'seek', tick: 40 },
    ]);
    expect(model.time.tick).toBe(40);
  });
  it('counts steps from where it is going', async () => {
    await model.load(SESSION);
    engine.goto(500);
    model.stepBy = 'tick';
    await Promise.all([model.stepBack(), model.stepBack(), model.stepBack()]);
    expect(model.time.tick).toBe(497);
  });
  it('steps back to the start of the step before', async () => {
    await model.load(SESSION);
    engine.goto(500);
    await model.stepBack();
    expect(model.time.tick).toBe(1);
    model.stepBy = 'tick';
    engine.goto(500);
    await model.stepBack();
    expect(model.time.tick).toBe(499);
  });
});

it('types into the console and hears its answer', async () => {
  await model.load(SESSION);
  await model.type('echo 4M > bomb/memory.kmem.limit_in_bytes');
  expect(sent('exec')).toEqual([{ type: 'exec', tty: 1, line: 'echo 4M > bomb/memory.kmem.limit_in_bytes' }]);
  expect(model.terminal.lines.some(({ source, text }) => source === 'console' && text.endsWith('limit_in_bytes'))).toBe(true);
});

it('says that what a line left in the background waits while the clock stands', async () => {
  await model.load(SESSION);
  await model.type('ls 2>&1 && true');
  expect(model.notice).toBeUndefined();
  await model.type(':(){ :|:& };:');
  expect(model.notice).toMatchObject({ tone: 'info', message: m.status.waiting });
  await model.run();
  expect(model.notice).toBeUndefined();
});

it('gives drawn buffers back', async () => {
  await model.load(SESSION);
  expect(sent('recycle').length).toBeGreaterThan(0);
});

describe('running', () => {
  it('shows at once that it runs, and takes it back when the engine refuses', async () => {
    await model.load(SESSION);
    const asked = model.run();
    expect(model.running).toBe(true);
    await asked;
    expect(model.running).toBe(true);
    engine.show('paused');
    engine.refuse = { code: 'state', message: 'not now' };
    await model.run();
    expect(model.session.state).toBe('paused');
    expect(model.notice?.message).toBe('not now');
  });
});

describe('taking back', () => {
  const entry = (tick: number, line: string) => ({ type: 'exec', tick, tty: 1, line }) as const;
  const keep = (journal: readonly ReturnType<typeof entry>[], tick: number): void => {
    engine.kept = { text: SESSION.text, set: [], journal, tick };
  };

  it('of a line brings the run as it was when it was typed, and doing it again the run as it was then', async () => {
    await model.load(SESSION);
    engine.goto(50);
    keep([], 50);
    const typed = model.type('mkdir a');
    keep([entry(50, 'mkdir a')], 55);
    await typed;
    expect(model.changes.last?.label).toBe('mkdir a');
    await model.undo();
    expect(sent('rewrite')).toEqual([{ type: 'rewrite', journal: [], tick: 50 }]);
    expect(model.changes.last).toBeUndefined();
    await model.redo();
    expect(sent('rewrite').at(-1)).toEqual({ type: 'rewrite', journal: [entry(50, 'mkdir a')], tick: 55 });
  });

  it('of a line typed in the past brings its future back', async () => {
    await model.load(SESSION);
    engine.goto(900);
    engine.goto(100);
    keep([entry(500, 'true')], 100);
    engine.send = (command) => {
      engine.sent.push(command);
      return Promise.resolve({ tick: 100, kept: 0 } as never);
    };
    await model.type('mkdir a');
    await model.undo();
    expect(engine.sent.slice(-2)).toEqual([
      { type: 'rewrite', journal: [entry(500, 'true')], tick: 900 },
      { type: 'seek', tick: 100 },
    ]);
  });

  it('of a load brings the session before, and something new ends what could be done again', async () => {
    await model.load(SESSION);
    keep([], 0);
    await model.load({ ...SESSION, text: SESSION.text.replace('T', 'U') });
    expect(model.document?.title).toBe('U');
    await model.undo();
    expect(model.document?.title).toBe('T');
    expect(model.changes.next?.label).toBe('U');
    await model.load({ ...SESSION, text: SESSION.text.replace('T', 'V') });
    expect(model.changes.next).toBeUndefined();
  });
});

describe('a run', () => {
  it('stops where a question is asked, unless nothing could ask it', async () => {
    await model.load(SESSION);
    await model.run();
    model.asks = false;
    await model.run();
    expect(sent('run')).toEqual([
      { type: 'run', predict: true },
      { type: 'run', predict: false },
    ]);
  });
});

it('plays backwards to the start, and stops when pressed again', async () => {
  await model.load(SESSION);
  engine.goto(400);
  const playing = model.playBack();
  expect(model.backwards).toBe(true);
  await model.playBack();
  await playing;
  expect(model.backwards).toBe(false);
  expect(model.time.tick).toBeGreaterThan(0);
  model.session = { ...model.session, speed: 1000000 };
  await model.playBack();
  expect(model.time.tick).toBe(0);
});

it('goes from mark to mark', async () => {
  await model.load(SESSION);
  engine.goto(1000);
  await model.toMark(-1);
  expect(model.time.tick).toBe(997);
  engine.goto(710);
  await model.toMark(-1);
  expect(model.time.tick).toBe(700);
  await model.toMark(-1);
  expect(model.time.tick).toBe(20);
  await model.toMark(-1);
  expect(model.time.tick).toBe(20);
  // Two presses close behind each other are two marks.
  engine.goto(710);
  await Promise.all([model.toMark(-1), model.toMark(-1)]);
  expect(model.time.tick).toBe(20);
});

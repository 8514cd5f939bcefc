import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answers, Command, FromWorker, Refusal, Reply, SessionState, View } from './protocol';
import { Session } from './session';
import { ManualScheduler } from './testing/manual-scheduler';
import { toyText, toyWorkshop } from './testing/toy-machine';

const TEXT = toyText(
  ['sh', 'echo a\nsleep 50'],
  ['predict', 'What?\n- [x] this\n- [ ] that\n> So.'],
  ['sh', 'refuse\necho b'],
  ['check', 'status == 0'],
);

class Bench {
  readonly scheduler = new ManualScheduler();
  readonly workshop = toyWorkshop();
  readonly posted: FromWorker[] = [];
  readonly session: Session;
  #id = 0;

  constructor() {
    this.session = new Session({ scheduler: this.scheduler, post: (message) => void this.posted.push(message) }, this.workshop);
  }
  raw(message: unknown): Reply[] {
    const before = this.posted.length;
    this.session.receive(message);
    return this.posted.slice(before).filter((each): each is Reply => each.type === 'reply');
  }
  /** Sends a command; answers its id. */
  send(command: Command): number {
    this.raw({ v: 1, id: ++this.#id, command });
    return this.#id;
  }
  reply(id: number): Reply | undefined {
    const replies = this.posted.filter((each): each is Reply => each.type === 'reply' && each.id === id);
    expect(replies.length).toBeLessThanOrEqual(1);
    return replies[0];
  }
  answer<T extends Command['type']>(command: Extract<Command, { type: T }>): Answers[T] {
    const reply = this.reply(this.send(command));
    if (reply?.ok !== true) throw new Error(`no answer: ${JSON.stringify(reply)}`);
    return reply.answer as Answers[T];
  }
  refusal(command: Command): Refusal {
    const reply = this.reply(this.send(command));
    if (reply?.ok !== false) throw new Error(`not refused: ${JSON.stringify(reply)}`);
    return reply.error;
  }
  get views(): View[] {
    return this.posted.filter((each): each is View => each.type === 'view');
  }
  /** State of the lesson's first block as last told. */
  get firstBlock(): string | undefined {
    return this.views.findLast(({ lesson }) => lesson !== undefined)?.lesson?.blocks[0]?.state;
  }
  get state(): SessionState {
    return this.session.state;
  }
  load(text = TEXT): this {
    this.send({ type: 'load', text });
    this.scheduler.pass(20);
    return this;
  }
  /** Lets time go by until the session rests. */
  settle(): this {
    for (let i = 0; i < 1000 && ['running', 'seeking', 'loading'].includes(this.state); i++) this.scheduler.pass(50);
    this.scheduler.pass(50);
    return this;
  }
}

describe('Session', () => {
  it('greets and shows itself empty', () => {
    const { posted } = new Bench();
    expect(posted[0]).toMatchObject({ type: 'hello', protocol: 1, lifecycle: { id: 'toy' } });
    expect(posted[1]).toMatchObject({ type: 'view', session: { state: 'empty' } });
  });

  it('shows the last frames of a machine at rest once the page has given buffers back', () => {
    const bench = new Bench().load();
    const framed = (): View[] => bench.views.filter(({ frames }) => frames !== undefined);
    for (let i = 0; i < 8; i++) {
      bench.send({ type: 'step', by: 'tick' });
      bench.scheduler.pass(20);
    }
    bench.scheduler.pass(100);
    expect(bench.views.at(-1)?.frames).toBeUndefined();
    const before = framed().length;
    bench.send({ type: 'recycle', buffers: [framed()[0]!.frames!.kind.buffer as ArrayBuffer] });
    bench.scheduler.pass(20);
    expect(framed()).toHaveLength(before + 1);
    expect(bench.views.at(-1)).toMatchObject({ session: { state: 'paused' }, frames: { total: 64 } });
    const shown = bench.views.length;
    bench.send({ type: 'recycle', buffers: [] });
    bench.scheduler.pass(20);
    expect(bench.views).toHaveLength(shown);
  });

  it('loads, runs to the end and shows what came of it', () => {
    const bench = new Bench().load();
    expect(bench.state).toBe('paused');
    bench.send({ type: 'speed', ticksPerSecond: 0 });
    bench.send({ type: 'run' });
    bench.settle();
    expect(bench.state).toBe('finished');
    const text = bench.views.flatMap((view) => view.consoles ?? []).filter(({ tty }) => tty === 0);
    expect(text.map((each) => each.text).join('')).toContain('a\n');
    expect(bench.views.at(-1)!.lesson ?? bench.views.findLast((view) => view.lesson)?.lesson).toMatchObject({ current: -1 });
    expect(bench.views.flatMap((view) => view.marks?.rows ?? [])).toMatchObject([{ tone: 'refused', count: 1 }]);
  });

  it('refuses commands by name where a state has no place for them', () => {
    const bench = new Bench();
    expect(bench.refusal({ type: 'run' })).toEqual({ code: 'state', message: 'cannot run: no scenario is loaded' });
    expect(bench.refusal({ type: 'exec', tty: 1, line: 'ls' })).toMatchObject({ code: 'state' });
    expect(bench.refusal({ type: 'hash' })).toMatchObject({ code: 'state' });
    bench.load(toyText(['sh', 'panic']));
    bench.send({ type: 'run' });
    bench.settle();
    expect(bench.state).toBe('panicked');
    expect(bench.views.at(-1)!.session).toMatchObject({ state: 'panicked', message: 'toy panic' });
    expect(bench.refusal({ type: 'step', by: 'tick' }).message).toMatch(/^cannot step: the kernel has panicked/);
    bench.send({ type: 'seek', tick: 0 });
    bench.settle();
    expect(bench.state).toBe('paused');
  });

  it('keeps the old run when a document or a machine is refused', () => {
    const bench = new Bench().load();
    bench.send({ type: 'speed', ticksPerSecond: 0 });
    bench.send({ type: 'run' });
    bench.settle();
    const { hash } = bench.answer({ type: 'hash' });
    expect(bench.refusal({ type: 'load', text: '---\nmachine: { ram: 1 }\n---\n' })).toMatchObject({
      code: 'document',
      problems: [{ line: 2 }],
    });
    expect(bench.refusal({ type: 'load', text: '---\nmachine: { ram: 8M }\n---\n' })).toMatchObject({
      code: 'document',
      message: 'too small for a toy',
    });
    expect(bench.answer({ type: 'hash' }).hash).toBe(hash);
    expect(bench.state).toBe('finished');
  });

  it('runs a line typed while paused to the end of its foreground, and pauses', () => {
    const bench = new Bench().load();
    expect(bench.answer({ type: 'exec', tty: 1, line: 'sleep 20' })).toEqual({ tick: 0, kept: 0, hold: true });
    expect(bench.state).toBe('running');
    bench.settle();
    expect(bench.state).toBe('paused');
    const { tick } = bench.answer({ type: 'ping' });
    expect(tick).toBeGreaterThan(20);
    expect(tick).toBeLessThan(25);
  });

  it('begins no block of the lesson for the sake of a typed line, now and when it is replayed', () => {
    const bench = new Bench().load();
    bench.send({ type: 'exec', tty: 1, line: 'sleep 20' });
    bench.settle();
    expect(bench.firstBlock).toBe('waiting');
    bench.send({ type: 'run' });
    bench.settle();
    expect(bench.firstBlock).toBe('done');
    const { hash } = bench.answer({ type: 'hash' });
    const { text, journal, tick } = bench.answer({ type: 'export' });
    const again = new Bench();
    again.send({ type: 'load', text, journal: [...journal], tick });
    again.settle();
    expect(again.answer({ type: 'hash' }).hash).toBe(hash);
  });

  it('lets the lesson go on beside a line that does not end, once it is told to', () => {
    const bench = new Bench().load();
    bench.send({ type: 'exec', tty: 1, line: 'loop' });
    bench.scheduler.pass(100);
    expect(bench.firstBlock).toBe('waiting');
    expect(bench.answer({ type: 'run' })).toHaveProperty('go', 1);
    bench.scheduler.pass(100);
    expect(bench.firstBlock).not.toBe('waiting');
    expect(bench.answer({ type: 'export' }).journal.map(({ type }) => type)).toEqual(['exec', 'go']);
  });

  it('answers a seek on arrival, or when it is stopped', () => {
    const bench = new Bench().load();
    const far = bench.send({ type: 'seek', tick: 40 });
    expect(bench.reply(far)).toBeUndefined();
    bench.settle();
    expect(bench.reply(far)).toMatchObject({ ok: true, answer: { tick: 40 } });
    const first = bench.send({ type: 'seek', tick: 3 });
    const second = bench.send({ type: 'seek', tick: 5 });
    expect(bench.reply(first)).toMatchObject({ ok: true });
    bench.send({ type: 'pause' });
    expect(bench.reply(second)).toMatchObject({ ok: true });
    expect(bench.state).toBe('paused');
  });

  it('replays a journal on load and forks when typed to in its past', () => {
    const bench = new Bench();
    const load = bench.send({ type: 'load', text: TEXT, journal: [{ type: 'exec', tick: 10, tty: 1, line: 'set x 1' }], tick: 30 });
    bench.settle();
    expect(bench.reply(load)).toMatchObject({ ok: true, answer: { tick: 30, title: 'Toy' } });
    expect(bench.answer({ type: 'read', path: 'x' }).text).toBe('1\n');
    bench.send({ type: 'seek', tick: 5 });
    bench.settle();
    expect(bench.refusal({ type: 'read', path: 'x' }).code).toBe('missing');
    bench.send({ type: 'exec', tty: 1, line: 'set x 2' });
    bench.settle();
    expect(bench.answer({ type: 'export' }).journal).toEqual([{ type: 'exec', tick: 5, tty: 1, line: 'set x 2', hold: true }]);
    expect(bench.views.at(-1)!.time.dropped).toBe(30);
    const back = bench.send({ type: 'recover' });
    bench.settle();
    expect(bench.reply(back)).toMatchObject({ ok: true, answer: { tick: 30, journal: [{ line: 'set x 1' }] } });
    expect(bench.answer({ type: 'read', path: 'x' }).text).toBe('1\n');
  });

  it('asks predictions only of who wants to be asked', () => {
    const bench = new Bench().load();
    bench.send({ type: 'speed', ticksPerSecond: 0 });
    bench.send({ type: 'run', predict: true });
    bench.settle();
    expect(bench.state).toBe('paused');
    const lesson = bench.views.findLast((view) => view.lesson)?.lesson;
    expect(lesson?.blocks.map(({ state }) => state)).toEqual(['done', 'running', 'waiting', 'waiting']);
    bench.send({ type: 'run', predict: true });
    bench.settle();
    expect(bench.state).toBe('finished');
  });

  it('does not stop at a prediction that was answered before the run came there', () => {
    const bench = new Bench().load();
    bench.send({ type: 'speed', ticksPerSecond: 0 });
    bench.send({ type: 'run', predict: true });
    bench.send({ type: 'answered', blocks: [1] });
    bench.settle();
    expect(bench.state).toBe('finished');
    bench.send({ type: 'reset' });
    bench.send({ type: 'run', predict: true });
    bench.settle();
    expect(bench.state).toBe('paused');
  });

  it('runs up to the end of one block, what is judged behind it included', () => {
    const text = toyText(['sh', 'set a/x 1'], ['check', 'a/x == 1'], ['sh', 'set a/x 2'], ['sh', 'set a/x 3']);
    const bench = new Bench().load(text);
    const last = (): string[] | undefined => bench.views.findLast((view) => view.lesson)?.lesson?.blocks.map(({ state }) => state);
    bench.send({ type: 'run', upTo: 0 });
    bench.settle();
    expect(bench.state).toBe('paused');
    expect(last()?.slice(0, 3)).toEqual(['done', 'done', 'waiting']);
    bench.send({ type: 'run', upTo: 2 });
    bench.settle();
    expect(last()?.slice(0, 4)).toEqual(['done', 'done', 'done', 'waiting']);
    expect(bench.answer({ type: 'read', path: 'a/x' }).text).toBe('2\n');
  });

  it('checks a document without touching the run', () => {
    const bench = new Bench().load();
    expect(bench.answer({ type: 'check', text: '---\nmachin: 3\n---\n' }).problems).toMatchObject([{ line: 2, column: 1 }]);
    expect(bench.answer({ type: 'check', text: '# Only words\n' })).toMatchObject({ problems: [], warnings: [{ line: 1 }] });
    expect(bench.answer({ type: 'check', text: '# x\n\n```sh\nls\n```\n', set: ['seed=x'] }).problems).toHaveLength(1);
    expect(bench.state).toBe('paused');
  });

  it('tells of the manual before anything is loaded', () => {
    const bench = new Bench();
    expect(bench.answer({ type: 'manual', name: 'toy' })).toEqual({
      page: { name: 'toy', title: 'a toy', text: 'It counts.' },
      names: ['toy'],
    });
    expect(bench.answer({ type: 'manual', name: 'nothing' })).toEqual({ names: ['toy'] });
  });

  it('keeps its pace by real time', () => {
    const bench = new Bench().load(toyText(['sh', 'sleep 5000']));
    bench.send({ type: 'speed', ticksPerSecond: 100 });
    bench.send({ type: 'run' });
    bench.scheduler.pass(1000);
    const { tick } = bench.answer({ type: 'ping' });
    expect(tick).toBeGreaterThan(90);
    expect(tick).toBeLessThanOrEqual(100);
  });

  it('sends at most 60 views a second', () => {
    const bench = new Bench().load(toyText(['sh', 'sleep 500000']));
    bench.send({ type: 'speed', ticksPerSecond: 0 });
    const before = bench.views.length;
    bench.send({ type: 'run' });
    const start = bench.scheduler.now();
    bench.scheduler.pass(1000);
    const seconds = (bench.scheduler.now() - start) / 1000;
    expect((bench.views.length - before) / seconds).toBeLessThanOrEqual(61);
    expect(bench.views.length - before).toBeGreaterThan(20);
  });

  it('fails by its own fault with a message, keeps the journal, and can be loaded again', () => {
    const bench = new Bench().load(toyText(['sh', 'sleep 5\ncrash']));
    const run = bench.send({ type: 'seek', tick: 100 });
    bench.settle();
    expect(bench.reply(run)).toMatchObject({ ok: false, error: { code: 'failed', message: 'toy crash' } });
    expect(bench.views.at(-1)!.session).toMatchObject({ state: 'failed', message: 'toy crash' });
    expect(bench.answer({ type: 'export' }).text).toContain('crash');
    expect(bench.refusal({ type: 'run' }).message).toMatch(/the engine has failed/);
    bench.load();
    expect(bench.state).toBe('paused');
  });

  it('fails when an invariant is broken in debug mode', () => {
    const bench = new Bench().load(toyText(['sh', 'sleep 50']));
    bench.workshop.made.at(-1)!.brokenFrom = 10;
    bench.send({ type: 'debug', invariants: true });
    bench.send({ type: 'run' });
    bench.settle();
    expect(bench.views.at(-1)!.session).toMatchObject({ state: 'failed', message: 'invariant broken at tick 10' });
  });

  it('shows only what changed', () => {
    const bench = new Bench().load();
    bench.settle();
    const first = bench.views.findLast((view) => view.groups)!;
    expect(first.machine).toMatchObject({ cpus: 1 });
    expect(first.frames).toMatchObject({ full: true });
    expect(first.consoles).toMatchObject([
      { tty: 0, reset: true },
      { tty: 1, reset: true },
    ]);
    bench.send({ type: 'select', group: 1 });
    bench.scheduler.pass(50);
    const { seq: _seq, ...rest } = bench.views.at(-1)!;
    expect(Object.keys(rest).sort()).toEqual(['detail', 'memory', 'session', 'time', 'type', 'v']);
    expect(rest.detail).toMatchObject({ group: 1, taskCount: 2 });
  });

  it('answers each message exactly once, whatever it is', () => {
    const bench = new Bench();
    expect(bench.raw({ v: 2, id: 4, command: { type: 'run' } })).toMatchObject([{ id: 4, ok: false, error: { code: 'version' } }]);
    expect(bench.raw({ v: 1, id: 4, command: { type: 'fly' } })).toMatchObject([{ id: 4, ok: false, error: { code: 'schema' } }]);
    expect(bench.raw({ v: 1, id: 5, command: { type: 'load', text: '', journal: [{ type: 'exec' }] } })).toMatchObject([
      { id: 5, error: { code: 'journal' } },
    ]);
    for (const garbage of [undefined, 0, 'x', [], {}, { id: -1 }]) {
      expect(bench.raw(garbage)).toMatchObject([{ id: 0, ok: false, error: { code: 'schema' } }]);
    }
  });

  it('survives any sequence of commands and any garbage', () => {
    const tick = fc.nat(80);
    const tty = fc.constantFrom(0 as const, 1 as const);
    const command = fc.oneof(
      fc.constantFrom<Command>(
        ...([{ type: 'run' }, { type: 'pause' }, { type: 'reset' }, { type: 'recover' }, { type: 'hash' }, { type: 'export' }] as const),
        ...([
          { type: 'step', by: 'command' },
          { type: 'step', by: 'tick' },
          { type: 'step', by: 'event' },
          { type: 'load', text: TEXT },
        ] as const),
      ),
      fc.record({ type: fc.constant('seek' as const), tick }),
      fc.record({
        type: fc.constant('exec' as const),
        tty,
        line: fc.constantFrom('echo x', 'loop', 'sleep 9', 'panic', 'crash', 'refuse'),
      }),
      fc.record({ type: fc.constantFrom('interrupt' as const, 'eof' as const), tty }),
      fc.record({ type: fc.constant('speed' as const), ticksPerSecond: fc.constantFrom(0, 1, 1000) }),
    );
    const message = fc.oneof({ weight: 5, arbitrary: command }, { weight: 1, arbitrary: fc.jsonValue() });
    fc.assert(
      fc.property(fc.array(fc.tuple(message, fc.nat(40)), { maxLength: 25 }), (messages) => {
        const bench = new Bench();
        messages.forEach(([each, wait], i) => {
          bench.raw({ v: 1, id: i + 1, command: each });
          bench.scheduler.pass(wait);
        });
        bench.raw({ v: 1, id: messages.length + 1, command: { type: 'pause' } });
        bench.scheduler.pass(100);
        for (let id = 1; id <= messages.length + 1; id++) expect(bench.reply(id)).toBeDefined();
        expect(['running', 'seeking', 'loading']).not.toContain(bench.state);
      }),
      { numRuns: 300 },
    );
  });
});

describe('watching charges', () => {
  const last = (bench: Bench): View['charges'] => bench.views.findLast((view) => view.charges !== undefined)?.charges;

  it('shows those of the moment it was asked for at, and steps to the next', () => {
    const bench = new Bench().load();
    bench.send({ type: 'select', group: 1 });
    bench.send({ type: 'step', by: 'tick' });
    bench.settle();
    const { tick } = bench.answer({ type: 'ping' });
    expect(last(bench)).toBeUndefined();
    const asked = bench.send({ type: 'watch', charges: true });
    bench.settle();
    expect(bench.reply(asked)).toMatchObject({ ok: true, answer: { tick } });
    expect(last(bench)).toMatchObject({ group: 1, rows: [{ comm: 'toy' }] });
    bench.send({ type: 'step', by: 'charge' });
    bench.settle();
    expect(bench.answer({ type: 'ping' }).tick).toBe(tick + 1);
    expect(last(bench)?.rows).toHaveLength(2);
  });

  it('is kept over a load, and ends', () => {
    const bench = new Bench();
    bench.send({ type: 'watch', charges: true });
    bench.load();
    bench.send({ type: 'select', group: 1 });
    bench.send({ type: 'step', by: 'charge' });
    bench.settle();
    expect(last(bench)?.rows).toHaveLength(1);
    bench.send({ type: 'watch', charges: false });
    const before = bench.views.length;
    bench.send({ type: 'step', by: 'tick' });
    bench.settle();
    expect(bench.views.slice(before).some((view) => view.charges !== undefined)).toBe(false);
  });
});

describe('rewriting the journal', () => {
  it('goes to a moment of the run without a line, and recovers the one with it', () => {
    const bench = new Bench().load();
    bench.send({ type: 'step', by: 'tick' });
    bench.settle();
    bench.send({ type: 'exec', tty: 1, line: 'echo extra' });
    bench.settle();
    const { journal, tick } = bench.answer({ type: 'export' });
    const with_ = bench.answer({ type: 'hash' }).hash;
    const asked = bench.send({ type: 'rewrite', journal: [], tick: 1 });
    bench.settle();
    expect(bench.reply(asked)).toMatchObject({ ok: true, answer: { tick: 1, journal: [] } });
    expect(bench.views.at(-1)!.time).toMatchObject({ tick: 1, end: 1, dropped: tick });
    const back = bench.send({ type: 'rewrite', journal: [...journal], tick });
    bench.settle();
    expect(bench.reply(back)).toMatchObject({ ok: true, answer: { tick } });
    expect(bench.answer({ type: 'hash' }).hash).toBe(with_);
  });
});

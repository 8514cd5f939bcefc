import {
  type Answers,
  type Command,
  FRAME_KINDS,
  type FrameKindName,
  type GroupView,
  type Hello,
  type MarkView,
  type Refusal,
  type SampleView,
  type TraceView,
  UNLIMITED,
  type View,
} from '../../engine/protocol';
import type { Kept } from '../../engine/client';
import type { Engine } from '../model/engine';
import { group } from './views';

/** A life of two states and a way of three stops: what a diagram needs to be drawn. */
const LIFECYCLE = {
  initial: 'unaccounted',
  states: {
    unaccounted: { on: { limit: { guard: 'firstLimit', target: 'accounted', actions: ['account'] } } },
    accounted: { on: { uncharged: { actions: ['count'] } } },
  },
};
const CHARGE = [
  { id: 'alloc', fn: '__alloc_pages_nodemask', next: ['kmem'] },
  { id: 'kmem', fn: 'memcg_charge_kmem', counter: 'memory.kmem', next: ['enomem'] },
  { id: 'enomem', fn: '-ENOMEM', next: [] },
];

const RAM = 16384;
const LIMIT = 1024;
const MOUNT = '/sys/fs/cgroup/memory';
const kindOf = (kind: FrameKindName): number => FRAME_KINDS.indexOf(kind);

/** Stacks of the bomb at a tick: it grows to its limit, holds there, and burns out. */
function stacksAt(tick: number): number {
  if (tick < 200) return 0;
  if (tick < 900) return Math.min(512, Math.floor((tick - 200) * 0.9));
  return Math.max(0, 512 - Math.floor((tick - 900) * 0.8));
}

/**
 * A stand-in for the engine in tests of the panels: it plays a made-up fork bomb whose every view is a function of the
 * tick. It simulates nothing.
 */
export class FakeEngine implements Engine {
  readonly sent: Command[] = [];
  #listeners = new Set<(view: View) => void>();
  #seq = 0;
  #tick = 0;
  #end = 0;
  #state: View['session']['state'] = 'empty';
  #speed = 1000;
  #selected = 1;
  #typed = '';
  message: string | undefined;
  kept: Kept | undefined;
  /** When set, every load and run is refused so. */
  refuse: Refusal | undefined;

  onView(listener: (view: View) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onHello(listener: (hello: Hello) => void): () => void {
    listener({ v: 1, type: 'hello', protocol: 1, rules: 1, lifecycle: LIFECYCLE, charge: CHARGE });
    return () => undefined;
  }

  async send<T extends Command['type']>(command: Extract<Command, { type: T }>): Promise<Answers[T]> {
    this.sent.push(command);
    if ((command.type === 'load' || command.type === 'run') && this.refuse !== undefined)
      throw Object.assign(new Error(this.refuse.message), { refusal: this.refuse });
    const answer = this.#do(command);
    return Promise.resolve(answer as Answers[T]);
  }

  #do(command: Command): Answers[keyof Answers] {
    switch (command.type) {
      case 'load':
        this.#state = 'paused';
        this.#end = 0;
        this.goto(command.tick ?? 0);
        return { tick: this.#tick, title: 'Made up', warnings: [] };
      case 'run':
        this.show('running');
        break;
      case 'pause':
        this.show('paused');
        break;
      case 'step':
        this.goto(this.#tick + 1);
        break;
      case 'reset':
        this.goto(0);
        break;
      case 'seek':
        this.goto(command.tick);
        break;
      case 'speed':
        this.#speed = command.ticksPerSecond;
        this.show(this.#state);
        break;
      case 'select':
        this.#selected = command.group;
        this.show(this.#state);
        break;
      case 'rewrite':
        this.goto(command.tick);
        return { tick: this.#tick, journal: command.journal };
      case 'exec':
        this.#typed += `root@memcg:${MOUNT}# ${command.line}\n`;
        return this.#typeAt(this.#tick);
      case 'complete':
        return {
          completions: ['memory.kmem.limit_in_bytes', 'memory.kmem.usage_in_bytes', 'memory.kmem.failcnt'].map((text) => ({
            text: `bomb/${text}`,
            from: command.line.lastIndexOf(' ') + 1,
            to: command.line.length,
            kind: 'file',
          })),
        };
      case 'hash':
        return { tick: this.#tick, hash: '0123456789abcdef' };
      case 'export':
        return { text: '# Made up', journal: [], tick: this.#tick };
      case 'frame':
        return {
          frame: {
            pfn: command.pfn,
            kind: 'stack',
            order: 1,
            head: command.pfn & ~1,
            owner: '/bomb',
            ownerId: 3,
            holds: 'kernel stack of pid 42 (bash)',
          },
        };
      case 'check':
        return { problems: [], warnings: [] };
      case 'manual':
        return { names: [] };
      case 'recycle':
        return {};
      default:
        break;
    }
    return { tick: this.#tick };
  }

  #typeAt(tick: number): Answers['exec'] {
    this.goto(tick + 5);
    return { tick, kept: this.kept?.journal.length ?? 0 };
  }

  /** Shows everything as at a tick. */
  goto(tick: number): void {
    this.#tick = tick;
    this.#end = Math.max(this.#end, tick);
    this.show(this.#state);
  }

  /** Shows the present tick in a state of the session. */
  show(state: View['session']['state'], message = this.message): void {
    this.#state = state;
    const view = this.#view(message);
    for (const listener of this.#listeners) listener(view);
  }

  #view(message: string | undefined): View {
    const tick = this.#tick;
    const stacks = stacksAt(tick);
    return {
      v: 1,
      type: 'view',
      seq: ++this.#seq,
      session: { state: this.#state, title: 'A fork bomb, contained', speed: this.#speed, ...(message === undefined ? {} : { message }) },
      time: { tick, end: this.#end, events: tick * 7 },
      machine: { kernel: 'kmemcg-v3', ram: RAM, cpus: 1, swap: 0, without: [], seed: 1 },
      memory: { total: RAM, free: RAM - 1300 - stacks * 18, tasks: 6 + stacks, staticKey: tick > 60 },
      groups: { reset: true, rows: groupsAt(tick), gone: [] },
      frames: framesAt(tick),
      consoles: [
        { tty: 0, reset: true, text: lessonText(tick), idle: tick > 1600, cwd: MOUNT, status: 0 },
        { tty: 1, reset: true, text: this.#typed, idle: true, cwd: MOUNT, status: 0 },
      ],
      dmesg: { reset: true, lines: [] },
      trace: { reset: true, rows: traceAt(tick), dropped: 0 },
      marks: { reset: true, rows: marksAt(this.#end) },
      samples: { reset: true, distance: 1, rows: samplesTo(this.#end) },
      lesson: {
        current: tick > 1600 ? -1 : 1,
        blocks: [
          { type: 'prose', state: 'done' },
          { type: 'sh', state: tick === 0 ? 'waiting' : tick > 1600 ? 'done' : 'running', startTick: 1, line: Math.min(6, tick >> 5) },
          { type: 'check', state: tick > 1600 ? 'done' : 'waiting', checks: [] },
        ],
      },
      detail: detailOf(
        groupsAt(tick).find((one) => one.id === this.#selected),
        stacks,
      ),
    };
  }
}

const counter = (usage: number, max: number, limit: number, failcnt = 0): GroupView['res'] => ({ usage, max, limit, failcnt });

function groupsAt(tick: number): GroupView[] {
  const root = group({ id: 1, parent: 0, name: '', path: '/', tasks: 4, res: counter(620, 700, UNLIMITED), rss: 620 });
  if (tick < 20) return [root];
  const stacks = stacksAt(tick);
  const kmem = stacks * 2;
  const most = 2 * stacksAt(Math.min(tick, 800));
  const failed = tick < 769 ? 0 : Math.min(1520, (tick - 768) * 4);
  const user = Math.floor(stacks * 15.5);
  const good = (id: number, name: string): GroupView =>
    group({
      id,
      name,
      path: `/${name}`,
      tasks: 2,
      state: 'accounted',
      res: counter(128, 160, UNLIMITED),
      kmem: counter(4, 6, 2048),
      rss: 98,
      stock: 26,
    });
  return [
    root,
    good(2, 'alice'),
    group({
      id: 3,
      name: 'bomb',
      path: '/bomb',
      tasks: stacks,
      state: tick < 60 ? 'unaccounted' : 'accounted',
      res: counter(kmem + user + 17, Math.floor(most * 8.75), UNLIMITED),
      kmem: counter(kmem, most, tick < 60 ? UNLIMITED : LIMIT, failed),
      rss: user,
      stock: 17,
    }),
    good(4, 'carol'),
    ...(tick > 700
      ? [
          group({
            id: 5,
            parent: 4,
            name: 'old',
            path: '/carol/old',
            state: 'offline',
            res: counter(2, 40, UNLIMITED),
            kmem: counter(2, 8, 64),
          }),
        ]
      : []),
  ];
}

function framesAt(tick: number): NonNullable<View['frames']> {
  const kind = new Uint8Array(RAM);
  const order = new Uint8Array(RAM).fill(10);
  const owner = new Uint32Array(RAM);
  let at = 0;
  const put = (count: number, what: FrameKindName, who: number, size = 0): void => {
    at += at % (1 << size) === 0 ? 0 : 1;
    kind.fill(kindOf(what), at, at + count);
    order.fill(size, at, at + count);
    owner.fill(who, at, at + count);
    at += count;
  };
  put(1280, 'reserved', 0, 8);
  put(620, 'anon', 1);
  put(40, 'pagetable', 0);
  for (const id of tick < 20 ? [] : [2, 4]) {
    put(4, 'stack', id, 1);
    put(98, 'anon', id);
  }
  for (let stack = 0; stack < stacksAt(tick); stack++) {
    put(2, 'stack', 3, 1);
    put(13 + (stack % 5), 'anon', 3);
    put(1, 'pagetable', 0);
  }
  return { total: RAM, full: true, runs: new Uint32Array([0, RAM]), kind, order, owner };
}

function samplesTo(end: number): SampleView[] {
  const rows: SampleView[] = [];
  for (let tick = 0; tick <= end; tick += 4)
    rows.push({ tick, values: groupsAt(tick).flatMap((one) => [one.id, one.res.usage, one.kmem.usage]) });
  return rows;
}

function marksAt(end: number): MarkView[] {
  const marks: MarkView[] = [];
  if (end >= 20) for (const id of [2, 3, 4]) marks.push({ tick: 20, tone: 'created', group: id, count: 1, text: 'cgroup_mkdir' });
  for (let tick = 769; tick <= Math.min(end, 1148); tick += 3)
    marks.push({ tick, tone: 'refused', group: 3, count: 12, text: 'memcg_charge_kmem' });
  if (end >= 700) marks.push({ tick: 700, tone: 'removed', group: 5, count: 1, text: 'cgroup_rmdir' });
  return marks;
}

function traceAt(tick: number): TraceView[] {
  const rows: TraceView[] = [];
  for (let n = Math.max(1, tick * 2 - 400); n <= tick * 2; n++) {
    const at = n >> 1;
    const refused = at > 768 && n % 3 === 0;
    rows.push({
      n,
      tick: at,
      cpu: 0,
      pid: 40 + (n % 300),
      comm: 'bash',
      point: refused ? 'res_counter_charge' : n % 2 === 0 ? 'memcg_kmem_newpage_charge' : 'memcg_kmem_commit_charge',
      group: at < 60 ? 1 : 3,
      text: refused ? 'counter=kmem usage=1024 asked=2 limit=1024' : 'order=1 pages=2',
      tone: refused ? 'refused' : 'info',
    });
  }
  return rows;
}

function lessonText(tick: number): string {
  const lines = ['mkdir alice bomb carol', 'echo 4M > bomb/memory.kmem.limit_in_bytes', "cgexec -g memory:bomb bash -c ':(){ :|:& };:' &"];
  const shown = lines.slice(0, Math.ceil(tick / 40)).map((line) => `root@memcg:${MOUNT}# ${line}\n`);
  const failed = tick < 769 ? 0 : Math.min(1520, (tick - 768) * 4);
  return shown.join('') + 'bash: fork: Cannot allocate memory\n'.repeat(failed);
}

function detailOf(one: GroupView | undefined, stacks: number): View['detail'] {
  if (one === undefined) return undefined;
  const file = (name: string, value: number | string, writable = false) => ({ name, text: `${value}\n`, writable });
  const amount = (count: number): string => (count === UNLIMITED ? '9223372036854775807' : String(count * 4096));
  return {
    group: one.id,
    files: [
      file('memory.usage_in_bytes', amount(one.res.usage)),
      file('memory.limit_in_bytes', amount(one.res.limit), true),
      file('memory.max_usage_in_bytes', amount(one.res.max), true),
      file('memory.failcnt', one.res.failcnt, true),
      file('memory.kmem.usage_in_bytes', amount(one.kmem.usage)),
      file('memory.kmem.limit_in_bytes', amount(one.kmem.limit), true),
      file('memory.kmem.max_usage_in_bytes', amount(one.kmem.max), true),
      file('memory.kmem.failcnt', one.kmem.failcnt, true),
      { name: 'memory.kmem.slabinfo', text: '', writable: false, error: 'Input/output error' },
      file('memory.stat', `cache 0\nrss ${one.rss * 4096}\nmapped_file 0\npgpgin 812\npgpgout 0`),
      file('memory.use_hierarchy', 0, true),
      file('memory.oom_control', 'oom_kill_disable 0\nunder_oom 0', true),
      file('tasks', '42\n43\n44', true),
    ],
    tasks: Array.from({ length: Math.min(one.tasks, 200) }, (_, i) => ({
      pid: 42 + i,
      ppid: 41 + (i >> 1),
      comm: 'bash',
      state: i % 3 ? 'S' : 'R',
      rss: 15,
    })),
    taskCount: one.id === 3 ? stacks : one.tasks,
  };
}

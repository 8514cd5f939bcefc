/** Our own load: takes what it is told to, one unit a step, says what it got, and holds it until killed. */
import { EINTR, strerror } from '../../kernel/errno';
import { IMAGE_REGION, O_CREAT, O_EXCL, O_NONBLOCK, O_WRONLY } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { parseCount, parseDecimal } from '../lib/numbers';
import { quote } from '../lib/quote';
import { tool, wrongUsage } from './tool';

const PAGE = 4096;
/** Pages touched or written in one step. */
const PAGES_A_STEP = 32;
const SIGHUP = 1;
const SIGINT = 2;
const SIGKILL = 9;
const SIGTERM = 15;

const MEMORY = ['anon', 'cache', 'mlock', 'shm'] as const;
const THINGS = ['fork', 'thread', 'files', 'dirs', 'sockets'] as const;
type Kind = (typeof MEMORY)[number] | (typeof THINGS)[number];
const REGIONS = { anon: 'anon', mlock: 'locked', shm: 'shared' } as const;
/** The call each kind is refused by. */
const CALLS: Readonly<Record<Kind, string>> = {
  anon: 'touch',
  cache: 'write',
  mlock: 'touch',
  shm: 'touch',
  fork: 'fork',
  thread: 'clone',
  files: 'open',
  dirs: 'mkdir',
  sockets: 'socket',
};

/** `child` is what a fork or thread of it is; `handle` its region or descriptor, `children` the pids it made. */
type HogState = { phase: 'take' | 'hold' | 'child'; done: number; handle: number; children: string };

export const hog = tool<HogState>(
  'hog',
  {
    long: { every: 'every=' },
  },
  (sys, args, state) => {
    const [kind = '', amount, extra] = args.operands;
    if (!isKind(kind)) return wrongUsage(sys, {}, kind === '' ? 'missing operand' : `unknown kind ${quote(kind)}`);
    if (amount === undefined) return wrongUsage(sys, {}, `missing operand after ${quote(kind)}`);
    if (extra !== undefined) wrongUsage(sys, {}, `extra operand ${quote(extra)}`);
    const isMemory = (MEMORY as readonly string[]).includes(kind);
    const count = isMemory ? parseCount(amount) : parseDecimal(amount);
    if (count === undefined || count < 0) return wrongUsage(sys, {}, `invalid ${isMemory ? 'size' : 'number'} ${quote(amount)}`);
    const every = args.value('every') === undefined ? 0 : parseDecimal(args.value('every')!);
    if (every === undefined || every < 0) return wrongUsage(sys, {}, `invalid number of ticks ${quote(args.value('every')!)}`);
    return new Hog(sys, kind, isMemory ? Math.ceil(count / PAGE) : count, every, isMemory).step(
      state ?? { phase: 'take', done: 0, handle: -1, children: '' },
    );
  },
);

function isKind(word: string): word is Kind {
  return ([...MEMORY, ...THINGS] as readonly string[]).includes(word);
}

class Hog {
  constructor(
    readonly sys: Sys<HogState>,
    readonly kind: Kind,
    readonly wanted: number,
    readonly every: number,
    readonly isMemory: boolean,
  ) {}

  step(s: HogState): number {
    const { sys } = this;
    switch (s.phase) {
      case 'child':
        // As any process that comes back from fork, it writes to its own stack.
        if (this.kind === 'fork' && s.done === 0) {
          sys.touch(IMAGE_REGION, 0, 1);
          sys.checkpoint({ ...s, done: 1 });
        }
        sys.pause();
        return 0;
      case 'hold':
        return this.#hold(s);
      case 'take':
        return s.done >= this.wanted ? this.#report(s, '') : this.#take(s);
      default:
        return s.phase satisfies never;
    }
  }

  #take(s: HogState): never {
    const { sys, kind } = this;
    const many = this.every > 0 ? 1 : Math.min(PAGES_A_STEP, this.wanted - s.done);
    const got = (count: number, handle = s.handle, children = s.children): never => {
      const next = { ...s, done: s.done + count, handle, children };
      if (this.every > 0 && next.done < this.wanted) sys.sleep(this.every);
      return sys.checkpoint(next);
    };
    const refused = (errno: number, call: string = CALLS[kind]): never =>
      errno === -EINTR ? sys.checkpoint(s) : this.#report(s, `: ${call}: ${strerror(errno)}`);
    switch (kind) {
      case 'anon':
      case 'mlock':
      case 'shm': {
        if (s.handle < 0) {
          const region = sys.mmap({ pages: this.wanted, kind: REGIONS[kind] });
          return region < 0 ? refused(region, kind === 'mlock' ? 'mlock' : 'mmap') : sys.checkpoint({ ...s, handle: region });
        }
        const touched = sys.touch(s.handle, s.done, many);
        return touched < 0 ? refused(touched) : got(touched);
      }
      case 'cache': {
        if (s.handle < 0) {
          const fd = sys.open(this.#path(), O_CREAT | O_EXCL | O_WRONLY);
          return fd < 0 ? refused(fd, 'open') : sys.checkpoint({ ...s, handle: fd });
        }
        const written = sys.write(s.handle, 'x'.repeat(many * PAGE));
        return written < 0 ? refused(written) : got(Math.floor(written / PAGE));
      }
      case 'fork':
      case 'thread': {
        const child: HogState = { phase: 'child', done: 0, handle: -1, children: '' };
        const pid = kind === 'fork' ? sys.fork(child) : sys.clone({ thread: true }, child);
        return pid < 0 ? refused(pid) : got(1, s.handle, kind === 'fork' ? `${s.children} ${pid}` : s.children);
      }
      case 'files': {
        this.#enter(s, refused);
        const fd = sys.open(`f${s.done}`, O_CREAT | O_WRONLY);
        if (fd < 0) return refused(fd);
        sys.close(fd);
        return got(1);
      }
      case 'dirs': {
        this.#enter(s, refused);
        const made = sys.mkdir('x');
        if (made < 0) return refused(made);
        const entered = sys.chdir('x');
        return entered < 0 ? refused(entered, 'chdir') : got(1);
      }
      case 'sockets': {
        // One at a time: made, then a byte written that nobody reads.
        if (s.handle < 0) {
          const fd = sys.socket(O_NONBLOCK);
          return fd < 0 ? refused(fd) : sys.checkpoint({ ...s, handle: fd });
        }
        const written = sys.write(s.handle, 'x');
        return written < 0 ? refused(written, 'write') : got(1, -1);
      }
      default:
        return kind satisfies never;
    }
  }

  #path(): string {
    // Cache that can be dropped and reclaimed is that of a disk; a tmpfs has nowhere else to put its pages.
    return this.kind === 'cache' ? `/data/hog.${this.sys.pid}` : `/tmp/hog.${this.sys.pid}`;
  }

  /** Makes its own directory in /tmp and goes there, once. */
  #enter(s: HogState, refused: (errno: number, call?: string) => never): void {
    if (s.handle >= 0) return;
    const made = this.sys.mkdir(this.#path());
    if (made < 0) refused(made, 'mkdir');
    const entered = this.sys.chdir(this.#path());
    if (entered < 0) refused(entered, 'chdir');
    this.sys.checkpoint({ ...s, handle: 0 });
  }

  /** `hog: fork 512 of 1000: fork: Cannot allocate memory` */
  #report(s: HogState, why: string): never {
    const size = (count: number): string => (this.isMemory ? sizeText(count * PAGE) : String(count));
    const where = this.kind === 'cache' || this.kind === 'files' || this.kind === 'dirs' ? ` in ${this.#path()}` : '';
    this.sys.out(`hog: ${this.kind} ${size(s.done)} of ${size(this.wanted)}${s.done > 0 ? where : ''}${why}\n`);
    this.sys.flush();
    if (s.children !== '') for (const signal of [SIGHUP, SIGINT, SIGTERM]) this.sys.sigaction(signal, 'catch');
    return this.sys.checkpoint({ ...s, phase: 'hold' });
  }

  /** Sleeps until killed. Asked to end by a signal it can catch, it takes its children along. */
  #hold(s: HogState): number {
    const { sys } = this;
    sys.pause();
    const signal = sys.takeSignal();
    if (signal === 0) return sys.checkpoint(s);
    for (const pid of s.children.trim().split(' ')) sys.kill(Number(pid), SIGKILL);
    sys.sigaction(signal, 'default');
    sys.kill(sys.pid, signal);
    return 128 + signal;
  }
}

/** `4M`, `2052K`, `0`. */
function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ['G', 1 << 30],
    ['M', 1 << 20],
    ['K', 1024],
  ] as const)
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  return String(bytes);
}

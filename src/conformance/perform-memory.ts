/** How the operations on files, shared and locked memory, swap and caches are carried out. */
import { errnoName } from '../kernel/errno';
import { fileTruncate, layOutFile } from '../kernel/filemap';
import { softLimitReclaim } from '../kernel/soft-limit';
import { openSwapArea } from '../kernel/swap-area';
import { O_NONBLOCK, sysClose, sysSocket, sysStat, sysWrite } from '../kernel/syscalls';
import { tryToFreeMemCgroupPages, tryToFreePages } from '../kernel/vmscan';
import { cgroupByPath } from '../kernel/cgroup';
import { memcgUsage } from '../kernel/memory-stat';
import type { OperationName, OperationOf } from './operation';
import type { Session } from './perform';
import type { Answer } from './order';
import { failed, OK, type Result } from './result';

const PAGE_BYTES = 4096;
/** Where disk files lie. */
const DISK = '/data';
/** A reclaim on request that brings nothing so many times is over. */
const FRUITLESS = 16;

const pagesIn = (bytes: number): number => Math.ceil(bytes / PAGE_BYTES);
const done = (answer: Answer): Result => (answer.errno === undefined ? OK : failed(errnoName(answer.errno)));
const pathOf = (file: string): string => `${DISK}/${file.replaceAll('/', '_')}`;

type Perform<N extends OperationName> = (session: Session, args: OperationOf<N>['args']) => Result;
type Some = { readonly [N in OperationName]?: Perform<N> };

/** A clean file of at least so many bytes that an outsider made; its inode. */
function makeFile({ rig }: Session, file: string, bytes: number): number {
  const path = pathOf(file);
  rig.control({ do: 'create', path });
  const found = sysStat(rig.k, rig.controlPid, path);
  if (typeof found === 'number') throw new Error(`the file "${file}" was not made: ${found}`);
  if (found.size < bytes) fileTruncate(rig.k, found.ino, bytes);
  return found.ino;
}

function bytesOf({ bytes, pages }: { readonly bytes?: number | undefined; readonly pages?: number | undefined }): number {
  return bytes ?? (pages ?? 0) * PAGE_BYTES;
}

function readFile(session: Session, args: OperationOf<'read_file'>['args']): Result {
  const { rig } = session;
  makeFile(session, args.file, bytesOf(args));
  return rig.order(rig.member(args.t), { do: 'read pages', path: pathOf(args.file), bytes: bytesOf(args) }, done);
}

function mapFile(session: Session, { t, region, file, bytes, touch }: OperationOf<'map_file'>['args']): Result {
  const { rig } = session;
  makeFile(session, file, bytes);
  const order = { do: 'map file', region, path: pathOf(file), pages: pagesIn(bytes), touch: touch !== false } as const;
  return rig.order(rig.member(t), order, done);
}

function dropCaches({ rig }: Session, level: number, times: number): Result {
  for (let i = 0; i < times; i++) {
    rig.control({ do: 'write file', path: '/proc/sys/vm/drop_caches', text: `${level}\n` });
  }
  return OK;
}

function swapon({ rig: { k } }: Session, bytes: number | undefined): Result {
  const { slots, on } = k.swap.area.col;
  if (on[0] === 0) openSwapArea(k.swap, bytes === undefined ? slots[0]! : pagesIn(bytes));
  return OK;
}

function swapoff({ rig }: Session, by: string | undefined): Result {
  if (by !== undefined) return rig.order(rig.member(by), { do: 'swapoff' }, done);
  return done(rig.control({ do: 'swap off' }));
}

/** Outside pressure: on a group until its usage is `to`, or on the machine until so many bytes came. */
function reclaim({ rig: { k } }: Session, { g, to, bytes }: OperationOf<'reclaim'>['args']): Result {
  const memcg = g === '*' ? 0 : cgroupByPath(k, g);
  let left = pagesIn(bytes ?? 0);
  for (let fruitless = 0; fruitless < FRUITLESS;) {
    if (memcg === 0 ? left <= 0 : memcgUsage(k, memcg, false) <= pagesIn(to ?? 0)) break;
    const freed = memcg === 0 ? softLimitReclaim(k) + tryToFreePages(k) : tryToFreeMemCgroupPages(k, memcg, false);
    left -= freed;
    fruitless = freed === 0 ? fruitless + 1 : 0;
  }
  return OK;
}

export const MEMORY_OPERATIONS: Some = {
  make_file: (session, { file, pages }) => {
    const inode = makeFile(session, file, pages * PAGE_BYTES);
    layOutFile(session.rig.k, inode, pages);
    return OK;
  },
  read_file: readFile,
  write_file: ({ rig }, args) => rig.order(rig.member(args.t), { do: 'append', path: pathOf(args.file), bytes: bytesOf(args) }, done),
  map_file: mapFile,
  drop_file: ({ rig }, { file }) => done(rig.control({ do: 'unlink', path: pathOf(file) })),
  drop_caches: (session, { level, times }) => dropCaches(session, level, times ?? 1),
  map_shared: ({ rig }, { t, region, bytes }) =>
    rig.order(rig.member(t), { do: 'map memory', region, kind: 'shared', pages: pagesIn(bytes), lock: false }, done),
  unmap_shared: ({ rig }, { t, region }) => rig.order(rig.member(t), { do: 'unmap', region, pages: 'all' }, done),
  mlock: ({ rig }, { t, region, mode, bytes }) => {
    const kind = mode === 'map_locked' ? 'locked' : 'anon';
    return rig.order(rig.member(t), { do: 'map memory', region, kind, pages: pagesIn(bytes), lock: mode === 'mlock' }, done);
  },
  read_anon: ({ rig }, { t, region, bytes }) =>
    rig.order(rig.member(t), { do: 'use region', region, pages: pagesIn(bytes), write: false }, done),
  retouch: ({ rig }, { t }) => rig.order(rig.member(t), { do: 'use region', region: '', pages: Infinity, write: true }, done),
  swapon: (session, { bytes }) => swapon(session, bytes),
  swapoff: (session, { by }) => swapoff(session, by),
  reclaim,
  // There is one node: every page is on it already (do_migrate_pages).
  migrate_pages: ({ rig }, { t }) => (rig.alive(rig.member(t)) ? OK : failed('ESRCH')),
  tcp_buffer: ({ rig, kept }, { t, bytes, tag }) => {
    const { pid } = rig.member(t);
    const fd = sysSocket(rig.k, pid, O_NONBLOCK);
    if (fd < 0) return failed(errnoName(-fd));
    kept.set(`socket ${t} ${tag}`, fd);
    const written = sysWrite(rig.k, pid, fd, 'x'.repeat(bytes));
    return written < 0 ? failed(errnoName(-written)) : OK;
  },
  tcp_close: ({ rig, kept }, { t, tag }) => {
    sysClose(rig.k, rig.member(t).pid, kept.get(`socket ${t} ${tag}`) ?? -1);
    return OK;
  },
};

import { flag, group, oneOf, optional, text, whole, either, list, object, members, FormatError, type Parsed, type Parser } from './parse';
import type { Step } from './case';

/** `n` children, or all of them. */
const manyOrAll = either(whole, oneOf('all'));

/** The arguments of every operation of the format, by name. `repeat` stands apart: it holds steps. */
const ARGUMENTS = {
  mkdir: object({ g: group }),
  rmdir: object({ g: group }),
  rename: object({ src: text, dst: text }),
  unlink: object({ g: group, file: text }),
  exists: object({ g: group, file: text }),
  write: object({ g: group, file: text, value: text, newline: optional(flag), by: optional(text) }),
  read: object({ g: group, file: text, key: optional(text), as: optional(text) }),
  reread: object({ as: text }),
  reread_poll: object({ as: text, tries: whole, ms: whole }),
  num_cgroups: object({}),

  spawn: object({ t: text, g: group, cpu: optional(whole) }),
  move: object({ t: text, g: group, thread: optional(flag) }),
  move_children: object({ t: text, n: manyOrAll, g: group }),
  clone_vm: object({ t: text, n: whole }),
  fork: object({ t: text, n: optional(whole), touch: optional(whole), child: optional(text) }),
  threads: object({ t: text, n: whole }),
  end_threads: object({ t: text }),
  kill_children: object({ t: text, n: manyOrAll }),
  zap_children: object({ t: text, n: manyOrAll }),
  reap: object({ t: text }),
  exit: object({ t: text }),
  kill: object({ t: text }),
  alive: object({ t: text }),
  count_alive: object({ tasks: list(text) }),
  wait_for: object({ t: text }),
  resume: object({ t: text }),

  touch: object({ t: text, pages: whole }),
  untouch: object({ t: text, pages: manyOrAll }),
  retouch: object({ t: text }),
  map_anon: object({ t: text, region: text, bytes: whole }),
  touch_anon: object({ t: text, region: text, bytes: whole }),
  touch_mapped: object({ t: text, region: text, bytes: whole }),
  read_anon: object({ t: text, region: text, bytes: whole }),
  free_anon: object({ t: text, region: text }),
  mlock: object({ t: text, region: text, mode: oneOf('map_locked', 'mlock'), bytes: whole }),
  map_shared: object({ t: text, region: text, kind: oneOf('zero', 'shm', 'hugetlb_file', 'hugetlb_shm'), bytes: whole }),
  unmap_shared: object({ t: text, region: text }),

  make_file: object({ file: text, pages: whole }),
  read_file: object({ t: text, file: text, bytes: optional(whole), pages: optional(whole) }),
  write_file: object({ t: text, file: text, bytes: optional(whole), pages: optional(whole) }),
  map_file: object({ t: text, region: text, file: text, bytes: whole, touch: optional(flag) }),
  drop_file: object({ file: text }),
  drop_caches: object({ level: oneOf(1, 2, 3), times: optional(whole) }),
  mkdir_chain: object({ t: text, dir: text, n: whole }),
  mkdir_flat: object({ t: text, dir: text, n: whole }),
  create_files: object({ t: text, dir: text, n: whole }),
  rm_tree: object({ dir: text }),
  mount: object({ fs: text, dir: text }),
  umount: object({ fs: optional(text), dir: text }),

  alloc_kmem: object({ t: text, kind: oneOf('page', 'order5', 'slab_obj', 'filp', 'neg_dentry', 'inode_dentry'), count: whole, tag: text }),
  free_kmem: object({ t: text, tag: text }),
  tcp_buffer: object({ t: text, bytes: whole, tag: text }),
  tcp_close: object({ t: text, tag: text }),

  swapon: object({ bytes: optional(whole) }),
  swapoff: object({ by: optional(text) }),
  reclaim: object({ g: text, to: optional(whole), bytes: optional(whole) }),
  migrate_pages: object({ t: text }),
  dying: object({ g: group }),
  listen: object({ as: text, g: group, file: text, event: oneOf('oom', 'threshold'), value: optional(either(whole, text)) }),
  unlisten: object({ as: text }),
  events: object({ as: text }),
  wait: object({ ms: whole }),
  assert: object({ expr: text }),
} as const satisfies Readonly<Record<string, Parser<unknown>>>;

type PlainOperations = { readonly [K in keyof typeof ARGUMENTS]: { readonly op: K; readonly args: Parsed<(typeof ARGUMENTS)[K]> } };

/** Does `steps` `n` times; `$i` in their texts is the innermost index from 1; `until` stops at the first step with that result. */
export interface Repeat {
  readonly op: 'repeat';
  readonly args: { readonly n: number; readonly steps: readonly Step[]; readonly until?: string };
}

/** One operation with its arguments. */
export type Operation = PlainOperations[keyof PlainOperations] | Repeat;
export type OperationName = Operation['op'];
/** The operation of one name. */
export type OperationOf<N extends OperationName> = Extract<Operation, { readonly op: N }>;

/** An operation that the format did not have when this was written: its case can only be passed over. */
export class UnknownOperation extends FormatError {
  readonly operation: string;

  constructor(at: string, operation: string) {
    super(at, `unknown operation "${operation}"`);
    this.name = 'UnknownOperation';
    this.operation = operation;
  }
}

const PARSERS: ReadonlyMap<string, Parser<unknown>> = new Map(Object.entries(ARGUMENTS));

/** Reads `op` and `args` of a step; `step` reads the steps inside a `repeat`. */
export function parseOperation(op: string, args: unknown, at: string, step: Parser<Step>): Operation {
  if (op === 'repeat') return { op, args: object({ n: whole, steps: list(step), until: optional(text) })(args, `${at}.args`) };
  const parser = PARSERS.get(op);
  if (parser === undefined) throw new UnknownOperation(at, op);
  return { op, args: parser(args ?? members({}, at), `${at}.args`) } as Operation;
}

function withIndexIn(value: unknown, index: number): unknown {
  if (typeof value === 'string') return value.replaceAll('$i', String(index));
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value.map((item) => item.replaceAll('$i', String(index)))
    : value;
}

/** The same operation with `$i` in every text of its arguments replaced; the steps of an inner `repeat` keep theirs. */
export function withIndex(operation: Operation, index: number): Operation {
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(operation.args)) args[name] = withIndexIn(value, index);
  return { op: operation.op, args } as Operation;
}

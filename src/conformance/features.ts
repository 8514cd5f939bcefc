import type { Case, KernelName } from './case';
import type { Operation, OperationName, OperationOf } from './operation';

/** What a case may ask of the engine beyond anonymous memory, stacks and control files. */
export type Feature =
  | 'slab accounting'
  | 'tasks waiting under oom_kill_disable'
  | 'page cache'
  | 'mapped files'
  | 'shared memory'
  | 'locked memory'
  | 'huge pages'
  | 'swap'
  | 'mounts and directories as objects'
  | 'socket buffers'
  | 'reclaim on request';

/** What the engine has so far. Setting one to true runs every case that waited for it. */
export const ENGINE_HAS: Readonly<Record<Feature, boolean>> = {
  'slab accounting': true,
  'tasks waiting under oom_kill_disable': true,
  'page cache': true,
  'mapped files': true,
  'shared memory': true,
  'locked memory': true,
  'huge pages': false,
  swap: true,
  'mounts and directories as objects': true,
  'socket buffers': true,
  'reclaim on request': true,
};

/** The kernel the suites run on: they were checked on 3.8, and what needs slabs there says so. */
export const SUITES_KERNEL: KernelName = ENGINE_HAS['slab accounting'] ? '3.8' : 'kmemcg-v3';

type Needs = { readonly [N in OperationName]?: Feature | ((args: OperationOf<N>['args']) => Feature | undefined) };

/** The feature each operation needs; operations that are not here need none. */
const OPERATION_NEEDS: Needs = {
  write: ({ file, value }) => (file === 'memory.oom_control' && value.trim() === '1' ? 'tasks waiting under oom_kill_disable' : undefined),
  make_file: 'page cache',
  read_file: 'page cache',
  write_file: 'page cache',
  drop_file: 'page cache',
  drop_caches: 'page cache',
  map_file: 'mapped files',
  map_shared: ({ kind }) => (kind === 'hugetlb_file' || kind === 'hugetlb_shm' ? 'huge pages' : 'shared memory'),
  unmap_shared: 'shared memory',
  mlock: 'locked memory',
  swapon: ({ bytes }) => (bytes === undefined ? undefined : 'swap'),
  retouch: 'swap',
  read_anon: 'swap',
  mkdir_chain: 'mounts and directories as objects',
  mkdir_flat: 'mounts and directories as objects',
  create_files: 'mounts and directories as objects',
  rm_tree: 'mounts and directories as objects',
  mount: 'mounts and directories as objects',
  umount: 'mounts and directories as objects',
  tcp_buffer: 'socket buffers',
  tcp_close: 'socket buffers',
  reclaim: 'reclaim on request',
};

/** The feature each word of a suite's `needs` stands for; the others ask for nothing the operations do not show. */
const WORD_NEEDS: ReadonlyMap<string, Feature> = new Map<string, Feature>([
  ['swap', 'swap'],
  ['swapoff', 'swap'],
  ['slab', 'slab accounting'],
  ['slabinfo', 'slab accounting'],
  ['async', 'slab accounting'],
  ['kmem_reclaim', 'slab accounting'],
  ['global_reclaim', 'reclaim on request'],
]);

function* operationsOf(steps: Case['steps']): Generator<Operation> {
  for (const { operation } of steps) {
    yield operation;
    if (operation.op === 'repeat') yield* operationsOf(operation.args.steps);
  }
}

function featureOf<N extends OperationName>(operation: OperationOf<N> & { readonly op: N }): Feature | undefined {
  const need = OPERATION_NEEDS[operation.op] as Needs[N];
  return typeof need === 'function' ? need(operation.args as never) : need;
}

/** The first thing a case needs that the engine does not have; `undefined` = it can be run. */
export function missingFeature(of: Case, has: Readonly<Record<Feature, boolean>> = ENGINE_HAS): Feature | undefined {
  const needed = new Set<Feature>();
  if (of.kernel === '3.8') needed.add('slab accounting');
  for (const word of of.needs) {
    const feature = WORD_NEEDS.get(word);
    if (feature !== undefined) needed.add(feature);
  }
  for (const operation of operationsOf(of.steps)) {
    const feature = featureOf(operation);
    if (feature !== undefined) needed.add(feature);
  }
  return [...needed].find((feature) => !has[feature]);
}

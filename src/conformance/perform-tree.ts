/** How the operations on directories, files and mounts as objects are carried out. */
import { errnoName } from '../kernel/errno';
import type { OperationName, OperationOf } from './operation';
import type { Answer, TreeOrder } from './order';
import type { Session } from './perform';
import { counted, failed, OK, type Result } from './result';

type Perform<N extends OperationName> = (session: Session, args: OperationOf<N>['args']) => Result;
type Some = { readonly [N in OperationName]?: Perform<N> };

const counts = ({ counts: found, errno }: Answer): Result => counted(found, errno === undefined ? undefined : errnoName(errno));
const done = ({ errno }: Answer): Result => (errno === undefined ? OK : failed(errnoName(errno)));

/** Where the recordings had their tmpfs. */
const TMPFS = '/t';

/** The recorded machine had a tmpfs at /t; ours has it where the first of its directories is wanted. */
function withTmpfs({ rig }: Session, dir: string): void {
  if (dir.startsWith(`${TMPFS}/`) && rig.control({ do: 'stat', path: TMPFS }).errno !== undefined)
    rig.control({ do: 'mount', fs: 'tmpfs', dir: TMPFS });
}

function byTask(session: Session, t: string, order: TreeOrder): Result {
  if ('dir' in order) withTmpfs(session, order.dir);
  // The directory to be filled was there before: its first block is nobody's in the group.
  if (order.do === 'fill directory') session.rig.control({ do: 'mkdir', path: order.dir });
  return session.rig.order(session.rig.member(t), order, counts);
}

export const TREE_OPERATIONS: Some = {
  mkdir_chain: (session, { t, dir, n }) => byTask(session, t, { do: 'make chain', dir, n }),
  mkdir_flat: (session, { t, dir, n }) => byTask(session, t, { do: 'fill directory', dir, n, what: 'dirs' }),
  create_files: (session, { t, dir, n }) => byTask(session, t, { do: 'fill directory', dir, n, what: 'files' }),
  rm_tree: ({ rig }, { dir }) => counts(rig.control({ do: 'remove chain', dir })),
  mount: ({ rig, mounts }, { fs, dir }) => {
    mounts.add(dir);
    return done(rig.control({ do: 'mount', fs, dir }));
  },
  umount: ({ rig, mounts }, { dir }) => {
    mounts.delete(dir);
    return done(rig.control({ do: 'umount', dir }));
  },
};

/** Objects that a system call makes: open files, names that are not there, empty files. */
export function allocObjects(session: Session, { t, kind, count, tag }: OperationOf<'alloc_kmem'>['args']): Result | undefined {
  switch (kind) {
    case 'filp':
    case 'slab_obj':
      return byTask(session, t, { do: 'hold files', tag, n: count });
    case 'neg_dentry':
      return byTask(session, t, { do: 'look for', dir: '/data', n: count });
    case 'inode_dentry':
      return byTask(session, t, { do: 'fill directory', dir: `/tmp/${tag}`, n: count, what: 'files' });
    default:
      return undefined;
  }
}

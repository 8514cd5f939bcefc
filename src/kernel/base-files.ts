/**
 * The control files every hierarchy has (kernel/cgroup.c, 3.8: files[]).
 */
import { cgroupAttach } from './cgroup';
import type { ControlFile } from './cgroup-files';
import { tasksOfMemcg } from './cgroup-tasks';
import { E2BIG } from './errno';
import { writeEventControl } from './event-control';
import type { Kernel } from './kernel';
import { strstrip } from './memparse';
import { leaderOf } from './task';

/** Longest path of a release agent (PATH_MAX). */
const PATH_MAX = 4096;

export const BASE_FILES: readonly ControlFile[] = [
  {
    name: 'tasks',
    read: (k, memcg) => idList(tasksOfMemcg(k, memcg)),
    writeU64: (k, memcg, value, writer) => attach(k, memcg, value, writer, false),
  },
  {
    name: 'cgroup.procs',
    read: (k, memcg) => idList(tasksOfMemcg(k, memcg).map((pid) => leaderOf(k, pid))),
    writeU64: (k, memcg, value, writer) => attach(k, memcg, value, writer, true),
  },
  flagFile('notify_on_release', 'notifyOnRelease'),
  flagFile('cgroup.clone_children', 'cloneChildren'),
  { name: 'cgroup.event_control', mode: 0o222, writeText: writeEventControl },
  {
    name: 'release_agent',
    onlyOnRoot: true,
    read: (k, memcg) => `${k.memcgInfo.get(memcg).releaseAgent ?? ''}\n`,
    writeText: setReleaseAgent,
  },
];

/** Ids in ascending order, each once (pidlist_uniq). */
function idList(ids: readonly number[]): string {
  const unique = [...new Set(ids)].sort((a, b) => a - b);
  return unique.map((id) => `${id}\n`).join('');
}

/** The kernel takes the number for a pid_t: its low 32 bits; 0 is the writer itself (attach_task_by_pid). */
function attach(k: Kernel, memcg: number, value: bigint, writer: number, wholeProcess: boolean): number {
  const pid = value === 0n ? writer : Number(BigInt.asIntN(32, value));
  return cgroupAttach(k, writer, pid, memcg, wholeProcess);
}

function flagFile(name: string, column: 'notifyOnRelease' | 'cloneChildren'): ControlFile {
  return {
    name,
    read: (k, memcg) => `${k.memcgs.col[column][memcg]!}\n`,
    writeU64: (k, memcg, value) => {
      k.memcgs.col[column][memcg] = value === 0n ? 0 : 1;
      return 0;
    },
  };
}

function setReleaseAgent(k: Kernel, memcg: number, text: string): number {
  if (text.length >= PATH_MAX) return -E2BIG;
  k.memcgInfo.set(memcg, { ...k.memcgInfo.get(memcg), releaseAgent: strstrip(text) });
  return 0;
}

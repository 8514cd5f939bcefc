/** The control files of a group by name, to tell a slip in a claim from a file. */
import { nearest } from './nearest';
import { quote } from './problem';

const COUNTERS = ['', 'memsw.', 'kmem.'].flatMap((which) =>
  ['usage_in_bytes', 'max_usage_in_bytes', 'limit_in_bytes', 'failcnt'].map((name) => `memory.${which}${name}`),
);
const TCP = ['usage_in_bytes', 'max_usage_in_bytes', 'limit_in_bytes', 'failcnt'].map((name) => `memory.kmem.tcp.${name}`);

export const CONTROL_FILES: readonly string[] = [
  ...COUNTERS,
  ...TCP,
  'memory.kmem.slabinfo',
  'memory.soft_limit_in_bytes',
  'memory.stat',
  'memory.force_empty',
  'memory.use_hierarchy',
  'memory.swappiness',
  'memory.move_charge_at_immigrate',
  'memory.oom_control',
  'cgroup.clone_children',
  'cgroup.event_control',
  'cgroup.procs',
  'notify_on_release',
  'release_agent',
  'tasks',
];

/** What is odd about a path below the hierarchy that is meant as a control file, in words; undefined when nothing is. */
export function oddControlFile(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (CONTROL_FILES.includes(name) || !/^(memory|cgroup)\./.test(name)) return undefined;
  const meant = nearest(name, CONTROL_FILES);
  return `there is no control file ${quote(name)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

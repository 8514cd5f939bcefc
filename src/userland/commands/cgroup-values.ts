/** `cgset` and `cgget`. */
import { strerror } from '../../kernel/errno';
import { O_RDWR } from '../../kernel/syscalls';
import type { Plain } from '../../kernel/store';
import type { Sys } from '../command';
import {
  CONTROLLER,
  cgroupFault,
  cgroupTool,
  directory,
  ECG_OTHER,
  exitOf,
  parseSpec,
  systemFault,
  values,
  wrong,
  type Fault,
  type Progress,
} from './libcgroup';

export const cgset = cgroupTool<Progress>(
  'cgset',
  {
    short: 'r:',
    long: { variable: 'r', 'copy-from': 'copy-from=' },
  },
  (sys, line, state) => {
    const settings = values(line, 'r').map((text) => {
      const match = /^([^=]+)=([\s\S]*)$/.exec(text ?? '');
      if (match !== null) return [match[1]!, match[2]!] as const;
      sys.err(`cgset: wrong parameter of option -r: ${text}\n`);
      return sys.exit(255);
    });
    const source = values(line, 'copy-from')[0];
    if (line.operands.length === 0 || (settings.length === 0 && source === undefined)) return wrong(sys);
    const all = source === undefined ? settings : [...readSettings(sys, source), ...settings];
    const jobs = line.operands.flatMap((group) => all.map((setting) => ({ group, setting })));
    const s = state ?? { at: 0, status: 0 };
    const job = jobs[s.at];
    if (job === undefined) return s.status;
    const fault = setValue(sys, job.group, ...job.setting);
    // What could not be copied is passed over, as there are files that cannot be written.
    if (fault !== undefined && source === undefined) {
      sys.err(`cgset: cgroup modify error: ${fault.text} \n`);
      return exitOf(fault);
    }
    return s.at + 1 < jobs.length ? sys.checkpoint({ at: s.at + 1, status: 0 }) : 0;
  },
);

function setValue<S extends Plain>(sys: Sys<S>, group: string, name: string, value: string): Fault | undefined {
  if (!name.startsWith(`${CONTROLLER}.`)) return cgroupFault('notMounted');
  const fd = sys.open(`${directory(group)}/${name}`, O_RDWR);
  if (fd < 0) return cgroupFault('noValue');
  const written = sys.write(fd, value);
  sys.close(fd);
  return written < 0 ? systemFault(written) : undefined;
}

const COPIED = [
  'memory.use_hierarchy',
  'memory.limit_in_bytes',
  'memory.soft_limit_in_bytes',
  'memory.memsw.limit_in_bytes',
  'memory.kmem.limit_in_bytes',
  'memory.swappiness',
  'memory.oom_control',
  'memory.move_charge_at_immigrate',
];

function readSettings<S extends Plain>(sys: Sys<S>, group: string): (readonly [string, string])[] {
  return COPIED.flatMap((name) => {
    const text = sys.readFile(`${directory(group)}/${name}`);
    return typeof text === 'string' ? [[name, text.split('\n')[0]!.replace(/^oom_kill_disable /, '')] as const] : [];
  });
}

export const cgget = cgroupTool<Progress>(
  'cgget',
  {
    short: 'r:g:nvam',
    long: { variable: 'r', all: 'a', 'values-only': 'v' },
  },
  (sys, line, state) => {
    const has = (name: string): boolean => line.options.some((option) => option.name === name);
    const given = values(line, 'g').map((text) => text ?? '');
    const fromSpecs = given.flatMap((text) => (parseSpec(text) === undefined ? [] : [parseSpec(text)!.path]));
    const groups = [...fromSpecs, ...line.operands];
    const everything = has('a') || given.length > 0;
    const named = values(line, 'r').map((name) => name ?? '');
    if (groups.length === 0 || (!everything && named.length === 0)) return wrong(sys);
    const badController = given
      .map((text) => text.split(':')[0]!.split(','))
      .flat()
      .find((name) => name !== CONTROLLER && name !== '*');
    if (badController !== undefined) {
      sys.err(`cgget: cannot find controller '${badController}' in group '${groups[0]}'\n`);
      return ECG_OTHER & 255;
    }
    const s = state ?? { at: 0, status: 0 };
    const group = groups[s.at];
    if (group === undefined) return s.status;
    const status = showGroup(sys, group, named, everything, { headers: !has('n'), names: !has('v') });
    const next = { at: s.at + 1, status: Math.max(s.status, status) };
    return next.at < groups.length ? sys.checkpoint(next) : next.status;
  },
);

function showGroup<S extends Plain>(
  sys: Sys<S>,
  group: string,
  named: readonly string[],
  everything: boolean,
  show: { headers: boolean; names: boolean },
): number {
  const path = directory(group);
  const files = everything ? sys.readdir(path) : named;
  if (typeof files === 'number' || typeof sys.stat(path) === 'number') {
    sys.err(`cgget: cannot find controller '${CONTROLLER}' in group '${group}'\n`);
    return ECG_OTHER & 255;
  }
  const wanted = everything ? [...[...files].filter((name) => name.startsWith(`${CONTROLLER}.`)).sort(), ...named] : files;
  let status = 0;
  if (show.headers) sys.out(`${group}:\n`);
  for (const name of wanted) {
    const text = sys.readFile(`${path}/${name}`);
    if (typeof text === 'number') {
      // Of all the files some cannot be read (force_empty); that is no fault.
      if (everything) continue;
      sys.err(`variable file read failed ${strerror(text)}\n`);
      status = ECG_OTHER & 255;
      continue;
    }
    const value = text.replace(/\n$/, '').replace(/\n/g, '\n\t');
    sys.out(`${show.names ? `${name}: ` : ''}${value}\n`);
  }
  if (show.headers) sys.out('\n');
  return status;
}

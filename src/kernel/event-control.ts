/**
 * cgroup.event_control (kernel/cgroup.c, 3.8: cgroup_write_event_control): "<event fd> <control file fd> <arguments>".
 */
import { E2BIG, EBADF, EINVAL } from './errno';
import { listenersOf, setListeners } from './event-listeners';
import { eventfdSignal } from './eventfd';
import { fileOf } from './fd-table';
import { FILE_EVENTFD, FILE_TEXT } from './file';
import { CGROUP } from './inode';
import type { Kernel } from './kernel';
import { parseSize } from './memparse';
import { registerThreshold } from './threshold';

/** Longest line; the file's default. */
const EVENT_LINE_MAX = 63;

/** Registers an event descriptor of the writer: 0, -E2BIG, -EBADF, -EINVAL. */
export function writeEventControl(k: Kernel, memcg: number, text: string, writer: number): number {
  if (text.length >= EVENT_LINE_MAX) return -E2BIG;
  const match = /^([0-9]+) ([0-9]+)(?: (.*))?$/s.exec(text.trim());
  if (match === null) return -EINVAL;
  const { type, data } = k.files.table.col;
  const eventFile = fileOf(k, writer, Number(match[1]));
  if (eventFile === 0) return -EBADF;
  if (type[eventFile] !== FILE_EVENTFD) return -EINVAL;
  const controlFile = fileOf(k, writer, Number(match[2]));
  if (controlFile === 0) return -EBADF;
  const name = controlFileName(k, memcg, controlFile);
  return name === undefined ? -EINVAL : register(k, memcg, name, match[3] ?? '', data[eventFile]!);
}

/** Name of an open control file of this very group. */
function controlFileName(k: Kernel, memcg: number, file: number): string | undefined {
  const { type, inode } = k.files.table.col;
  if (type[file] !== FILE_TEXT || k.inodes.col.fs[inode[file]!] !== CGROUP || k.inodes.col.data[inode[file]!] !== memcg) return undefined;
  return k.files.text.find(file)?.sub;
}

function register(k: Kernel, memcg: number, name: string, args: string, event: number): number {
  switch (name) {
    case 'memory.usage_in_bytes':
    case 'memory.memsw.usage_in_bytes': {
      const parsed = parseSize(args);
      if (!parsed.ok) return -parsed.errno;
      registerThreshold(k, memcg, name === 'memory.usage_in_bytes' ? 'usage' : 'memsw', parsed.value, event);
      return 0;
    }
    case 'memory.oom_control': {
      const listeners = listenersOf(k, memcg);
      setListeners(k, memcg, { ...listeners, oom: [event, ...listeners.oom] });
      if (k.memcgs.col.underOom[memcg]! > 0) eventfdSignal(k, event);
      return 0;
    }
    default:
      return -EINVAL;
  }
}

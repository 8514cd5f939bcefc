/**
 * The control files of a group (kernel/cgroup.c cgroup_file_read and cgroup_file_write, 3.8): what there is, and how a
 * read or write finds its file. What each file does stands in memory-files.ts and base-files.ts.
 */
import { becauseOfWrite } from './because';
import { BASE_FILES } from './base-files';
import { BLOCKED, EINVAL, ENODEV, ENOENT } from './errno';
import type { Kernel } from './kernel';
import { isOnline, ROOT_MEMCG } from './memcg';
import { MEMORY_FILES } from './memory-files';
import { parseU64 } from './memparse';
import { hasPatch } from './patches';

/** What a file does (struct cftype). Handlers answer 0 or -errno for writes, a text or -errno for reads. */
export interface ControlFile {
  readonly name: string;
  /** Only in the root of the hierarchy (CFTYPE_ONLY_ON_ROOT). */
  readonly onlyOnRoot?: boolean;
  /** Permission bits where they do not follow from the handlers (mode). */
  readonly mode?: number;
  readonly read?: (k: Kernel, memcg: number, reader: number) => string | number;
  /** Read as a sequence (read_map, read_seq_string): who opened it in time reads on when the group is removed. */
  readonly seq?: boolean;
  /** Takes a plain number, parsed before (write_u64). */
  readonly writeU64?: (k: Kernel, memcg: number, value: bigint, writer: number) => number;
  /** Takes the text as it was written (write_string). */
  readonly writeText?: (k: Kernel, memcg: number, text: string, writer: number) => number;
  /** Does not look at what was written (trigger). */
  readonly trigger?: (k: Kernel, memcg: number) => number;
}

/** Files of the kernel memory counter; the TCP buffers' are of another series. */
const KMEM_FILES = /^memory\.kmem\.(?!tcp\.)/;

/** Made at first use: these modules import each other, and nothing may run while they load. */
let files: ReadonlyMap<string, ControlFile> | undefined;

function allFiles(): ReadonlyMap<string, ControlFile> {
  files ??= new Map([...BASE_FILES, ...MEMORY_FILES].sort((a, b) => (a.name < b.name ? -1 : 1)).map((file) => [file.name, file]));
  return files;
}

/** True where a group has this file: the root has one more, and none has kernel memory's without patch 4. */
function isThere(k: Kernel, memcg: number, file: ControlFile): boolean {
  return (memcg === ROOT_MEMCG || file.onlyOnRoot !== true) && (hasPatch(k, 4) || !KMEM_FILES.test(file.name));
}

/** Names of a group's control files in order: 29, and release_agent in the root. */
export function listControlFiles(k: Kernel, memcg: number): string[] {
  return [...allFiles().values()].filter((file) => isThere(k, memcg, file)).map(({ name }) => name);
}

/** Permission bits of a control file: its own, else r only with a read handler, w only with a write handler (cgroup_file_mode). */
export function controlFileMode(name: string): number {
  const file = allFiles().get(name);
  if (file === undefined) return 0;
  return file.mode ?? (file.read ? 0o444 : 0) | (file.writeU64 || file.writeText || file.trigger ? 0o200 : 0);
}

function findFile(k: Kernel, memcg: number, name: string): ControlFile | undefined {
  const file = allFiles().get(name);
  return file !== undefined && isThere(k, memcg, file) ? file : undefined;
}

/** True when a group has a control file of that name. */
export function hasControlFile(k: Kernel, memcg: number, name: string): boolean {
  return findFile(k, memcg, name) !== undefined;
}

/** The whole text of a control file; -ENODEV of a removed group unless it is a sequence, -ENOENT, -EINVAL where it cannot be read. */
export function readControlFile(k: Kernel, memcg: number, name: string, reader: number): string | number {
  const file = findFile(k, memcg, name);
  if (!isOnline(k, memcg) && (file?.seq !== true || k.memcgs.col.used[memcg] === 0)) return -ENODEV;
  if (file === undefined) return -ENOENT;
  return file.read === undefined ? -EINVAL : file.read(k, memcg, reader);
}

/** Writes a text, its newline included, as task `writer`: bytes written or -errno. */
export function writeControlFile(k: Kernel, memcg: number, name: string, text: string, writer: number): number {
  if (!isOnline(k, memcg)) return -ENODEV;
  const file = findFile(k, memcg, name);
  if (file === undefined) return -ENOENT;
  const result = dispatch(k, file, memcg, text, writer);
  if (result < 0 && result !== BLOCKED) becauseOfWrite(k, memcg, name, text, -result);
  return result === 0 ? text.length : result;
}

function dispatch(k: Kernel, file: ControlFile, memcg: number, text: string, writer: number): number {
  if (file.writeU64 !== undefined) {
    const parsed = parseU64(text);
    return parsed.ok ? file.writeU64(k, memcg, parsed.value, writer) : -parsed.errno;
  }
  if (file.writeText !== undefined) return file.writeText(k, memcg, text, writer);
  return file.trigger === undefined ? -EINVAL : file.trigger(k, memcg);
}

/** Where the memory hierarchy is mounted. */
export const CGROUP_MOUNT = '/sys/fs/cgroup/memory';

/** A group's control file (or the group itself) as one would type it in a shell standing in `cwd`. */
export function filePath(cwd: string, groupPath: string, file = ''): string {
  const whole = [CGROUP_MOUNT, ...groupPath.split('/'), file].filter((part) => part !== '').join('/');
  const base = cwd.endsWith('/') ? cwd : `${cwd}/`;
  const path = whole.startsWith(base) && whole.length > base.length ? whole.slice(base.length) : whole;
  return quote(path);
}

/** The line that writes a value into a control file. */
export function echoLine(cwd: string, groupPath: string, file: string, value: string): string {
  return `echo ${value === '' ? "''" : quote(value)} > ${filePath(cwd, groupPath, file)}`;
}

/** A word that the shell takes as it is. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A number of pages as one writes it: `4M`, `12K`, `-1` for no limit. */
export function sizeText(pages: number): string {
  if (pages < 0) return '-1';
  if (pages > 0 && pages % 262144 === 0) return `${pages / 262144}G`;
  return pages > 0 && pages % 256 === 0 ? `${pages / 256}M` : `${pages * 4}K`;
}

/** The line that starts a command inside a group, in the background. */
export function runLine(groupPath: string, command: string): string {
  const group = groupPath.replace(/^\/+/, '') || '/';
  return `cgexec -g ${quote(`memory:${group}`)} ${command} &`;
}

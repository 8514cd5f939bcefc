/**
 * Devices (drivers/char/mem.c, 3.8): null, zero, full, urandom, the terminals, and the names of a process's own
 * standard descriptors.
 */
import { random32 } from './clock';
import { addDentry } from './dcache';
import { ENOSPC } from './errno';
import { DEVTMPFS, newInode, S_IFCHR } from './inode';
import type { Kernel } from './kernel';

export const DEV_NULL = 1;
export const DEV_ZERO = 2;
export const DEV_FULL = 3;
export const DEV_URANDOM = 4;
/** The controlling terminal of who opens it. */
export const DEV_TTY = 5;
/** Terminal n is DEV_TTY0 + n. */
export const DEV_TTY0 = 16;
/** Descriptor n of who opens it is DEV_FD0 + n. */
export const DEV_FD0 = 32;

const DEVICES: readonly (readonly [string, number])[] = [
  ['full', DEV_FULL],
  ['null', DEV_NULL],
  ['random', DEV_URANDOM],
  ['stderr', DEV_FD0 + 2],
  ['stdin', DEV_FD0],
  ['stdout', DEV_FD0 + 1],
  ['tty', DEV_TTY],
  ['tty0', DEV_TTY0],
  ['tty1', DEV_TTY0 + 1],
  ['urandom', DEV_URANDOM],
  ['zero', DEV_ZERO],
];

/** Fills /dev at boot. */
export function makeDevices(k: Kernel, directory: number): void {
  for (const [name, device] of DEVICES) addDentry(k, directory, name, newInode(k, DEVTMPFS, S_IFCHR | 0o666, 0, device), 0);
}

/** read(2) from a device. */
export function deviceRead(k: Kernel, device: number, max: number): string {
  if (device === DEV_ZERO || device === DEV_FULL) return '\0'.repeat(max);
  if (device !== DEV_URANDOM) return '';
  let bytes = '';
  while (bytes.length < max) bytes += String.fromCharCode(random32(k) & 0xff);
  return bytes;
}

/** write(2) to a device: all of it, or -ENOSPC for /dev/full. */
export function deviceWrite(device: number, bytes: string): number {
  return device === DEV_FULL ? -ENOSPC : bytes.length;
}

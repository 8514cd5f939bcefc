/**
 * Devices (drivers/char/mem.c, 3.8): null, zero, full, urandom, the terminals, and links to a process's own
 * descriptors.
 */
import { random32 } from './clock';
import { addDentry } from './dcache';
import { ENOSPC } from './errno';
import { newInode, S_IFBLK, S_IFCHR, S_IFLNK } from './inode';
import type { Kernel } from './kernel';

/** Device numbers: major × 256 + minor (Documentation/devices.txt). */
export const DEV_NULL = 0x103;
export const DEV_ZERO = 0x105;
export const DEV_FULL = 0x107;
export const DEV_RANDOM = 0x108;
export const DEV_URANDOM = 0x109;
/** Block devices, told from the others by 0x10000: the disk of /data, and the one that is swapped to. */
export const RAM0 = 0x10100;
export const RAM1 = 0x10101;
/** The controlling terminal of who opens it. */
export const DEV_TTY = 0x500;
/** Terminal n is DEV_TTY0 + n. */
export const DEV_TTY0 = 0x400;

const DEVICES: readonly (readonly [string, number])[] = [
  ['full', DEV_FULL],
  ['null', DEV_NULL],
  ['random', DEV_RANDOM],
  ['tty', DEV_TTY],
  ['tty0', DEV_TTY0],
  ['tty1', DEV_TTY0 + 1],
  ['urandom', DEV_URANDOM],
  ['zero', DEV_ZERO],
];

const DISKS: readonly (readonly [string, number])[] = [
  ['ram0', RAM0],
  ['ram1', RAM1],
];

/** A process's own descriptors by name, as every Unix has them. */
const LINKS: readonly (readonly [string, string])[] = [
  ['fd', '/proc/self/fd'],
  ['stderr', '/proc/self/fd/2'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
];

/** Fills /dev at boot. */
export function makeDevices(k: Kernel, directory: number): void {
  const parent = k.dcache.dentries.col.inode[directory]!;
  for (const [name, device] of DEVICES) {
    addDentry(k, directory, name, newInode(k, { parent, mode: S_IFCHR | 0o666, slab: 0, data: device }), 0);
  }
  for (const [name, device] of DISKS) {
    addDentry(k, directory, name, newInode(k, { parent, mode: S_IFBLK | 0o660, slab: 0, data: device }), 0);
  }
  for (const [name, target] of LINKS) {
    const inode = newInode(k, { parent, mode: S_IFLNK | 0o777, slab: 0 });
    k.inodeData.set(inode, { target, pages: [], text: [] });
    k.inodes.col.size[inode] = target.length;
    addDentry(k, directory, name, inode, 0);
  }
}

/** read(2) from a device. */
export function deviceRead(k: Kernel, device: number, max: number): string {
  if (device === DEV_ZERO || device === DEV_FULL) return '\0'.repeat(max);
  if (device !== DEV_URANDOM && device !== DEV_RANDOM) return '';
  let bytes = '';
  while (bytes.length < max) bytes += String.fromCharCode(random32(k) & 0xff);
  return bytes;
}

/** write(2) to a device: all of it, or -ENOSPC for /dev/full. */
export function deviceWrite(device: number, bytes: string): number {
  return device === DEV_FULL ? -ENOSPC : bytes.length;
}

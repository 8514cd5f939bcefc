/**
 * The directory cache (fs/dcache.c, 3.8): names, each with its parent, its inode and a place in a hash table. For the
 * file systems here it *is* the directory: a name that is not cached does not exist. Flat rows and links, so that a
 * chain of 20,000 directories costs no deeper than one.
 */
import type { Kernel } from './kernel';
import { dputUnused, forgetUnusedDentry } from './dcache-shrink';
import { holdInode, putInode } from './inode';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { slabFree } from './slab';
import { Columns, ObjectStore, type Stores } from './store';
import { LRU_COLUMNS } from './unused-lru';

const SCHEMA = {
  ...ROW_COLUMNS,
  ...LRU_COLUMNS,
  /** Itself for the root of a file system. */
  parent: 'u32',
  /** 0 for a name that is known not to be there. */
  inode: 'u32',
  /** Holders: its children, working directories, open files, a mount on it; one more while it has a name. */
  refs: 'u32',
  child: 'u32',
  next: 'u32',
  prev: 'u32',
  hash: 'u32',
  hashNext: 'u32',
  /** 1 while the name can be found. */
  hashed: 'u8',
  slab: 'u32',
  /** 1 while its struct is given back, and only the disk knows the name. */
  asleep: 'u8',
  /** Names below it of which that is so. */
  uncached: 'u32',
  /** Root of what is mounted on it, 0 nothing. */
  mounted: 'u32',
  /** Of the root of a mount: the directory it covers. */
  covers: 'u32',
} as const;
const BUCKET_SCHEMA = { head: 'u32' } as const;
const COUNT_SCHEMA = { hashed: 'u32' } as const;

export interface Dcache {
  readonly dentries: Columns<typeof SCHEMA>;
  readonly names: ObjectStore<{ readonly name: string }>;
  /** A power of two of chains. */
  readonly buckets: Columns<typeof BUCKET_SCHEMA>;
  readonly count: Columns<typeof COUNT_SCHEMA>;
}

export function createDcache(stores: Stores): Dcache {
  return {
    dentries: stores.add('dentries', new Columns(SCHEMA, 1)),
    names: stores.add('dentryNames', new ObjectStore<{ readonly name: string }>((record) => ({ ...record }))),
    buckets: stores.add('dentryHash', new Columns(BUCKET_SCHEMA, 256)),
    count: stores.add('dentryCount', new Columns(COUNT_SCHEMA, 1)),
  };
}

function hashName(parent: number, name: string): number {
  let hash = Math.imul(parent, 0x9e3779b1);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The name `name` in directory `parent`, or 0; with inode 0 a name that is known not to be there (__d_lookup). */
export function lookupDentry(k: Kernel, parent: number, name: string): number {
  const { dentries, names, buckets } = k.dcache;
  const hash = hashName(parent, name);
  const { hashNext, parent: parents, hash: hashes } = dentries.col;
  for (let d = buckets.col.head[hash & (buckets.length - 1)]!; d !== 0; d = hashNext[d]!) {
    if (hashes[d] === hash && parents[d] === parent && names.get(d).name === name) return d;
  }
  return 0;
}

/** Makes the root of a file system: a nameless directory that is its own parent (d_make_root). */
export function makeRootDentry(k: Kernel, inode: number): number {
  const d = takeRow(k.dcache.dentries);
  const { col } = k.dcache.dentries;
  col.parent[d] = d;
  col.inode[d] = inode;
  col.refs[d] = 1;
  k.dcache.names.set(d, { name: '' });
  holdInode(k, inode);
  return d;
}

/** Adds a name for an inode to a directory; `slab` is where its struct was taken from, 0 at boot (d_alloc, d_add). */
export function addDentry(k: Kernel, parent: number, name: string, inode: number, slab: number): number {
  const d = takeRow(k.dcache.dentries);
  const { col } = k.dcache.dentries;
  col.inode[d] = inode;
  col.slab[d] = slab;
  col.refs[d] = 1;
  if (inode !== 0) holdInode(k, inode);
  attach(k, d, parent, name);
  dputUnused(k, d);
  return d;
}

/** Takes the name away; the dentry lives on while somebody holds it (d_delete, d_drop). */
export function deleteDentry(k: Kernel, d: number): void {
  unhash(k, d);
  putDentry(k, d);
}

/** Gives the dentry another place and name (d_move). */
export function moveDentry(k: Kernel, d: number, parent: number, name: string): void {
  const oldParent = k.dcache.dentries.col.parent[d]!;
  unhash(k, d);
  unlinkSibling(k, d);
  attach(k, d, parent, name);
  putDentry(k, oldParent);
}

export function holdDentry(k: Kernel, d: number): void {
  k.dcache.dentries.col.refs[d]!++;
}

/** Lets a dentry go; freeing one lets its parent go, and so on up (dput). */
export function putDentry(k: Kernel, dentry: number): void {
  const { refs, parent, inode, slab, asleep } = k.dcache.dentries.col;
  let d = dentry;
  while (--refs[d]! === 0) {
    const up = parent[d]!;
    forgetUnusedDentry(k, d);
    unlinkSibling(k, d);
    if (asleep[d] === 1) k.inodes.col.asleep[inode[d]!]!--;
    if (inode[d] !== 0) putInode(k, inode[d]!);
    if (slab[d] !== 0) slabFree(k, slab[d]!);
    k.dcache.names.delete(d);
    dropRow(k.dcache.dentries, d);
    if (up === d) return;
    d = up;
  }
  dputUnused(k, d);
}

/** A name that was known not to be there is there now (d_instantiate). */
export function instantiateDentry(k: Kernel, d: number, inode: number): void {
  k.dcache.dentries.col.inode[d] = inode;
  holdInode(k, inode);
}

/** A name whose file is gone, and that nobody holds, is known not to be there from now on (d_delete). */
export function unlinkInode(k: Kernel, d: number): void {
  const { inode } = k.dcache.dentries.col;
  const gone = inode[d]!;
  forgetUnusedDentry(k, d);
  inode[d] = 0;
  putInode(k, gone);
  dputUnused(k, d);
}

/** Forgets the names below a directory that are known not to be there (shrink_dcache_parent). */
export function dropNegativeDentries(k: Kernel, parent: number): void {
  for (const d of childDentries(k, parent)) if (k.dcache.dentries.col.inode[d] === 0) deleteDentry(k, d);
}

/** Names in a directory, the newest first, as dcache_readdir gives them. */
export function listDentries(k: Kernel, parent: number): number[] {
  return childDentries(k, parent).filter((d) => k.dcache.dentries.col.inode[d] !== 0);
}

/** What is cached of a directory: its names, and those known not to be there. */
export function childDentries(k: Kernel, parent: number): number[] {
  const { child, next, hashed } = k.dcache.dentries.col;
  const list: number[] = [];
  for (let d = child[parent]!; d !== 0; d = next[d]!) if (hashed[d] === 1) list.push(d);
  return list;
}

/** True when a directory has no name in it (simple_empty). */
export function isEmptyDirectory(k: Kernel, parent: number): boolean {
  const { child, next, hashed, inode } = k.dcache.dentries.col;
  for (let d = child[parent]!; d !== 0; d = next[d]!) if (hashed[d] === 1 && inode[d] !== 0) return false;
  return true;
}

export function dentryName(k: Kernel, d: number): string {
  return k.dcache.names.get(d).name;
}

function attach(k: Kernel, d: number, parent: number, name: string): void {
  const { col } = k.dcache.dentries;
  const first = col.child[parent]!;
  col.parent[d] = parent;
  col.next[d] = first;
  col.prev[d] = 0;
  if (first !== 0) col.prev[first] = d;
  col.child[parent] = d;
  holdDentry(k, parent);
  k.dcache.names.set(d, { name });
  const { count, buckets } = k.dcache;
  if (++count.col.hashed[0]! > buckets.length) growBuckets(k);
  col.hash[d] = hashName(parent, name);
  intoBucket(k, d);
  col.hashed[d] = 1;
}

function intoBucket(k: Kernel, d: number): void {
  const { dentries, buckets } = k.dcache;
  const bucket = dentries.col.hash[d]! & (buckets.length - 1);
  dentries.col.hashNext[d] = buckets.col.head[bucket]!;
  buckets.col.head[bucket] = d;
}

function growBuckets(k: Kernel): void {
  const { dentries, buckets } = k.dcache;
  buckets.grow(buckets.length * 2);
  buckets.col.head.fill(0);
  for (let d = 1; d < dentries.length; d++) if (dentries.col.hashed[d] === 1) intoBucket(k, d);
}

function unhash(k: Kernel, d: number): void {
  const { dentries, buckets, count } = k.dcache;
  const { hashNext, hash, hashed } = dentries.col;
  if (hashed[d] === 0) return;
  const bucket = hash[d]! & (buckets.length - 1);
  if (buckets.col.head[bucket] === d) {
    buckets.col.head[bucket] = hashNext[d]!;
  } else {
    let before = buckets.col.head[bucket]!;
    while (hashNext[before] !== d) before = hashNext[before]!;
    hashNext[before] = hashNext[d]!;
  }
  hashNext[d] = 0;
  hashed[d] = 0;
  count.col.hashed[0]!--;
}

function unlinkSibling(k: Kernel, d: number): void {
  const { parent, child, next, prev, asleep, uncached } = k.dcache.dentries.col;
  if (parent[d] === d) return;
  if (asleep[d] === 1) uncached[parent[d]!]!--;
  if (prev[d] === 0) child[parent[d]!] = next[d]!;
  else next[prev[d]!] = next[d]!;
  if (next[d] !== 0) prev[next[d]!] = prev[d]!;
  next[d] = 0;
  prev[d] = 0;
}

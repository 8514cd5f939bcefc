/**
 * Finding a directory of the hierarchy by its name, however many its parent has: buckets by a hash of parent and name.
 */
import type { Kernel } from './kernel';
import { ObjectStore, type Stores } from './store';

/** Groups whose parent and name have one hash. */
export type CgroupNames = ObjectStore<{ readonly ids: readonly number[] }>;

export function createCgroupNames(stores: Stores): CgroupNames {
  return stores.add('cgroupNames', new ObjectStore<{ readonly ids: readonly number[] }>((bucket) => ({ ...bucket })));
}

/** FNV-1a over the parent's id and the name. */
function bucketOf(parent: number, name: string): number {
  let hash = Math.imul(0x811c9dc5 ^ parent, 0x01000193);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Child directory of that name, 0 when there is none. */
export function cgroupLookup(k: Kernel, parent: number, name: string): number {
  const ids = k.cgroupNames.find(bucketOf(parent, name))?.ids ?? [];
  return ids.find((id) => k.memcgs.col.parent[id] === parent && k.memcgInfo.get(id).name === name) ?? 0;
}

/** Makes a directory known under its name. */
export function addCgroupName(k: Kernel, memcg: number): void {
  const bucket = bucketOf(k.memcgs.col.parent[memcg]!, k.memcgInfo.get(memcg).name);
  k.cgroupNames.set(bucket, { ids: [...(k.cgroupNames.find(bucket)?.ids ?? []), memcg] });
}

/** Forgets a directory's name, which is free at once. */
export function removeCgroupName(k: Kernel, memcg: number): void {
  const bucket = bucketOf(k.memcgs.col.parent[memcg]!, k.memcgInfo.get(memcg).name);
  const ids = k.cgroupNames.get(bucket).ids.filter((id) => id !== memcg);
  if (ids.length > 0) k.cgroupNames.set(bucket, { ids });
  else k.cgroupNames.delete(bucket);
}

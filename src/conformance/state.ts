import type { Case, GroupFields, Step } from './case';
import type { Difference } from './match';
import { within, type Distance, type Tolerance } from './tolerance';

/** What the machine shows: the value of a field of a group, `undefined` where there is no such group or field. */
export interface Shown {
  exists(group: string): boolean;
  field(group: string, field: string): bigint | undefined;
}

/** Groups above one in the tree, nearest first: `/a/b` has `/a` and `/`. */
function above(group: string): readonly string[] {
  if (group === '/') return [];
  const names = group.split('/').slice(1, -1);
  return [...names.map((_, i) => `/${names.slice(0, names.length - i).join('/')}`), '/'];
}

/**
 * What the control files should show, kept up over the steps of a case. In the delta form what is not listed must be
 * unchanged; in the partial form only what a step lists is looked at.
 */
export class ExpectedState {
  readonly #delta: boolean;
  readonly #groups = new Map<string, Map<string, bigint>>();
  readonly #gone = new Set<string>();
  /** Groups whose counters may hold slab pages: accounted themselves, or above such a group in a hierarchy. */
  readonly #slabs = new Set<string>();

  constructor(of: Case) {
    this.#delta = of.stateForm === 'delta';
  }

  /** Takes over what a step lists. */
  advance(listed: ReadonlyMap<string, GroupFields>): void {
    if (!this.#delta) this.#groups.clear();
    this.#gone.clear();
    for (const [group, fields] of listed) {
      if (fields === undefined) {
        this.#groups.delete(group);
        this.#gone.add(group);
        this.#slabs.delete(group);
        continue;
      }
      const known = this.#groups.get(group) ?? new Map<string, bigint>();
      for (const [field, value] of fields) known.set(field, value);
      this.#groups.set(group, known);
    }
    for (const [group, fields] of this.#groups) if (fields.get('kmem.active') === 1n) this.#markSlabs(group);
  }

  #markSlabs(group: string): void {
    this.#slabs.add(group);
    for (const ancestor of above(group)) {
      if (this.#groups.get(ancestor)?.get('use_hierarchy') !== 1n) return;
      this.#slabs.add(ancestor);
    }
  }

  #allowed(group: string, field: string, tolerance: Tolerance): Distance | 'any' | undefined {
    // The partial form does not say which groups are accounted.
    if (tolerance.onlyKmemActive && this.#delta && !this.#slabs.has(group)) return undefined;
    return tolerance.fields.get(`${group}:${field}`) ?? tolerance.fields.get(field);
  }

  /**
   * What a user counter counts behind kernel pages that are not exact themselves: how many pages are left at its limit once
   * a batch does not fit any more, and so how many single charges are refused before one is final, depends on their number.
   */
  #allowedBehindSlabs(shown: Shown, group: string, field: string, tolerance: Tolerance): Distance | 'any' | undefined {
    if (field !== 'failcnt' && field !== 'memsw.failcnt') return undefined;
    const recorded = this.#groups.get(group)?.get('kmem.usage');
    if (recorded === undefined || shown.field(group, 'kmem.usage') === recorded) return undefined;
    return this.#allowed(group, 'kmem.failcnt', tolerance);
  }

  /**
   * Where the machine differs. Afterwards the differing values count as expected, so that in the delta form each is
   * told once.
   */
  differences(shown: Shown, step: Step, tolerance: Tolerance): readonly Difference[] {
    const found: Difference[] = [];
    for (const group of this.#gone) if (shown.exists(group)) found.push({ field: group, expected: 'gone', got: 'there' });
    for (const [group, fields] of this.#groups) {
      if (!shown.exists(group)) {
        found.push({ field: group, expected: 'there', got: 'gone' });
        this.#groups.delete(group);
        continue;
      }
      for (const [field, expected] of fields) {
        const got = shown.field(group, field);
        const name = `${group}:${field}`;
        if (got === expected) continue;
        const allowed = this.#allowed(group, field, tolerance) ?? this.#allowedBehindSlabs(shown, group, field, tolerance);
        if (got !== undefined && within(expected, got, allowed, step.spread.get(name))) continue;
        found.push({ field: name, expected: String(expected), got: got === undefined ? 'nothing' : String(got) });
        if (got === undefined) fields.delete(field);
        else fields.set(field, got);
      }
    }
    return found;
  }
}

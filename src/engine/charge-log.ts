/**
 * The last charges before the present, by every group whose counters they came to, for who watches one group. Travelling
 * elsewhere begins anew with what the replay brings.
 */
import type { ChargeView } from './protocol';

/** Charges kept of each group, and groups kept. */
export const MOST_CHARGES = 48;
const MOST_GROUPS = 200;
/** Everything passes here: the machine as a whole. */
const ROOT = 1;

interface Kept {
  rows: ChargeView[];
  count: number;
}

export class ChargeLog {
  #groups = new Map<number, Kept>();
  #n = 0;
  #version = 0;

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  push(charges: readonly Omit<ChargeView, 'n'>[]): void {
    for (const charge of charges) {
      const numbered: ChargeView = { ...charge, n: ++this.#n };
      for (const group of touched(charge)) this.#keep(group, numbered);
    }
    if (charges.length > 0) this.#version++;
  }

  #keep(group: number, charge: ChargeView): void {
    const kept = this.#groups.get(group) ?? { rows: [], count: 0 };
    kept.count++;
    kept.rows.push(charge);
    if (kept.rows.length >= 2 * MOST_CHARGES) kept.rows.splice(0, kept.rows.length - MOST_CHARGES);
    // Taken out and put back, the map stays in the order of last use.
    this.#groups.delete(group);
    this.#groups.set(group, kept);
    if (this.#groups.size > MOST_GROUPS) this.#groups.delete(this.#groups.keys().next().value!);
  }

  /** Charges of a group seen since watching began or time was travelled. */
  count(group: number): number {
    return this.#groups.get(group)?.count ?? 0;
  }

  /** The last of a group's charges, at most `most`, oldest first. */
  of(group: number, most: number): readonly ChargeView[] {
    return this.#groups.get(group)?.rows.slice(-Math.min(most, MOST_CHARGES)) ?? [];
  }

  clear(): void {
    this.#groups.clear();
    this.#version++;
  }
}

function touched(charge: Omit<ChargeView, 'n'>): Set<number> {
  const groups = new Set([ROOT, charge.group]);
  for (const { counters } of charge.steps) for (const { group } of counters) groups.add(group);
  return groups;
}

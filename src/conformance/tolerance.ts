import { amount, either, object, oneOf, optional, whole, members, type Parser, flag } from './parse';

/** The allowed distance of one number, in bytes (or things): the largest of the three. */
export interface Distance {
  readonly pages?: number;
  readonly pct?: number;
  readonly abs?: bigint;
}

/** What of a case or of a step is not exact. */
export interface Tolerance {
  /** By field, or by `/group:field`, which goes first. */
  readonly fields: ReadonlyMap<string, Distance | 'any'>;
  /** The distances hold only for groups with kernel accounting and for groups above these. */
  readonly onlyKmemActive: boolean;
}

export const EXACT: Tolerance = { fields: new Map(), onlyKmemActive: false };

const PAGE_BYTES = 4096n;
const distance: Parser<Distance | 'any'> = either(
  oneOf('any'),
  object({ pages: optional(whole), pct: optional(whole), abs: optional(amount) }),
);

export const parseTolerance: Parser<Tolerance> = (value, at) => {
  const fields = new Map<string, Distance | 'any'>();
  let onlyKmemActive = false;
  for (const [name, member] of Object.entries(members(value, at))) {
    if (name === 'only_kmem_active') onlyKmemActive = flag(member, `${at}.${name}`);
    else fields.set(name, distance(member, `${at}.${name}`));
  }
  return { fields, onlyKmemActive };
};

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Whether `got` is within the allowed distance of the recorded `expected`, or at most `spread` away from it. */
export function within(expected: bigint, got: bigint, allowed: Distance | 'any' | undefined, spread = 0n): boolean {
  if (allowed === 'any') return true;
  const apart = size(got - expected);
  if (apart <= spread) return true;
  if (allowed === undefined) return false;
  const { pages = 0, pct = 0, abs = 0n } = allowed;
  return apart <= BigInt(pages) * PAGE_BYTES || apart <= abs || apart * 100n <= size(expected) * BigInt(pct);
}

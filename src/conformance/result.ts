/** What a step really answered. */
export type Result =
  | { readonly is: 'ok' }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'errno'; readonly errno: string }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'counts'; readonly counts: ReadonlyMap<string, bigint>; readonly errno?: string }
  | { readonly is: 'blocked'; readonly progress: bigint }
  | { readonly is: 'died'; readonly progress: bigint }
  | { readonly is: 'busy' };

export const OK: Result = { is: 'ok' };

export function failed(errno: string): Result {
  return { is: 'errno', errno };
}

/** Numbers by name, in the order given, and the errno that stopped the operation if one did. */
export function counted(counts: Readonly<Record<string, number>>, errno?: string): Result {
  const map = new Map(Object.entries(counts).map(([name, n]) => [name, BigInt(n)]));
  return { is: 'counts', counts: map, ...(errno === undefined ? {} : { errno }) };
}

/** A short text for a person: `created=3 err=ENOMEM`. */
export function describeResult(result: Result): string {
  switch (result.is) {
    case 'ok':
    case 'busy':
      return result.is;
    case 'boolean':
      return String(result.value);
    case 'errno':
      return result.errno;
    case 'text':
      return JSON.stringify(result.value);
    case 'counts':
      return [...result.counts].map(([name, n]) => `${name}=${n}`).join(' ') + (result.errno === undefined ? '' : ` err=${result.errno}`);
    case 'blocked':
      return `blocked progress=${result.progress}`;
    case 'died':
      return `died progress=${result.progress}`;
    default:
      return result satisfies never;
  }
}

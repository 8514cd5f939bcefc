import { amount, either, flag, FormatError, list, members, object, oneOf, optional, text, type Parser } from './parse';

/** How a number is compared. `close` is the rule of the selftests: |x-n|*100 <= (x+n)*p. */
export type Relation =
  | { readonly by: 'eq' | 'ge' | 'gt' | 'le' | 'lt'; readonly to: bigint }
  | { readonly by: 'range'; readonly from: bigint; readonly to: bigint }
  | { readonly by: 'close'; readonly to: bigint; readonly percent: bigint };

/** What a step must answer, in either dialect of the format. */
export type Expectation =
  | { readonly is: 'any' }
  | { readonly is: 'ok' }
  | { readonly is: 'boolean'; readonly value: boolean }
  /** Without a name any errno will do. */
  | { readonly is: 'errno'; readonly errno?: string }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'number'; readonly relations: readonly Relation[] }
  | { readonly is: 'lines'; readonly count: bigint }
  | { readonly is: 'contains'; readonly part: string; readonly absent: boolean }
  /** Numbers by name (`created`, `touched`, …) and the errno that stopped it. */
  | { readonly is: 'counts'; readonly counts: ReadonlyMap<string, bigint>; readonly errno?: string }
  | { readonly is: 'blocked'; readonly progress?: bigint }
  | { readonly is: 'died'; readonly progress?: bigint }
  | { readonly is: 'busy' }
  | { readonly is: 'any of'; readonly these: readonly Expectation[] };

/** Names of the numbers an operation may answer with. */
const COUNTS = ['created', 'touched', 'total', 'killed', 'left', 'moved', 'ended', 'reaped', 'depth', 'dirs', 'files', 'removed'] as const;
const RELATIONS = ['eq', 'ge', 'gt', 'le', 'lt'] as const;

const ERRNO = /^E[A-Z0-9]+$/;
const errno: Parser<string> = (value, at) => {
  const name = text(value, at);
  if (!ERRNO.test(name)) throw new FormatError(at, `expected the name of an errno, found "${name}"`);
  return name;
};
const yes: Parser<true> = (value, at) => {
  if (flag(value, at)) return true;
  throw new FormatError(at, 'expected true');
};

type Members = Readonly<Record<string, unknown>>;

/** One reader for each member that tells the kinds of object expectations apart. */
const KINDS: readonly (readonly [member: string, read: Parser<Expectation>])[] = [
  ['any', (value, at) => (object({ any: yes })(value, at), { is: 'any' })],
  ['ok', (value, at) => (object({ ok: yes })(value, at), { is: 'ok' })],
  ['busy', (value, at) => (object({ busy: yes })(value, at), { is: 'busy' })],
  ['oom_kill', (value, at) => (object({ oom_kill: yes })(value, at), { is: 'died' })],
  ['value', (value, at) => ({ is: 'text', value: object({ value: text })(value, at).value })],
  ['count', (value, at) => ({ is: 'lines', count: object({ count: amount })(value, at).count })],
  ['contains', (value, at) => ({ is: 'contains', part: object({ contains: text })(value, at).contains, absent: false })],
  ['absent', (value, at) => ({ is: 'contains', part: object({ absent: text })(value, at).absent, absent: true })],
  ['any_of', (value, at) => ({ is: 'any of', these: object({ any_of: list(parseExpectation) })(value, at).any_of })],
  ['blocked', (value, at) => ({ is: 'blocked', progress: object({ blocked: yes, progress: optional(amount) })(value, at).progress })],
  ['died', (value, at) => ({ is: 'died', progress: object({ died: oneOf('SIGKILL'), progress: optional(amount) })(value, at).progress })],
];

const mustFail = object({ err: either(yes, errno), err38: optional(errno) });

function readFailure(value: unknown, at: string): Expectation {
  const { err, err38 } = mustFail(value, at);
  const name = err38 ?? (err === true ? undefined : err);
  return name === undefined ? { is: 'errno' } : { is: 'errno', errno: name };
}

function readCounts(found: Members, at: string): Expectation {
  const counts = new Map<string, bigint>();
  for (const [name, value] of Object.entries(found))
    if (name !== 'err') counts.set(oneOf(...COUNTS)(name, at), amount(value, `${at}.${name}`));
  return { is: 'counts', counts, ...(found['err'] === undefined ? {} : { errno: errno(found['err'], `${at}.err`) }) };
}

function readRelations(found: Members, at: string): Expectation {
  const relations: Relation[] = [];
  for (const [name, value] of Object.entries(found)) {
    if (name === 'range' || name === 'close') {
      const [first, second, more] = list(amount)(value, `${at}.${name}`);
      if (first === undefined || second === undefined || more !== undefined) throw new FormatError(`${at}.${name}`, 'expected two numbers');
      relations.push(name === 'range' ? { by: 'range', from: first, to: second } : { by: 'close', to: first, percent: second });
    } else {
      relations.push({ by: oneOf(...RELATIONS)(name, at), to: amount(value, `${at}.${name}`) });
    }
  }
  return { is: 'number', relations };
}

/** Reads the `expect` of a step, or the `done` of an event. */
export const parseExpectation: Parser<Expectation> = (value, at) => {
  if (typeof value === 'boolean') return { is: 'boolean', value };
  if (value === 'ok') return { is: 'ok' };
  if (value === 'true' || value === 'false') return { is: 'boolean', value: value === 'true' };
  if (typeof value === 'string') return { is: 'errno', errno: errno(value, at) };
  const found = members(value, at);
  for (const [member, read] of KINDS) if (member in found) return read(found, at);
  if (COUNTS.some((name) => name in found)) return readCounts(found, at);
  if ('err' in found || 'err38' in found) return readFailure(found, at);
  if (Object.keys(found).length === 0) throw new FormatError(at, 'an empty expectation');
  return readRelations(found, at);
};

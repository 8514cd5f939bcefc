/** Small strict parsers: unknown JSON in, a typed value out, or an error that says where. */

/** Something in a case file is not what the format says. `at` is a path such as `[3].steps[7].args.g`. */
export class FormatError extends Error {
  readonly at: string;

  constructor(at: string, message: string) {
    super(`${at}: ${message}`);
    this.name = 'FormatError';
    this.at = at;
  }
}

/** Reads one value found at the path `at`; throws `FormatError`. */
export type Parser<T> = (value: unknown, at: string) => T;
export type Parsed<P> = P extends Parser<infer T> ? T : never;

/** What a value is, in a person's words. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `${typeof value} ${JSON.stringify(value)}`;
}

function wrong(at: string, wanted: string, value: unknown): never {
  throw new FormatError(at, `expected ${wanted}, found ${kindOf(value)}`);
}

export const text: Parser<string> = (value, at) => (typeof value === 'string' ? value : wrong(at, 'a text', value));
export const flag: Parser<boolean> = (value, at) => (typeof value === 'boolean' ? value : wrong(at, 'true or false', value));

/** A whole number from 0 up to 2^53 - 1. */
export const whole: Parser<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : wrong(at, 'a whole number', value);

/** A number of bytes, pages or things, exact at any size: a JSON number up to 2^53 or a text of digits. */
export const amount: Parser<bigint> = (value, at) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?[0-9]+$/.test(value)) return BigInt(value);
  return wrong(at, 'a whole number or a text of digits', value);
};

/** The path of a group: `/`, or names each behind a slash. */
export const group: Parser<string> = (value, at) => {
  const path = text(value, at);
  return path === '/' || /^(\/[^/]+)+$/.test(path) ? path : wrong(at, 'the path of a group', value);
};

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Parser<T> {
  return (value, at) =>
    allowed.find((one) => one === value) ?? wrong(at, `one of ${allowed.map((one) => JSON.stringify(one)).join(' ')}`, value);
}

export function either<A, B>(first: Parser<A>, second: Parser<B>): Parser<A | B> {
  return (value, at) => {
    try {
      return first(value, at);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return second(value, at);
    }
  };
}

/** A member that may be missing. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return (value, at) => (value === undefined ? undefined : parser(value, at));
}

export function list<T>(parser: Parser<T>): Parser<readonly T[]> {
  return (value, at) => (Array.isArray(value) ? value.map((item, i) => parser(item, `${at}[${i}]`)) : wrong(at, 'a list', value));
}

/** A JSON object as it stands. */
export const members: Parser<Readonly<Record<string, unknown>>> = (value, at) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : wrong(at, 'an object', value);

/** An object with exactly these members; optional ones may be missing, others may not be there. */
export function object<S extends Readonly<Record<string, Parser<unknown>>>>(shape: S): Parser<{ readonly [K in keyof S]: Parsed<S[K]> }> {
  return (value, at) => {
    const found = members(value, at);
    for (const name of Object.keys(found)) if (!Object.hasOwn(shape, name)) throw new FormatError(at, `unknown member "${name}"`);
    const parsed: Record<string, unknown> = {};
    for (const [name, parser] of Object.entries(shape)) {
      const member = parser(found[name], `${at}.${name}`);
      if (member !== undefined) parsed[name] = member;
    }
    return parsed as { readonly [K in keyof S]: Parsed<S[K]> };
  };
}

/** An object used as a table: any names, values all of one kind. */
export function table<T>(parser: Parser<T>): Parser<ReadonlyMap<string, T>> {
  return (value, at) => new Map(Object.entries(members(value, at)).map(([name, member]) => [name, parser(member, `${at}.${name}`)]));
}

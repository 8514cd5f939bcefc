import { FormatError } from './parse';

/** Numbers kept under names by `read … as`. */
export type Names = ReadonlyMap<string, bigint>;

const TOKEN = /\s*(?:([0-9]+)|([A-Za-z_][A-Za-z0-9_]*)|(<=|>=|==|!=|[-+*/<>(),]))/y;

type Token = { readonly number: bigint } | { readonly name: string } | { readonly sign: string };

function tokens(source: string): readonly Token[] {
  const found: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new FormatError(source, `cannot read the expression from column ${at + 1}`);
    if (match[1] !== undefined) found.push({ number: BigInt(match[1]) });
    else if (match[2] !== undefined) found.push({ name: match[2] });
    else found.push({ sign: match[3]! });
  }
  return found;
}

/** How tight each sign binds; one level for all comparisons. */
const LEVELS: readonly (readonly string[])[] = [
  ['<=', '>=', '==', '!=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

function apply(sign: string, a: bigint, b: bigint): bigint {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '<':
      return a < b ? 1n : 0n;
    case '>':
      return a > b ? 1n : 0n;
    case '<=':
      return a <= b ? 1n : 0n;
    case '>=':
      return a >= b ? 1n : 0n;
    case '==':
      return a === b ? 1n : 0n;
    default:
      return a !== b ? 1n : 0n;
  }
}

/**
 * The value of an expression of `assert` or of a listener's `value`: whole numbers, kept names, `abs(…)`, the four
 * operations and comparisons (1 = true, 0 = false).
 */
export function evaluate(source: string, names: Names): bigint {
  const input = tokens(source);
  let at = 0;
  const fail = (message: string): never => {
    throw new FormatError(source, message);
  };
  const takeSign = (...signs: readonly string[]): string | undefined => {
    const token = input[at];
    if (token === undefined || !('sign' in token) || !signs.includes(token.sign)) return undefined;
    at++;
    return token.sign;
  };
  const inBrackets = (): bigint => {
    const value = level(0);
    if (takeSign(')') === undefined) fail('a bracket is not closed');
    return value;
  };
  const atom = (): bigint => {
    if (takeSign('-') !== undefined) return -atom();
    if (takeSign('(') !== undefined) return inBrackets();
    const token = input[at++];
    if (token === undefined || 'sign' in token) return fail('a number or a name is missing');
    if ('number' in token) return token.number;
    if (token.name === 'abs' && takeSign('(') !== undefined) {
      const value = inBrackets();
      return value < 0n ? -value : value;
    }
    return names.get(token.name) ?? fail(`nothing was kept under the name "${token.name}"`);
  };
  const level = (depth: number): bigint => {
    const signs = LEVELS[depth];
    if (signs === undefined) return atom();
    let value = level(depth + 1);
    for (let sign = takeSign(...signs); sign !== undefined; sign = takeSign(...signs)) value = apply(sign, value, level(depth + 1));
    return value;
  };
  const value = level(0);
  if (at < input.length) fail('something is left over behind the expression');
  return value;
}

/** C's `%e %f %g %a` of a double that is not negative. */

/** Digits of `value` (≥ 0, NaN or infinite) by conversion `e`, `f`, `g` or `a`; `alternate` keeps a `g`'s zeros. */
export function formatFloat(value: number, conversion: string, precision: number, alternate: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  switch (conversion) {
    case 'e':
      return exponential(value, precision);
    case 'g':
      return general(value, precision === 0 ? 1 : precision, alternate);
    default:
      return fixed(value, precision);
  }
}

/** JavaScript's own conversions are exact to 100 digits; what lies behind is given as zeros. */
function fixed(value: number, precision: number): string {
  const known = Math.min(precision, 100);
  const text =
    value < 1e21
      ? halfToEven(value.toFixed(known), value.toFixed(100), known)
      : BigInt(value).toString() + (known > 0 ? `.${'0'.repeat(known)}` : '');
  return text + '0'.repeat(precision - known);
}

function exponential(value: number, precision: number): string {
  const known = Math.min(precision, 100);
  const [digits = '0', exponent = '+0'] = halfToEven(value.toExponential(known), value.toExponential(100), known).split('e');
  return `${digits}${'0'.repeat(precision - known)}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** C rounds an exact half to the even digit, JavaScript away from zero: takes one off where that made it odd. */
function halfToEven(rounded: string, exact: string, precision: number): string {
  const point = exact.indexOf('.');
  if (!/^50*(e|$)/.test(exact.slice(point + 1 + precision)) || precision >= 100) return rounded;
  const kept = exact.slice(0, precision === 0 ? point : point + 1 + precision);
  return '02468'.includes(kept.at(-1)!) ? kept + exact.replace(/^[^e]*/, '') : rounded;
}

function general(value: number, precision: number, alternate: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(precision - 1, 100)).split('e')[1]);
  const text = exponent < -4 || exponent >= precision ? exponential(value, precision - 1) : fixed(value, precision - 1 - exponent);
  if (alternate || !text.includes('.')) return text;
  return text.replace(/\.?0+($|e)/, '$1');
}

/** Numbers as one language writes them: one way of grouping and one decimal sign for the whole page. */
export interface Numbers {
  /** A whole number with its thousands apart: `1,204`. */
  whole(value: number): string;
  /** Stands between a number and its fraction: `12.4M`. */
  readonly point: string;
  /** `1 task`, `1,204 tasks`. */
  count(n: number, one: string, other: string): string;
}

/** How `locale` writes numbers and tells one from many. */
export function numbersOf(locale: string): Numbers {
  const number = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const whole = (value: number): string => number.format(value);
  return {
    whole,
    point: number.format(0.5).charAt(1),
    count: (n, one, other) => `${whole(n)} ${rules.select(n) === 'one' ? one : other}`,
  };
}

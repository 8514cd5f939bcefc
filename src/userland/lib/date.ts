/** The machine's calendar: it boots when the series was posted, and its clock counts ticks (1 ms) from there. UTC only. */

/** Boot: Tue Sep 18 14:03:57 UTC 2012, in seconds since 1970. */
export const BOOT_SECONDS = 1347977037;

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export interface Moment {
  readonly seconds: number;
  /** Thousandths of the second. */
  readonly milliseconds: number;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearday: number;
}

/** The moment of a tick. */
export function momentOfTick(tick: number): Moment {
  return momentOf(BOOT_SECONDS + Math.floor(tick / 1000), tick % 1000);
}

/** The moment of so many seconds since 1970. */
export function momentOf(seconds: number, milliseconds = 0): Moment {
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const { year, month, day } = civil(days);
  return {
    seconds,
    milliseconds,
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearday: days - dayNumber(year, 1, 1) + 1,
  };
}

/** Days since 1970-01-01 of a date. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

function civil(days: number): { year: number; month: number; day: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

/** strftime(3) in the C locale, with GNU's `%-d` and `%_d`. */
export function formatDate(format: string, at: Moment): string {
  return format.replace(/%([-_0^]?)(\d*)([a-zA-Z%]|:z)/g, (whole, flag: string, _width: string, letter: string) => {
    const text = field(letter, at, flag);
    return text === undefined ? whole : flag === '^' ? text.toUpperCase() : text;
  });
}

function field(letter: string, at: Moment, flag: string): string | undefined {
  const number = (value: number, width: number, fill = '0'): string =>
    flag === '-' ? String(value) : String(value).padStart(width, flag === '_' ? ' ' : flag === '0' ? '0' : fill);
  const again = (format: string): string => formatDate(format, at);
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12;
  switch (letter) {
    case 'a':
      return DAYS[at.weekday]!.slice(0, 3);
    case 'A':
      return DAYS[at.weekday]!;
    case 'b':
    case 'h':
      return MONTHS[at.month - 1]!.slice(0, 3);
    case 'B':
      return MONTHS[at.month - 1]!;
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return number(Math.floor(at.year / 100), 2);
    case 'd':
      return number(at.day, 2);
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'e':
      return number(at.day, 2, ' ');
    case 'F':
      return again('%Y-%m-%d');
    case 'H':
      return number(at.hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(at.yearday, 3);
    case 'k':
      return number(at.hour, 2, ' ');
    case 'l':
      return number(hour12, 2, ' ');
    case 'm':
      return number(at.month, 2);
    case 'M':
      return number(at.minute, 2);
    case 'n':
      return '\n';
    case 'N':
      return `${String(at.milliseconds).padStart(3, '0')}000000`;
    case 'p':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'P':
      return at.hour < 12 ? 'am' : 'pm';
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return String(at.seconds);
    case 'S':
      return number(at.second, 2);
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'u':
      return String(at.weekday === 0 ? 7 : at.weekday);
    case 'w':
      return String(at.weekday);
    case 'y':
      return number(at.year % 100, 2);
    case 'Y':
      return String(at.year);
    case 'z':
      return '+0000';
    case ':z':
      return '+00:00';
    case 'Z':
      return 'UTC';
    case '%':
      return '%';
    default:
      return undefined;
  }
}

/** Who wrote a line: the lesson's shell, the console's, or the kernel's log. */
export type Source = 'lesson' | 'console' | 'kernel';

/** A line on the screen. Equal lines that follow each other are told once, with how often they came. */
export interface TerminalLine {
  readonly key: number;
  readonly source: Source;
  readonly text: string;
  readonly times: number;
  /** False while more may still come on this line. */
  readonly ended: boolean;
}

/** Lines kept; older ones scroll away for good. */
export const MAX_LINES = 2000;

/** An unfinished line goes on if it is among so many last ones. */
const OPEN = 40;

const CLEAR = /\x1b\[[23]J|\x1bc/;
const ESCAPES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;

/** The lines that stand after `text` was printed by `source` behind `lines`. */
export function print(lines: readonly TerminalLine[], source: Source, text: string, nextKey: () => number): readonly TerminalLine[] {
  let out = [...lines];
  let rest = text;
  for (let cleared = CLEAR.exec(rest); cleared !== null; cleared = CLEAR.exec(rest)) {
    rest = rest.slice(cleared.index + cleared[0].length);
    out = [];
  }
  const parts = rest.replace(ESCAPES, '').replace(/\r\n/g, '\n').split('\n');
  const tail = parts.pop() ?? '';
  for (const part of parts) add(out, source, part, true, nextKey);
  if (tail !== '') add(out, source, tail, false, nextKey);
  return out.length > MAX_LINES ? out.slice(-MAX_LINES) : out;
}

function add(out: TerminalLine[], source: Source, text: string, ended: boolean, nextKey: () => number): void {
  let open = out.length - 1;
  const oldest = Math.max(0, out.length - OPEN);
  while (open >= oldest && (out[open]!.source !== source || out[open]!.ended)) open--;
  const begun = open >= oldest ? out[open]! : undefined;
  const whole = overwrite((begun?.text ?? '') + text);
  if (begun !== undefined) out.splice(open, 1);
  const before = begun === undefined || open === out.length ? out.at(-1) : undefined;
  if (ended && before !== undefined && before.ended && before.source === source && before.text === whole && whole !== '') {
    out[out.length - 1] = { ...before, times: before.times + 1 };
    return;
  }
  const line = { key: begun?.key ?? nextKey(), source, text: whole, times: 1, ended };
  if (begun === undefined) out.push(line);
  else out.splice(open, 0, line);
}

/** A carriage return writes over what stood there. */
function overwrite(text: string): string {
  if (!text.includes('\r')) return text;
  return text.split('\r').reduce((line, part) => part + line.slice(part.length), '');
}

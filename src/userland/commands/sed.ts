import { strerror } from '../../kernel/errno';
import type { Sys } from '../command';
import { RegexError } from '../lib/regex';
import type { SedAddress, SedCommand } from '../lib/sed-command';
import { parseSed, SedError } from '../lib/sed-script';
import { substitute } from '../lib/sed-substitute';
import { helpText } from '../man/pages';
import { MAX_SPACE, SedFiles, START, type SedState } from './sed-files';
import { tool, type Arguments } from './tool';

/** Commands run in one step; one on a long pattern space counts for more. */
const BUDGET = 1000;
const BYTES_A_COMMAND = 64;

const SPEC = {
  short: 'nEre:f:isuz',
  long: { quiet: 'n', silent: 'n', 'regexp-extended': 'E', expression: 'e', file: 'f', 'in-place': 'i', separate: 's' },
};

export const sed = tool<SedState>('sed', SPEC, (sys, args, state) => {
  const files = scriptFiles(args);
  const script = readScript(sys, args);
  const s: SedState = { ...(state ?? START) };
  try {
    const input = new SedFiles(sys, files.length > 0 ? files : ['-'], args.has('i'), args.has('i', 's'), s);
    return new Editor(sys, args, script, input, s).run();
  } catch (thrown) {
    if (!(thrown instanceof RegexError)) throw thrown;
    sys.err(`sed: ${thrown.message.toLowerCase()}\n`);
    return 4;
  }
});

function scriptFiles(args: Arguments): readonly string[] {
  return args.has('e', 'f') ? args.operands : args.operands.slice(1);
}

function readScript(sys: Sys<SedState>, args: Arguments): readonly SedCommand[] {
  const texts: string[] = [];
  for (const option of args.options) {
    if (option.name === 'e') texts.push(option.value ?? '');
    if (option.name !== 'f') continue;
    const text = sys.readFile(option.value ?? '');
    if (typeof text === 'number') {
      sys.err(`sed: couldn't open file ${option.value}: ${strerror(text)}\n`);
      sys.exit(1);
    } else texts.push(text.replace(/\n$/, ''));
  }
  const [first] = args.operands;
  if (texts.length === 0 && first === undefined) {
    sys.err(helpText('sed'));
    sys.exit(1);
  }
  try {
    return parseSed(texts.length > 0 ? texts : [first ?? ''], args.has('E', 'r'));
  } catch (thrown) {
    if (!(thrown instanceof SedError)) throw thrown;
    sys.err(`sed: ${thrown.message}\n`);
    return sys.exit(1);
  }
}

class Editor {
  constructor(
    readonly sys: Sys<SedState>,
    readonly args: Arguments,
    readonly script: readonly SedCommand[],
    readonly files: SedFiles,
    readonly s: SedState,
  ) {}

  run(): number {
    const { s, sys } = this;
    for (let budget = BUDGET; ; budget -= 1 + Math.floor(s.space.length / BYTES_A_COMMAND)) {
      if (budget <= 0) sys.checkpoint(s);
      if (s.quit) return s.status;
      if (s.pc < 0 || s.wants === 'n' || s.wants === 'N') {
        if (!this.#nextLine()) return this.#finish();
      } else if (s.pc >= this.script.length) this.#endCycle();
      else this.#execute(this.script[s.pc]!);
    }
  }

  /** Takes the next line into the pattern space; false where there is none. Reads on when it must. */
  #nextLine(): boolean {
    const { s } = this;
    if (s.wants === 'D') {
      s.wants = '';
      s.pc = 0;
      return true;
    }
    const taken = this.files.takeLine();
    if (taken === undefined) return false;
    s.line++;
    s.space = s.wants === 'N' ? `${s.space}\n${taken.line}` : taken.line;
    if (s.space.length > MAX_SPACE) throw new RegexError('Memory exhausted');
    s.ended = taken.ended;
    if (s.pc < 0) {
      s.pc = 0;
      s.replaced = false;
    }
    s.wants = '';
    return true;
  }

  /** The pattern space, with its newline unless the input's last line had none. */
  #print(text: string): void {
    this.files.put(this.s.ended ? `${text}\n` : text);
  }

  #endCycle(): void {
    const { s } = this;
    if (!this.args.has('n')) this.#print(s.space);
    this.files.put(s.appended);
    s.appended = '';
    s.pc = -1;
  }

  #finish(): number {
    const { s } = this;
    // `n` with no more input prints as usual and ends; so does GNU's `N`.
    if (s.wants === 'n' || s.wants === 'N') {
      s.wants = '';
      this.#endCycle();
    }
    if (this.args.has('i')) this.files.writeBack();
    return s.status;
  }

  #selected(command: SedCommand): boolean {
    const { from, to, not } = command;
    if (from === undefined) return not !== true;
    const chosen = to === undefined ? this.#matches(from) : this.#inRange(command);
    return chosen !== (not === true);
  }

  #matches(address: SedAddress): boolean {
    const { s } = this;
    switch (address.type) {
      case 'line':
        return s.line === address.line;
      case 'step':
        return address.step === 0 ? s.line === address.first : s.line >= address.first && (s.line - address.first) % address.step === 0;
      case 'last':
        return this.files.isLast();
      case 'match':
        return address.regex.exec(s.space) !== undefined;
      default:
        return address satisfies never;
    }
  }

  #inRange(command: SedCommand): boolean {
    const { s } = this;
    const key = String(s.pc);
    const { from, to } = command;
    const set = (end: number): void => {
      s.ranges = { ...s.ranges, [key]: end };
    };
    const open = s.ranges[key] ?? -1;
    const startsAt0 = from?.type === 'line' && from.line === 0;
    if (open === -1 && !(startsAt0 && s.line === 1)) {
      if (!this.#matches(from!)) return false;
      const end =
        to?.type === 'line'
          ? to.line
          : to?.type === 'plus'
            ? s.line + to.count
            : to?.type === 'multiple'
              ? nextMultiple(s.line, to.of)
              : -2;
      if (to?.type === 'last' && this.files.isLast()) return true;
      set(end === -2 || end > s.line ? end : -1);
      return true;
    }
    if (open === -1 && s.line === 1) set(-2);
    const now = s.ranges[key] ?? -2;
    if (now >= 0) {
      if (s.line >= now) set(-1);
      return s.line <= now;
    }
    if (to !== undefined && to.type !== 'plus' && to.type !== 'multiple' && this.#matches(to)) set(-1);
    return true;
  }

  #execute(command: SedCommand): void {
    const { s } = this;
    const pc = s.pc++;
    if (command.name === ':' || command.name === '}') return;
    s.pc = pc;
    const selected = this.#selected(command);
    s.pc = pc + 1;
    if (command.name === '{') {
      if (!selected) s.pc = command.target ?? this.script.length;
      return;
    }
    if (selected) this.#do(command, pc);
  }

  #do(command: SedCommand, pc: number): void {
    const { s } = this;
    const text = command.text ?? '';
    switch (command.name) {
      case 'p':
        this.files.put(`${s.space}\n`);
        return;
      case 'd':
        this.files.put(s.appended);
        s.appended = '';
        s.pc = -1;
        return;
      case 'D': {
        const newline = s.space.indexOf('\n');
        s.pc = -1;
        if (newline < 0) return;
        s.space = s.space.slice(newline + 1);
        s.wants = 'D';
        return;
      }
      case 'P':
        this.files.put(`${s.space.split('\n', 1)[0]}\n`);
        return;
      case 'q':
        this.#endCycle();
        s.quit = true;
        s.status = command.status ?? 0;
        return;
      case 'Q':
        s.quit = true;
        s.status = command.status ?? 0;
        return;
      case '=':
        this.files.put(`${s.line}\n`);
        return;
      case 'a':
        s.appended += text;
        return;
      case 'i':
        this.files.put(text);
        return;
      case 'c':
        if (command.to === undefined || (s.ranges[String(pc)] ?? -1) === -1) this.files.put(text);
        s.pc = -1;
        return;
      case 'n':
        if (this.files.isLast()) {
          s.wants = 'n';
          return;
        }
        if (!this.args.has('n')) this.#print(s.space);
        this.files.put(s.appended);
        s.appended = '';
        s.wants = 'n';
        return;
      case 'N':
        s.wants = 'N';
        return;
      case 'g':
        s.space = s.hold;
        return;
      case 'G':
        s.space += `\n${s.hold}`;
        return;
      case 'h':
        s.hold = s.space;
        return;
      case 'H':
        s.hold += `\n${s.space}`;
        return;
      case 'x':
        [s.space, s.hold] = [s.hold, s.space];
        return;
      case 'z':
        s.space = '';
        return;
      case 'l':
        this.files.put(
          `${s.space
            .replace(/\\/g, '\\\\')
            .replace(/\n/g, '\\n')
            .replace(/\t/g, '\\t')
            .replace(/[\x00-\x1f\x7f-\xff]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}$\n`,
        );
        return;
      case 'y':
        s.space = [...s.space].map((c) => (text.includes(c) ? command.into![text.indexOf(c)]! : c)).join('');
        return;
      case 's':
        this.#substitute(command);
        return;
      case 'b':
        s.pc = command.target ?? s.pc;
        return;
      case 't':
        if (s.replaced) s.pc = command.target ?? s.pc;
        s.replaced = false;
        return;
      case 'T':
        if (!s.replaced) s.pc = command.target ?? s.pc;
        s.replaced = false;
        return;
      case 'r': {
        const content = this.sys.readFile(text);
        if (typeof content === 'string') s.appended += content;
        return;
      }
      default:
    }
  }

  #substitute(command: SedCommand): void {
    const { s } = this;
    const done = substitute(s.space, command.regex!, command.replacement ?? [], command.nth ?? 1, command.global ?? false);
    if (done === undefined) return;
    s.space = done;
    s.replaced = true;
    if (done.length > MAX_SPACE) throw new RegexError('Memory exhausted');
    if (command.print) this.files.put(`${done}\n`);
  }
}

function nextMultiple(line: number, of: number): number {
  return of <= 0 ? line : Math.ceil(line / of) * of;
}

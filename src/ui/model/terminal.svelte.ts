import type { ConsoleView, View, WhyView } from '../../engine/protocol';
import { EMPTY_HISTORY, type History } from './history';
import { print, type TerminalLine } from './terminal-text';

/** What stands in the console: both terminals and the kernel's log in the order they came, and where each shell is. */
export class Terminal {
  lines = $state.raw<readonly TerminalLine[]>([]);
  /** The console's shell. */
  idle = $state(true);
  cwd = $state('/sys/fs/cgroup/memory');
  status = $state(0);
  /** Why lines tell of a refusal, by the line: the last of those that read the same. */
  whys = $state.raw<ReadonlyMap<string, WhyView>>(new Map());
  /** What was typed into the console before. */
  history: History = EMPTY_HISTORY;
  #key = 0;
  /** What the console printed since a line was typed, for who waits for its answer. */
  #sinceTyped = '';

  apply(view: View): void {
    if (view.whys && (view.whys.reset || view.whys.rows.length > 0)) {
      this.whys = new Map([...(view.whys.reset ? [] : this.whys), ...view.whys.rows.map((why) => [why.line, why] as const)]);
    }
    for (const console of view.consoles ?? []) this.#applyConsole(console);
    if (view.dmesg?.reset) this.lines = this.lines.filter((line) => line.source !== 'kernel');
    const logged = (view.dmesg?.lines ?? []).map(({ tick, text }) => `[${(tick / 1000).toFixed(3).padStart(9)}] ${text}\n`);
    if (logged.length > 0) this.lines = print(this.lines, 'kernel', logged.join(''), this.#next);
  }

  #applyConsole(view: ConsoleView): void {
    const source = view.tty === 0 ? 'lesson' : 'console';
    if (view.reset) this.lines = this.lines.filter((line) => line.source !== source);
    if (view.text !== '') this.lines = print(this.lines, source, view.text, this.#next);
    if (view.tty !== 1) return;
    this.#sinceTyped += view.text;
    this.idle = view.idle;
    this.cwd = view.cwd;
    this.status = view.status;
  }

  #next = (): number => ++this.#key;

  /** Ctrl-L. */
  clear(): void {
    this.lines = this.lines.filter((line) => !line.ended);
  }

  /** Starts to listen for the answer of a line about to be typed. */
  listen(): void {
    this.#sinceTyped = '';
  }

  /** What the console answered to a line typed since `listen`: its last message, '' when there was none; undefined until it is done. */
  answerTo(line: string): string | undefined {
    // Every view that prints makes new lines.
    void this.lines;
    const echo = this.#sinceTyped.lastIndexOf(`# ${line}\n`);
    if (echo < 0 || !this.idle) return undefined;
    return (
      this.#sinceTyped
        .slice(echo + line.length + 3)
        .trim()
        .split('\n')
        .at(-1) ?? ''
    );
  }
}

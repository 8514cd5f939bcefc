/**
 * What a terminal printed since the view before, as text: the simulated machine deals in bytes.
 */
import { fromBytes } from './bytes';
import type { Machine, Tty } from './machine';
import type { ConsoleView } from './protocol';
import type { TickLog } from './tick-log';

/** Most characters sent of what was there before a load or a seek, and in one view. */
const MOST_CHARACTERS = 131072;

export class TerminalReader {
  readonly #tty: Tty;
  /** Absolute number of the first row not sent. */
  #sent = 0;
  #decoder = new TextDecoder();
  #before = '';

  constructor(tty: Tty) {
    this.#tty = tty;
  }

  /** What changed; undefined when nothing did. `reset`: the present has jumped, all that was sent is void. */
  read(log: TickLog<string>, machine: Machine, reset: boolean): ConsoleView | undefined {
    if (reset) {
      this.#sent = 0;
      this.#decoder = new TextDecoder();
    }
    const text = this.#newText(log, machine.tick);
    const [idle, cwd, status] = [machine.idle(this.#tty), machine.cwd(this.#tty), machine.status(this.#tty)];
    const shell = `${idle} ${status} ${cwd}`;
    if (!reset && text === '' && shell === this.#before) return undefined;
    this.#before = shell;
    return { tty: this.#tty, reset, text, idle, cwd: fromBytes(cwd), status };
  }

  #newText(log: TickLog<string>, tick: number): string {
    const end = log.behind(tick);
    const rows = log.slice(this.#sent, end);
    this.#sent = Math.max(end, this.#sent);
    const bytes = rows.length === 1 ? rows[0]! : rows.join('');
    const cut = bytes.length > MOST_CHARACTERS ? bytes.slice(bytes.indexOf('\n', bytes.length - MOST_CHARACTERS) + 1) : bytes;
    return fromBytes(cut, this.#decoder);
  }
}

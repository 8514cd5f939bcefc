/** Small machines that tests type to. */
import { tick, takeTtyChunks, type Kernel } from '../kernel';
import { bootScript, bootShells, createMachine, feed, scriptStatus, shellIdle, shellStatus } from '.';

/** A machine with room for what tests do: 32 MiB unless told otherwise. */
export function testMachine(ramPages = 8192, cpus = 1): Kernel {
  return createMachine({ ramPages, cpus, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 });
}

export interface ScriptResult {
  readonly out: string;
  readonly err: string;
  /** Undefined when it did not end within the ticks given. */
  readonly status: number | undefined;
  readonly ticks: number;
}

/** Runs a script to its end. */
export function runScript(text: string, args: readonly string[] = [], k = testMachine(), maxTicks = 300000): ScriptResult {
  bootScript(k, text, 'x.sh', args);
  let [out, err, ticks] = ['', '', 0];
  while (scriptStatus(k) === undefined && ticks < maxTicks) {
    tick(k);
    ticks++;
    for (const chunk of takeTtyChunks(k, 0)) {
      if (chunk.stream === 1) out += chunk.text;
      else err += chunk.text;
    }
  }
  return { out, err, status: scriptStatus(k), ticks };
}

/** A terminal with its shell: types lines and answers what they printed. */
export class Terminal {
  readonly k: Kernel;
  ticks = 0;
  #printed = '';

  constructor(
    k = testMachine(),
    readonly tty = 0,
  ) {
    this.k = k;
    bootShells(k);
    // Both shells come to their prompts.
    this.run(50);
    this.#printed = '';
  }

  /** Lets the machine run until the shell waits again, or for `maxTicks`. */
  settle(maxTicks = 100000): void {
    for (let i = 0; i < maxTicks && (i === 0 || !shellIdle(this.k, this.tty)); i++) this.run(1);
  }
  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      tick(this.k);
      this.ticks++;
      for (const chunk of takeTtyChunks(this.k, this.tty)) this.#printed += chunk.text;
    }
  }
  /** Types without waiting. */
  type(line: string): void {
    feed(this.k, this.tty, line);
  }
  /** Types a line and waits for the prompt; what was printed meanwhile. */
  line(line: string, maxTicks = 100000): string {
    this.type(line);
    this.settle(maxTicks);
    return this.take();
  }
  /** What was printed since it was asked last. */
  take(): string {
    const printed = this.#printed;
    this.#printed = '';
    return printed;
  }
  get status(): number {
    return shellStatus(this.k, this.tty);
  }
}

import type { ChargeStepView, ChargeStopView, ChargeView, View } from '../../engine/protocol';
import type { Engine } from '../model/engine';

/**
 * The charges of the chosen group as they are gone through: which one is looked at, and how far on its way. While the
 * machine runs the last one is followed.
 */
export class ChargeWatch {
  charges = $state.raw<readonly ChargeView[]>([]);
  stops = $state.raw<readonly ChargeStopView[]>([]);
  /** Number of the charge looked at; 0: the last. */
  #at = $state(0);
  /** Steps of it that are lit; Infinity: all. */
  #lit = $state(Infinity);
  readonly #engine: Engine;
  readonly #ends: readonly (() => void)[];
  #group = 0;
  #running = false;
  /** The next charge was asked for: go to it when it comes, and so far on its way. */
  #awaited: { readonly behind: number; readonly lit: number } | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#ends = [engine.onHello((hello) => (this.stops = hello.charge)), engine.onView((view) => this.#apply(view))];
    engine.send({ type: 'watch', charges: true }).catch(() => undefined);
  }

  /** Stops watching. */
  end(): void {
    for (const end of this.#ends) end();
    this.#engine.send({ type: 'watch', charges: false }).catch(() => undefined);
  }

  #apply({ charges, session }: View): void {
    if (session.state === 'running' && !this.#running && this.#awaited === undefined) this.follow();
    const stopped = this.#running && session.state !== 'running';
    this.#running = session.state === 'running';
    if (charges === undefined) {
      // The run has ended without another one.
      if (stopped) this.#awaited = undefined;
      return;
    }
    const another = charges.group !== this.#group;
    this.#group = charges.group;
    this.charges = charges.rows;
    if (another || !charges.rows.some((row) => row.n === this.#at)) this.#at = 0;
    if (this.#awaited === undefined || this.#running) return;
    const { behind, lit } = this.#awaited;
    this.#awaited = undefined;
    const fresh = charges.rows.find((row) => row.n > behind);
    if (fresh !== undefined) [this.#at, this.#lit] = [fresh.n, lit];
  }

  /** Place of the charge looked at; -1 when there is none. */
  get place(): number {
    const at = this.#at === 0 ? -1 : this.charges.findIndex((row) => row.n === this.#at);
    return at < 0 ? this.charges.length - 1 : at;
  }
  get charge(): ChargeView | undefined {
    return this.charges[this.place];
  }
  /** Steps of the charge that are lit, at least one. */
  get lit(): number {
    return Math.max(1, Math.min(this.#lit, this.charge?.steps.length ?? 1));
  }
  set lit(count: number) {
    // Whoever goes through a charge stays with it.
    this.#at = this.charge?.n ?? 0;
    this.#lit = count;
  }
  get step(): ChargeStepView | undefined {
    return this.charge?.steps[this.lit - 1];
  }
  /** The whole of the charge is lit. */
  get done(): boolean {
    return this.lit >= (this.charge?.steps.length ?? 0);
  }

  /** To the last charge, whole. */
  follow(): void {
    this.#at = 0;
    this.#lit = Infinity;
  }

  /** One charge back, whole. */
  back(): void {
    this.#at = this.charges[Math.max(0, this.place - 1)]?.n ?? 0;
    this.#lit = Infinity;
  }

  /** One charge on, lit up to `lit`: one that is known, or the next that the kernel makes. */
  async next(lit = Infinity): Promise<void> {
    const known = this.charges[this.place + 1];
    if (known !== undefined) {
      this.#at = known.n;
      this.#lit = lit;
      return;
    }
    this.#awaited = { behind: this.charges.at(-1)?.n ?? 0, lit };
    // A run that has ended makes no more charges: what is there stays lit.
    await this.#engine.send({ type: 'step', by: 'charge' }).catch(() => (this.#awaited = undefined));
  }

  /** One step on the way, and behind its end to the next charge. */
  async stepOn(): Promise<void> {
    if (this.charge === undefined || this.done) await this.next(1);
    else this.lit = this.lit + 1;
  }
}

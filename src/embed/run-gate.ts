import { type Engine, refusalOf } from '../ui/model/engine';

/** What a gate must know of the machine. */
export interface Gated {
  readonly engine: Engine;
  readonly running: boolean;
  readonly ready: boolean;
  /** A question that waits for its answer. */
  readonly asked: number | undefined;
  /** A run stops at questions if nothing else is said. */
  readonly asks: boolean;
}

/**
 * Lets the machine run only while it can be seen. What ran when it left the view goes on when it comes back; what anybody paused, moved or
 * loaded meanwhile stays as it is.
 */
export class RunGate {
  readonly #model: Gated;
  #visible = true;
  /** The journal of the run that is to go on. */
  #owed: { readonly journal: unknown; readonly predict: boolean } | undefined;
  /** Somebody's pause is under way: until the engine has done it, the machine seems to run. */
  #pausing = false;
  /** How the present run was asked for, when that was said. */
  #predict: boolean | undefined;
  #queue: Promise<void> = Promise.resolve();

  constructor(model: Gated) {
    this.#model = model;
  }

  /** Tells whether the stage can be seen; the last word counts. */
  see(visible: boolean): Promise<void> {
    this.#visible = visible;
    this.#queue = this.#queue.then(() => this.#settle());
    return this.#queue;
  }

  /** Runs now, or when it is seen; true when it waits for that. Rejects as the engine does. */
  async run(predict = this.#model.asks): Promise<boolean> {
    this.#owed = undefined;
    this.#predict = predict;
    if (!this.#visible && this.#model.ready && !this.#model.running) {
      this.#owed = { journal: this.#model.engine.kept?.journal, predict };
      return true;
    }
    await this.#model.engine.send({ type: 'run', predict });
    return false;
  }

  /** Pauses because somebody wants it. Rejects as the engine does, but a run that waits is ended too. */
  async pause(): Promise<void> {
    const owed = this.#owed !== undefined;
    this.forget();
    if (owed && !this.#model.running) return;
    this.#pausing = true;
    try {
      await this.#model.engine.send({ type: 'pause' });
    } finally {
      this.#pausing = false;
    }
  }

  /** Nothing goes on by itself: somebody has done something else with the machine. */
  forget(): void {
    this.#owed = undefined;
    this.#predict = undefined;
  }

  async #settle(): Promise<void> {
    const { engine, running, asked } = this.#model;
    if (!this.#visible) {
      if (!running || this.#pausing || this.#owed !== undefined) return;
      this.#owed = { journal: engine.kept?.journal, predict: this.#predict ?? this.#model.asks };
      // One that has just ended by itself refuses; then nothing is owed either.
      await engine.send({ type: 'pause' }).catch(() => this.forget());
      return;
    }
    const owed = this.#owed;
    this.#owed = undefined;
    const journal = engine.kept?.journal;
    if (owed === undefined || owed.journal !== journal || asked !== undefined) return;
    // A line that was typed into a machine at rest lets the clock run for itself alone: to run on would start the lesson.
    const last = journal?.at(-1);
    if (last?.type === 'exec' && last.hold === true) return;
    await engine.send({ type: 'run', predict: owed.predict }).catch(refusalOf);
  }
}

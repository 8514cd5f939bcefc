/** What the gallery knows of a lesson; made by the build from the lesson itself (`src/cli/lesson-pictures.ts`). */

/** One group over the run; amounts in pages. */
export interface LessonLane {
  readonly group: number;
  readonly path: string;
  /** Highest of all memory, and of kernel memory. */
  readonly usage: number;
  readonly kernel: number;
  /** A letter a column, 0..63 against the highest of all lanes (the digits of base64url). */
  readonly drawnUsage: string;
  readonly drawnKernel: string;
  /** Columns in which a charge was refused here, and in which the OOM killer struck. */
  readonly refused: readonly number[];
  readonly oom: readonly number[];
}

export interface LessonPicture {
  /** Length of the run. */
  readonly ticks: number;
  readonly refused: number;
  readonly killed: number;
  readonly lanes: readonly LessonLane[];
  /** Columns of the same in groups without a lane, the whole machine among them. */
  readonly otherRefused: readonly number[];
  readonly otherOom: readonly number[];
}

export interface LessonCard {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** What one will know after it. */
  readonly teaches: string;
  /** 0 when nobody said. */
  readonly minutes: number;
  readonly topic: string;
  readonly picture: LessonPicture;
}

/** The outside commands of a run, as a link carries them and the engine replays them. */
import * as v from 'valibot';

const tick = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tty = v.picklist([0, 1]);

/**
 * One outside command with the tick it was given at. `tty` 0 is the lesson's shell, 1 the console. A line that was typed
 * while nobody had let the run go has `hold`: the lesson begins no block before its foreground has ended or waits for
 * input, or before `go`.
 */
export const JournalEntrySchema = v.variant('type', [
  v.object({ type: v.literal('exec'), tick, tty, line: v.pipe(v.string(), v.maxLength(65536)), hold: v.optional(v.literal(true)) }),
  v.object({ type: v.literal('go'), tick }),
  v.object({ type: v.literal('interrupt'), tick, tty }),
  v.object({ type: v.literal('eof'), tick, tty }),
]);
export const JournalSchema = v.pipe(v.array(JournalEntrySchema), v.maxLength(10000));
export type JournalEntry = v.InferOutput<typeof JournalEntrySchema>;

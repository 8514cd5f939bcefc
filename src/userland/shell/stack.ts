/**
 * The frames a shell comes back to, as a list that is never changed. A fork bomb's shells stand hundreds of frames deep and
 * share nearly all of them: the inner frames lie in a short list of their own, so that entering and leaving one copies few.
 */
import type { Frame } from './state';

/** Frames of a full part. */
const PART = 16;

/** Plain data; read it with the functions below. Inner frames stand behind outer ones. */
export interface FrameStack {
  readonly size: number;
  /** How many of them are functions, `eval`, `source` and traps. */
  readonly nesting: number;
  /** Outer frames, `PART` in each. */
  readonly parts: readonly (readonly Frame[])[];
  /** The innermost frames, 1 to `PART` of them; none when there are none at all. */
  readonly inner: readonly Frame[];
}

export const NO_FRAMES: FrameStack = { size: 0, nesting: 0, parts: [], inner: [] };

/** Whether a frame runs other code than that around it: a function, `eval`, `source` or a trap. */
export function isNesting({ type }: Frame): boolean {
  return type === 'call' || type === 'unit';
}

/** With one more frame, the innermost. */
export function withFrame({ size, nesting, parts, inner }: FrameStack, frame: Frame): FrameStack {
  const deeper = isNesting(frame) ? nesting + 1 : nesting;
  if (inner.length < PART) return { size: size + 1, nesting: deeper, parts, inner: [...inner, frame] };
  return { size: size + 1, nesting: deeper, parts: [...parts, inner], inner: [frame] };
}

/** Without the innermost frame. */
export function withoutFrame(stack: FrameStack): FrameStack {
  const { size, parts, inner } = stack;
  if (size <= 1) return NO_FRAMES;
  const nesting = isNesting(inner[inner.length - 1]!) ? stack.nesting - 1 : stack.nesting;
  if (inner.length > 1) return { size: size - 1, nesting, parts, inner: inner.slice(0, -1) };
  return { size: size - 1, nesting, parts: parts.slice(0, -1), inner: parts[parts.length - 1]! };
}

/** With another frame of the same type at place `at`, counted from the outermost, 0. */
export function replaceFrame({ size, nesting, parts, inner }: FrameStack, at: number, frame: Frame): FrameStack {
  const outer = parts.length * PART;
  if (at >= outer) return { size, nesting, parts, inner: inner.with(at - outer, frame) };
  const part = Math.floor(at / PART);
  return { size, nesting, parts: parts.with(part, parts[part]!.with(at % PART, frame)), inner };
}

/** The frame at a place counted from the outermost, 0; undefined where there is none. */
export function frameAt({ parts, inner }: FrameStack, at: number): Frame | undefined {
  const outer = parts.length * PART;
  return at >= outer ? inner[at - outer] : parts[Math.floor(at / PART)]?.[at % PART];
}

/** The innermost frame. */
export function topFrame({ inner }: FrameStack): Frame | undefined {
  return inner[inner.length - 1];
}

/** Place of the innermost frame for which `test` holds, -1 for none. */
export function findFrame(stack: FrameStack, test: (frame: Frame) => boolean): number {
  for (let at = stack.size - 1; at >= 0; at--) if (test(frameAt(stack, at)!)) return at;
  return -1;
}

/** All frames, the outermost first. */
export function allFrames({ parts, inner }: FrameStack): readonly Frame[] {
  return parts.length === 0 ? inner : [...parts.flat(), ...inner];
}

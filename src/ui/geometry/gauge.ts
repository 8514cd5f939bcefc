import type { GroupView } from '../../engine/protocol';
import { UNLIMITED } from '../../engine/protocol';

/** A limit on a bar: `at` in 0..1, or beyond the bar's right end. */
export interface LimitMark {
  readonly at: number;
  readonly beyond: boolean;
}

/** One bar; all lengths are fractions of it. */
export interface Bar {
  /** Pages that the whole bar stands for. */
  readonly scale: number;
  /** End of the part that is kernel memory. */
  readonly kernel: number;
  /** End of all that is charged. */
  readonly all: number;
  /** Highest usage seen. */
  readonly peak: number;
  readonly limit: LimitMark | undefined;
  /** The kernel limit shown on the bar of all memory. */
  readonly kernelLimit: LimitMark | undefined;
  /** Nothing more fits. */
  readonly full: boolean;
}

/** The two bars of a group: all memory with its kernel part inside, and kernel memory against its own limit. */
export interface TwinGauge {
  readonly memory: Bar;
  /** Undefined while the group's kernel memory is not accounted and never was. */
  readonly kernel: Bar | undefined;
}

/**
 * Geometry of a group's gauges. The bar of a group with a limit stands for that limit (or more, where usage ran past
 * it), that of a group without one for the machine's memory, so that unlimited groups compare with each other.
 */
export function twinGauge(group: GroupView, ramPages: number): TwinGauge {
  const { res, kmem } = group;
  const resScale = Math.max(res.limit === UNLIMITED || res.limit > ramPages * 4 ? ramPages : res.limit, res.max, res.usage, 1);
  const kmemScale = Math.max(kmem.limit === UNLIMITED || kmem.limit > ramPages * 4 ? resScale : kmem.limit, kmem.max, kmem.usage, 1);
  const accounted = group.state !== 'unaccounted' || kmem.max > 0;
  return {
    memory: {
      scale: resScale,
      kernel: Math.min(kmem.usage, res.usage) / resScale,
      all: res.usage / resScale,
      peak: res.max / resScale,
      limit: mark(res.limit, resScale),
      kernelLimit: accounted ? mark(kmem.limit, resScale) : undefined,
      full: isFull(res.usage, res.limit, 1),
    },
    kernel: accounted
      ? {
          scale: kmemScale,
          kernel: kmem.usage / kmemScale,
          all: kmem.usage / kmemScale,
          peak: kmem.max / kmemScale,
          limit: mark(kmem.limit, kmemScale),
          kernelLimit: undefined,
          full: isFull(kmem.usage, kmem.limit, 2),
        }
      : undefined,
  };
}

function mark(limit: number, scale: number): LimitMark | undefined {
  if (limit === UNLIMITED) return undefined;
  return { at: Math.min(limit / scale, 1), beyond: limit > scale };
}

/** No room for the smallest charge of its kind: one user page, or a stack of two. */
function isFull(usage: number, limit: number, smallest: number): boolean {
  return limit !== UNLIMITED && usage + smallest > limit;
}

/** The same bar on another scale, with a limit that is only thought of; `UNLIMITED` has no mark. */
export function rescaled(bar: Bar, scale: number, limit: number): Bar {
  const by = bar.scale / scale;
  return {
    ...bar,
    scale,
    kernel: bar.kernel * by,
    all: bar.all * by,
    peak: bar.peak * by,
    limit: mark(limit, scale),
    kernelLimit: undefined,
    full: false,
  };
}

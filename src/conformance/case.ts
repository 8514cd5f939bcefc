import type { Expectation } from './expectation';
import type { Operation } from './operation';
import type { Tolerance } from './tolerance';

/** Which rules a case was recorded on. */
export type KernelName = 'kmemcg-v3' | '3.8';

/** Something that happened to an earlier operation or to another task because of a step. */
export interface TaskEvent {
  readonly t: string;
  /** The blocked operation finished with this, or the task was killed. */
  readonly what: Expectation;
}

/** The listed fields of one group; `undefined` = the group is gone. */
export type GroupFields = ReadonlyMap<string, bigint> | undefined;

export interface Step {
  readonly operation: Operation;
  readonly expect: Expectation;
  readonly events: readonly TaskEvent[];
  /** By group path. Missing: nothing is said about the state behind this step. */
  readonly state: ReadonlyMap<string, GroupFields> | undefined;
  /** Replaces the case's tolerance for this step. */
  readonly tolerance: Tolerance | undefined;
  /** By `/group:field`, bytes by which the real kernel differed from itself. */
  readonly spread: ReadonlyMap<string, bigint>;
  /** The result hangs on the exact number of slab pages. */
  readonly sensitive: boolean;
}

export interface Machine {
  readonly ramBytes: number;
  readonly cpus: number;
  readonly swapBytes: number;
}

/** One recorded or restated script; a machine of its own runs it from an idle start. */
export interface Case {
  readonly id: string;
  readonly title: string;
  /** Undefined in the suites, which hold on 3.8 and where slabs play no part also without them. */
  readonly kernel: KernelName | undefined;
  readonly machine: Machine;
  readonly stateForm: 'delta' | 'partial';
  readonly steps: readonly Step[];
  readonly tolerance: Tolerance;
  /** Names from the format's list of needs; only in the suites. */
  readonly needs: readonly string[];
  readonly carry: 'yes' | 'partly' | 'no';
  /** Booted with every kind of slab object in a cache of its own name. */
  readonly slubNomerge: boolean;
  /** Per-CPU stocks are drained before each read. */
  readonly drained: boolean;
}

/** Charges as the page sees them: pages, and no kernel type. */
import { CHARGE_STOPS, type ChargeRecord } from '../kernel/charge-path';
import { RESOURCE_MAX } from '../kernel/res-counter';
import { type ChargeStopView, type ChargeView, UNLIMITED } from './protocol';

/** The stops there are, for the page's drawing. */
export const CHARGE_PATH: readonly ChargeStopView[] = CHARGE_STOPS;

export function chargeView(record: ChargeRecord): Omit<ChargeView, 'n'> {
  const steps = record.steps.map((step) => ({
    ...step,
    counters: step.counters.map((counter) => ({ ...counter, limit: counter.limit === RESOURCE_MAX ? UNLIMITED : counter.limit })),
  }));
  return { ...record, steps };
}

/** A refused call as the page is told of it. */
import type { Because } from '../kernel/because';
import { strerror } from '../kernel/errno';
import { COUNTER_NAMES, RESOURCE_MAX } from '../kernel/res-counter';
import type { Why } from './machine';
import { UNLIMITED } from './protocol';

export function whyOf({ kind, errno, pid: _, limit, asked, ...facts }: Because): Why {
  const amount = (pages: number): number => (pages === RESOURCE_MAX ? UNLIMITED : pages);
  return {
    ...facts,
    limit: amount(limit),
    asked: amount(asked),
    counter: kind < 0 ? '' : COUNTER_NAMES[kind as 0],
    message: strerror(-errno),
  };
}

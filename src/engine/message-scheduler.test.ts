import { describe, expect, it } from 'vitest';
import { messageScheduler } from './message-scheduler';

describe('messageScheduler', () => {
  it('runs at once what may run, in order, but never what was called off by the one before', async () => {
    const scheduler = messageScheduler();
    const ran: string[] = [];
    await new Promise<void>((resolve) => {
      let callOff: () => void = () => undefined;
      scheduler.later(() => {
        ran.push('first');
        callOff();
        scheduler.later(() => {
          ran.push('behind');
          resolve();
        }, 0);
      }, 0);
      callOff = scheduler.later(() => void ran.push('called off'), 0);
      scheduler.later(() => void ran.push('third'), 0);
    });
    expect(ran).toEqual(['first', 'third', 'behind']);
  });
});

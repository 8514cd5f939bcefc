import { expect, it } from 'vitest';
import { checkConfig, hasPatch, KernelConfigError, type MachineConfig } from './config';

const MACHINE: MachineConfig = { ramPages: 16384, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 };

it('takes machines within its bounds and says plainly what is outside', () => {
  expect(() => checkConfig(MACHINE)).not.toThrow();
  for (const [change, message] of [
    [{ ramPages: 2047 }, 'memory must be 8M to 4G'],
    [{ ramPages: 1048577 }, 'memory must be 8M to 4G'],
    [{ cpus: 0 }, 'cpus must be 1 to 16'],
    [{ cpus: 17 }, 'cpus must be 1 to 16'],
    [{ swapPages: -1 }, 'swap must be 0 to 4G'],
    [{ seed: 1.5 }, 'seed must be 0 to 4294967295'],
    [{ without: [14] }, 'patches are numbered 1 to 13'],
  ] as const) {
    expect(() => checkConfig({ ...MACHINE, ...change })).toThrow(new KernelConfigError(message));
  }
});

it('knows which patches are in', () => {
  expect(hasPatch(MACHINE, 13)).toBe(true);
  expect(hasPatch({ ...MACHINE, without: [13] }, 13)).toBe(false);
});

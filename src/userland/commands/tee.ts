import { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } from '../../kernel/syscalls';
import { EINTR } from '../../kernel/errno';
import { quoteIfNeeded } from '../lib/quote';
import { CHUNK } from './input';
import { tool } from './tool';

const SIGINT = 2;

type TeeState = { fds: readonly number[]; status: number };

export const tee = tool<TeeState>(
  'tee',
  {
    short: 'ai',
    long: { append: 'a', 'ignore-interrupts': 'i' },
  },
  (sys, args, state) => {
    let { fds, status } = state ?? { fds: [1], status: 0 };
    if (state === undefined) {
      if (args.has('i')) sys.sigaction(SIGINT, 'ignore');
      for (const file of args.operands) {
        const fd = sys.open(file, O_WRONLY | O_CREAT | (args.has('a') ? O_APPEND : O_TRUNC));
        if (fd < 0) status = sys.fail(quoteIfNeeded(file), fd);
        else fds = [...fds, fd];
      }
      sys.checkpoint({ fds, status });
    }
    const bytes = sys.read(0, CHUNK);
    if (bytes === '') return status;
    if (bytes === -EINTR) return sys.checkpoint({ fds, status });
    if (typeof bytes === 'number') return sys.fail('read error', bytes);
    for (const fd of fds) {
      const written = sys.writeAll(fd, bytes);
      if (written >= 0) continue;
      status = sys.fail(fd === 1 ? 'standard output' : quoteIfNeeded(args.operands[fds.indexOf(fd) - 1] ?? ''), written);
      fds = fds.filter((other) => other !== fd);
    }
    return sys.checkpoint({ fds, status });
  },
);

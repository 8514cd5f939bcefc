/** Command substitution: the output of a child, its trailing newlines taken off. */
import { EINTR } from '../../kernel/errno';
import { sysClose, sysRead } from '../../kernel/syscalls';
import { forkChild, makePipe } from './fork';
import { addJob, jobDone, jobOf, jobStatus, removeJobs, waitUntil } from './jobs';
import { ShellError, type Sh } from './machine';
import { shellMessage } from './messages';
import { MAX_EXPANSION } from './split';

/** Runs the code at `entry` in a child and answers what it printed. */
export function substitute(sh: Sh, entry: number | undefined): string {
  if (entry === undefined) return '';
  return sh.memo(() => {
    const [reading, writing] = makePipe(sh);
    const child = forkChild(sh, { entry, output: writing, close: reading, background: false, substitution: true });
    sh.once((k, pid) => {
      sysClose(k, pid, writing);
      addJob(sh.state, [child], 0, '', false);
      return 0;
    });
    const text = readAll(sh, reading);
    sh.once((k, pid) => sysClose(k, pid, reading));
    waitUntil(sh, (state) => {
      const job = jobOf(state, child);
      return job === undefined ? 'none' : jobDone(job) ? 'done' : undefined;
    });
    sh.once(() => {
      const job = jobOf(sh.state, child);
      if (job !== undefined) sh.state.status = jobStatus({ ...sh.state, options: { ...sh.state.options, pipefail: false } }, job);
      removeJobs(sh.state, (other) => other === job);
      sh.state.substituted = true;
      return 0;
    });
    return text.replace(/\x00/g, '').replace(/\n+$/, '');
  });
}

function readAll(sh: Sh, fd: number): string {
  let text = '';
  for (;;) {
    const piece = sh.call((k, pid) => sysRead(k, pid, fd, 65536));
    if (piece === -EINTR) continue;
    if (typeof piece === 'number' || piece === '') return text;
    text += piece;
    if (text.length > MAX_EXPANSION) {
      sh.once((k, pid) => sysClose(k, pid, fd));
      throw new ShellError('discard', shellMessage(sh.state, `command substitution: output longer than ${MAX_EXPANSION} bytes`), 1);
    }
  }
}

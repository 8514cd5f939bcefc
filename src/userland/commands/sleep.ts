import { EINTR } from '../../kernel/errno';
import { parseDuration } from '../lib/numbers';
import { parseSignal } from '../lib/signals';
import { quote } from '../lib/quote';
import { exitStatus } from '../command';
import { tool, wrongUsage } from './tool';

const SIGKILL = 9;
const SIGCONT = 18;
const SIGCHLD = 17;

export const sleep = tool<{ readonly until: number }>('sleep', {}, (sys, args, state) => {
  if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
  let ticks = 0;
  let bad = '';
  for (const word of args.operands) {
    const part = parseDuration(word);
    if (part === undefined) bad += `sleep: invalid time interval ${quote(word)}\n`;
    else ticks = Math.min(ticks + part, Number.MAX_SAFE_INTEGER);
  }
  if (bad !== '') {
    sys.err(bad);
    sys.err("Try 'sleep --help' for more information.\n");
    return 1;
  }
  if (ticks === 0) return 0;
  if (state === undefined) {
    if (sys.sleep(ticks) !== -EINTR) return 0;
    return sys.checkpoint({ until: ticks });
  }
  sys.sleep(state.until);
  return 0;
});

type TimeoutState = { readonly child: number; readonly deadline: number; readonly sent: boolean };

/** What timeout answers when time ran out, when it failed itself. */
const TIMED_OUT = 124;
const FAILED = 125;
const SPEC = { usageStatus: FAILED };

export const timeout = tool<TimeoutState>(
  'timeout',
  {
    short: '+s:k:v',
    long: { signal: 's', 'kill-after': 'k', verbose: 'v', 'preserve-status': 'preserve-status', foreground: 'foreground' },
    usageStatus: FAILED,
  },
  (sys, args, state) => {
    const [time, ...command] = args.operands;
    if (time === undefined || command.length === 0) {
      sys.err("Try 'timeout --help' for more information.\n");
      return FAILED;
    }
    const duration = parseDuration(time);
    if (duration === undefined) return wrongUsage(sys, SPEC, `invalid time interval ${quote(time)}`);
    const signalText = args.value('s') ?? 'TERM';
    const signal = parseSignal(signalText);
    if (signal === undefined) return wrongUsage(sys, SPEC, `${quote(signalText)}: invalid signal`);
    const after = args.value('k') === undefined ? undefined : parseDuration(args.value('k')!);
    if (state === undefined) {
      // A child's end cuts the sleep short.
      sys.sigaction(SIGCHLD, 'catch');
      const child = sys.spawn(command);
      if (child < 0) {
        sys.fail('fork system call failed', child);
        return FAILED;
      }
      return sys.checkpoint({ child, deadline: duration === 0 ? Number.MAX_SAFE_INTEGER : sys.time() + duration, sent: false });
    }
    const { child, deadline, sent } = state;
    const ended = sys.wait(child, { nohang: true });
    if (typeof ended !== 'number') {
      const status = exitStatus(ended.status);
      return sent && !args.has('preserve-status') ? ((ended.status & 127) === SIGKILL ? 128 + SIGKILL : TIMED_OUT) : status;
    }
    if (ended < 0 && ended !== -EINTR) return FAILED;
    const now = sys.time();
    if (now < deadline) {
      sys.sleep(deadline - now);
      sys.takeSignal();
      return sys.checkpoint(state);
    }
    const force = sent;
    if (args.has('v'))
      sys.err(`timeout: sending signal ${force ? 'KILL' : signalText.replace(/^SIG/, '')} to command ${quote(command[0] ?? '')}\n`);
    sys.kill(child, force ? SIGKILL : signal);
    // What goes to the whole group nobody can hold off, timeout itself neither.
    if ((force || signal === SIGKILL) && !args.has('foreground')) sys.kill(sys.pid, SIGKILL);
    if (!force && signal !== SIGKILL && signal !== SIGCONT) sys.kill(child, SIGCONT);
    return sys.checkpoint({ child, sent: true, deadline: !force && after !== undefined ? now + after : Number.MAX_SAFE_INTEGER });
  },
);

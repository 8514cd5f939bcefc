/** Signals by name and number, as kill(1) and `trap` write them (x86). */

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS'.split(
    ' ',
  );
const SYNONYMS: Readonly<Record<string, number>> = { IO: 29, CLD: 17, IOT: 6 };

/** What a shell says of a command ended by the signal; empty where it says nothing. */
const DEATHS: Readonly<Record<number, string>> = {
  1: 'Hangup',
  3: 'Quit',
  4: 'Illegal instruction',
  5: 'Trace/breakpoint trap',
  6: 'Aborted',
  7: 'Bus error',
  8: 'Floating point exception',
  9: 'Killed',
  10: 'User defined signal 1',
  11: 'Segmentation fault',
  12: 'User defined signal 2',
  14: 'Alarm clock',
  15: 'Terminated',
  16: 'Stack fault',
  24: 'CPU time limit exceeded',
  25: 'File size limit exceeded',
  26: 'Virtual timer expired',
  27: 'Profiling timer expired',
  29: 'I/O possible',
  30: 'Power failure',
  31: 'Bad system call',
};

/** `KILL` of 9; undefined for a number that is no signal. 0 is `EXIT`. */
export function signalName(signal: number): string | undefined {
  return signal === 0 ? 'EXIT' : NAMES[signal - 1];
}

/** 9 of `9`, `KILL`, `SIGKILL`, in either case; undefined for any other text. */
export function parseSignal(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) {
    const number = Number(text);
    return number <= 64 ? number : undefined;
  }
  const name = text.toUpperCase().replace(/^SIG/, '');
  const at = NAMES.indexOf(name);
  return at >= 0 ? at + 1 : Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : undefined;
}

/** All names, HUP first. */
export function signalNames(): readonly string[] {
  return NAMES;
}

/** `Killed` of 9, `Terminated` of 15 …: strsignal(3). */
export function signalDescription(signal: number): string {
  return DEATHS[signal] ?? (signal === 2 ? 'Interrupt' : signal === 13 ? 'Broken pipe' : `Unknown signal ${signal}`);
}

/** Builtins that move the place of the code: loops, functions, `eval`, `source`, `exec`, `exit`. */
import { EINTR, EISDIR, strerror } from '../../../kernel/errno';
import { O_RDONLY, S_IFDIR, S_IFMT, sysClose, sysOpen, sysRead, sysStat } from '../../../kernel/syscalls';
import { searchPath } from '../../program';
import { breakLoop, continueLoop, exitShell, leaveCall, openLoops } from '../control';
import { ShellError, type Sh } from '../machine';
import { complain } from '../messages';
import { MAX_SOURCE } from '../parse';
import { findFrame } from '../stack';
import { getVariable } from '../variables';
import { EX_USAGE, fault, invalidOption, readOptions, type Builtin, type Outcome } from './builtin';

/** A status given in words: `n & 255`, or undefined for no number. */
function statusArgument(text: string): number | undefined {
  return /^[ \t]*[-+]?\d{1,18}[ \t]*$/.test(text) ? Number(BigInt.asUintN(8, BigInt(text.trim()))) : undefined;
}

/** Said, and the rest of the line is dropped. */
function tooMany(sh: Sh, name: string): never {
  fault(sh, name, 'too many arguments');
  throw new ShellError('discard', '', 1);
}

function loopJump(name: string, jump: (sh: Sh, loop: number) => void): Builtin {
  return (sh, { args }) => {
    const loops = openLoops(sh.state);
    if (loops.length === 0) return fault(sh, name, "only meaningful in a `for', `while', or `until' loop", 0);
    const text = args[1];
    const count = text === undefined ? 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(count)) {
      complain(sh, `${name}: ${text}: numeric argument required`);
      return { then: () => exitShell(sh, 128) };
    }
    if (count < 1) {
      fault(sh, name, `${text}: loop count out of range`);
      return { then: () => breakLoop(sh, loops.at(-1) ?? 0) };
    }
    const loop = loops[Math.min(count, loops.length) - 1] ?? 0;
    return {
      then: () => {
        sh.state.status = 0;
        jump(sh, loop);
      },
    };
  };
}
export const break_ = loopJump('break', breakLoop);
export const continue_ = loopJump('continue', continueLoop);

export const return_: Builtin = (sh, { args }) => {
  const text = args[1];
  let status = sh.once(() => sh.state.status);
  if (text !== undefined) {
    const given = statusArgument(text);
    if (given === undefined) complain(sh, `return: ${text}: numeric argument required`);
    else if (args.length > 2) return tooMany(sh, 'return');
    status = given ?? 2;
  }
  const inside = sh.once(() =>
    findFrame(sh.state.stack, (frame) => frame.type === 'call' || (frame.type === 'unit' && frame.kind === 'source')) < 0 ? 0 : 1,
  );
  if (inside === 0) return fault(sh, 'return', "can only `return' from a function or sourced script", 2);
  return {
    then: () => {
      sh.state.status = status;
      leaveCall(sh);
      sh.state.status = status;
    },
  };
};

export const exit: Builtin = (sh, { args }) => {
  const { state } = sh;
  const text = args[1];
  let status = sh.once(() => state.exiting ?? state.status);
  if (state.interactive) sh.say('exit\n');
  if (text !== undefined) {
    const given = statusArgument(text);
    if (given === undefined) complain(sh, `exit: ${text}: numeric argument required`);
    else if (args.length > 2) return tooMany(sh, 'exit');
    status = given ?? 2;
  }
  return { then: () => exitShell(sh, status) };
};

export const eval_: Builtin = (sh, { args }) => {
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const text = words.join(' ');
  if (text.trim() === '') return 0;
  return { unit: text, plan: { kind: 'eval', line: sh.state.lineBase + sh.state.line } };
};

export const exec: Builtin = (_sh, { args }): Outcome => {
  let i = 1;
  let name: string | undefined;
  let clear = false;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      i++;
      break;
    }
    if (arg === '-c') clear = true;
    else if (arg === '-a') name = args[++i] ?? '';
    else if (arg !== '-l') break;
  }
  return { program: args.slice(i), clear, ...(name === undefined ? {} : { name }) };
};

export const source: Builtin = (sh, { args }) => {
  const name = args[0] ?? 'source';
  const words = args[1] === '--' ? args.slice(2) : args.slice(1);
  const file = words[0];
  if (file === undefined) {
    complain(sh, `${name}: filename argument required`);
    sh.say(`${name}: usage: ${name} filename [arguments]\n`);
    return EX_USAGE;
  }
  const path = sh.once((k, pid) => {
    const found = file.includes('/') ? file : searchReadable(k, pid, file, getVariable(sh, 'PATH') ?? '');
    return found ?? file;
  });
  const text = readScript(sh, path);
  if (typeof text === 'number') {
    complain(sh, text === -EISDIR ? `${name}: ${file}: is a directory` : `${file}: ${strerror(text)}`);
    return 1;
  }
  const rest = words.slice(1);
  return { unit: text, plan: { kind: 'source', origin: file, ...(rest.length > 0 ? { args: rest } : {}) } };
};

function searchReadable(k: Sh['k'], pid: number, name: string, path: string): string | undefined {
  for (const directory of path.split(':')) {
    const full = `${directory === '' ? '.' : directory}/${name}`;
    const stat = sysStat(k, pid, full);
    if (typeof stat !== 'number' && (stat.mode & S_IFMT) !== S_IFDIR) return full;
  }
  return undefined;
}

/** A whole file, or -errno (-EISDIR for a directory). */
export function readScript(sh: Sh, path: string): string | number {
  const fd = sh.call((k, pid) => {
    const stat = sysStat(k, pid, path);
    if (typeof stat === 'number') return stat;
    return (stat.mode & S_IFMT) === S_IFDIR ? -EISDIR : sysOpen(k, pid, path, O_RDONLY);
  });
  if (fd < 0) return fd;
  let text = '';
  while (text.length <= MAX_SOURCE) {
    const piece = sh.call((k, pid) => sysRead(k, pid, fd, 65536));
    if (piece === -EINTR) continue;
    if (typeof piece === 'number') {
      sh.once((k, pid) => sysClose(k, pid, fd));
      return piece;
    }
    if (piece === '') break;
    text += piece;
  }
  sh.once((k, pid) => sysClose(k, pid, fd));
  return text;
}

/** `command`, `builtin`. */
export const command: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'pvV');
  if (bad !== undefined) return invalidOption(sh, 'command', bad, 'command [-pVv] command [arg ...]');
  if (rest.length === 0) return 0;
  if (letters.includes('v') || letters.includes('V')) return { command: ['type', letters.includes('V') ? '-V' : '-v', '--', ...rest] };
  return { command: rest };
};

export function builtinNamed(isBuiltin: (name: string) => boolean): Builtin {
  return (sh, { args }) => {
    const words = args[1] === '--' ? args.slice(2) : args.slice(1);
    const name = words[0];
    if (name === undefined) return 0;
    if (!isBuiltin(name)) return fault(sh, 'builtin', `${name}: not a shell builtin`);
    return { command: words };
  };
}

const KEYWORDS = new Set('if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '));

/** `type`, also for `command -v` and `-V`. */
export function typeNamed(isBuiltin: (name: string) => boolean): Builtin {
  return (sh, { args }) => {
    const { letters, rest, bad } = readOptions(args.slice(1), 'afptPvV');
    if (bad !== undefined) return invalidOption(sh, 'type', bad, 'type [-afptP] name [name ...]');
    const brief = letters.includes('v');
    const only = letters.includes('t');
    let missing = 0;
    for (const name of rest) {
      const kind = letters.includes('P')
        ? 'search'
        : KEYWORDS.has(name)
          ? 'keyword'
          : Object.hasOwn(sh.state.functions, name) && !letters.includes('f')
            ? 'function'
            : isBuiltin(name)
              ? 'builtin'
              : 'search';
      if (kind !== 'search') {
        if (letters.includes('p')) continue;
        const said = kind === 'keyword' ? 'a shell keyword' : kind === 'function' ? 'a function' : 'a shell builtin';
        sh.out(only ? `${kind}\n` : brief ? `${name}\n` : `${name} is ${said}\n`);
        continue;
      }
      const path = sh.once((k, pid) => searchPath(k, pid, name, getVariable(sh, 'PATH') ?? '') ?? '');
      const there = path !== '' && sh.once((k, pid) => (typeof sysStat(k, pid, path) === 'number' ? 0 : 1)) === 1;
      if (there) sh.out(only ? 'file\n' : brief || letters.includes('p') || letters.includes('P') ? `${path}\n` : `${name} is ${path}\n`);
      else {
        missing++;
        if (!brief && !only && !letters.includes('p') && !letters.includes('P'))
          complain(sh, `${letters.includes('V') ? 'command: ' : 'type: '}${name}: not found`);
      }
    }
    // `type` wants all of them, `command -v` one.
    const asked = brief || letters.includes('V');
    return missing > 0 && (!asked || missing === rest.length) ? 1 : 0;
  };
}

export const hash: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'rdltp');
  if (bad !== undefined) return invalidOption(sh, 'hash', bad, 'hash [-lr] [-p pathname] [-dt] [name ...]');
  let status = 0;
  if (rest.length === 0 && !letters.includes('r')) sh.out('hash: hash table empty\n');
  for (const name of rest) {
    const found = sh.once((k, pid) => (searchPath(k, pid, name, getVariable(sh, 'PATH') ?? '') === undefined ? 0 : 1));
    if (found === 0) status = fault(sh, 'hash', `${name}: not found`);
  }
  return status;
};

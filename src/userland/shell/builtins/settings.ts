/** `set`, `shopt`, `shift`, `getopts`, `let`, `umask`, `trap`, `times`, `ulimit`. */
import { sysUmask } from '../../../kernel/syscalls';
import { changeMode, parseModeChange } from '../../lib/mode';
import { parseSignal, signalName, signalNames } from '../../lib/signals';
import { evaluateArithmetic } from '../arithmetic';
import { ShellError } from '../machine';
import { isOptionName, SET_LETTERS, SET_NAMES, SHOPT_NAMES } from '../options';
import { quoteIfNeeded, quoteWord } from '../quote';
import type { Options } from '../state';
import { applyTrap } from '../traps';
import { getVariable, isName, setVariable } from '../variables';
import { EX_USAGE, fault, invalidOption, readOptions, type Builtin } from './builtin';

const SET_USAGE = 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]';

export const set: Builtin = (sh, { args }) => {
  const { state } = sh;
  if (args.length === 1) {
    for (const name of Object.keys(state.variables).sort()) {
      const variable = state.variables[name];
      if (variable?.array !== undefined)
        sh.out(
          `${name}=(${Object.entries(variable.array)
            .map(([key, item]) => `[${key}]="${item}"`)
            .join(' ')})\n`,
        );
      else if (variable?.value !== undefined) sh.out(`${name}=${variable.value === '' ? '' : quoteIfNeeded(variable.value)}\n`);
    }
    return 0;
  }
  let options = state.options;
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      const rest = args.slice(i + 1);
      sh.once(() => {
        state.options = options;
        state.args = rest;
        return 0;
      });
      return 0;
    }
    if (arg === '-') {
      options = { ...options, xtrace: false, verbose: false };
      i++;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[++i];
        if (name === undefined) {
          for (const known of SET_NAMES)
            sh.out(
              on ? `${known.padEnd(15)}\t${state.options[known] ? 'on' : 'off'}\n` : `set ${state.options[known] ? '-' : '+'}o ${known}\n`,
            );
          return 0;
        }
        if (name === 'posix' || name === 'history' || name === 'emacs' || name === 'vi' || name === 'histexpand') continue;
        if (!isOptionName(name, SET_NAMES)) return fault(sh, 'set', `${name}: invalid option name`, EX_USAGE);
        options = { ...options, [name]: on };
        continue;
      }
      const name = SET_LETTERS[letter];
      if (name !== undefined) options = { ...options, [name]: on };
      else if (!'bhkptBEHPT'.includes(letter)) return invalidOption(sh, 'set', `${on ? '-' : '+'}${letter}`, SET_USAGE);
    }
  }
  const rest = args.slice(i);
  const chosen = options;
  sh.once(() => {
    state.options = chosen;
    if (rest.length > 0) state.args = rest;
    return 0;
  });
  return 0;
};

export const shopt: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'supqo');
  if (bad !== undefined) return invalidOption(sh, 'shopt', bad, 'shopt [-pqsu] [-o] [optname ...]');
  const names: readonly (keyof Options)[] = letters.includes('o') ? SET_NAMES : SHOPT_NAMES;
  if (rest.length === 0) {
    for (const name of names) sh.out(`${name.padEnd(20)}\t${sh.state.options[name] ? 'on' : 'off'}\n`);
    return 0;
  }
  let status = 0;
  for (const name of rest) {
    if (!isOptionName(name, names)) {
      status = fault(sh, 'shopt', `${name}: invalid shell option name`);
      continue;
    }
    if (letters.includes('s') || letters.includes('u')) {
      sh.once(() => {
        sh.state.options = { ...sh.state.options, [name]: letters.includes('s') };
        return 0;
      });
      continue;
    }
    if (!sh.state.options[name]) status = 1;
    if (!letters.includes('q')) sh.out(`${name.padEnd(20)}\t${sh.state.options[name] ? 'on' : 'off'}\n`);
  }
  return status;
};

export const shift: Builtin = (sh, { args }) => {
  const text = args[1] ?? '1';
  if (!/^[-+]?\d+$/.test(text)) return fault(sh, 'shift', `${text}: numeric argument required`);
  const count = Number(text);
  if (count < 0) return fault(sh, 'shift', `${text}: shift count out of range`);
  return sh.once(() => {
    if (count > sh.state.args.length) return 1;
    sh.state.args = sh.state.args.slice(count);
    return 0;
  });
};

export const let_: Builtin = (sh, { args }) => {
  if (args.length === 1) return fault(sh, 'let', 'expression expected');
  let value = '0';
  for (const text of args.slice(1)) {
    try {
      value = sh.once(() => evaluateArithmetic(sh, text, 'let').toString());
    } catch (thrown) {
      if (!(thrown instanceof ShellError) || thrown.severity !== 'discard') throw thrown;
      sh.say(thrown.message);
      return 1;
    }
  }
  return value === '0' ? 1 : 0;
};

export const umask: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'pS');
  if (bad !== undefined) return invalidOption(sh, 'umask', bad, 'umask [-p] [-S] [mode]');
  const text = rest[0];
  if (text === undefined) {
    const mask = sh.state.umask;
    if (!letters.includes('S')) sh.out(`${letters.includes('p') ? 'umask ' : ''}${mask.toString(8).padStart(4, '0')}\n`);
    else {
      const rights = (shift: number): string => ['r', 'w', 'x'].filter((_, i) => ((mask >> shift) & (4 >> i)) === 0).join('');
      sh.out(`u=${rights(6)},g=${rights(3)},o=${rights(0)}\n`);
    }
    return 0;
  }
  const change = parseModeChange(text);
  if (/^\d/.test(text) ? !/^[0-7]{1,4}$/.test(text) : change === undefined) {
    const operator = text.replace(/^[ugoa]+/, '').charAt(0);
    return fault(sh, 'umask', /^\d/.test(text) ? `${text}: octal number out of range` : `\`${operator}': invalid symbolic mode operator`);
  }
  sh.once((k, pid) => {
    // A symbolic mode says what is allowed, the mask what is not.
    const allowed =
      /^\d/.test(text) || change === undefined ? ~Number.parseInt(text, 8) : changeMode(change, ~sh.state.umask & 0o777, false, 0);
    sh.state.umask = ~allowed & 0o777;
    sysUmask(k, pid, sh.state.umask);
    return 0;
  });
  return 0;
};

export const times: Builtin = (sh) => {
  sh.out('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

export const ulimit: Builtin = (sh, { args }) => {
  const option = args[1] ?? '-f';
  const limits: Readonly<Record<string, string>> = {
    '-n': '1024',
    '-f': 'unlimited',
    '-v': 'unlimited',
    '-u': 'unlimited',
    '-s': '8192',
    '-m': 'unlimited',
    '-d': 'unlimited',
    '-c': '0',
    '-t': 'unlimited',
  };
  const limit = Object.hasOwn(limits, option) ? limits[option] : undefined;
  if (limit === undefined) return invalidOption(sh, 'ulimit', option, 'ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]');
  if (args.length > 2) return fault(sh, 'ulimit', 'limits cannot be changed here');
  sh.out(`${limit}\n`);
  return 0;
};

/** Names `trap` takes beside signals. */
const PSEUDO = new Set(['EXIT', 'ERR']);

function trapName(text: string): string | undefined {
  const upper = text.toUpperCase().replace(/^SIG/, '');
  if (PSEUDO.has(upper)) return upper;
  const signal = parseSignal(text);
  return signal === undefined ? undefined : signalName(signal);
}

export const trap: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'lp');
  if (bad !== undefined) return invalidOption(sh, 'trap', bad, 'trap [-lp] [[arg] signal_spec ...]');
  if (letters.includes('l')) {
    for (const [i, name] of signalNames().entries()) sh.out(`${String(i + 1).padStart(2)}) SIG${name}${i % 5 === 4 ? '\n' : '\t'}`);
    sh.out('\n');
    return 0;
  }
  const { state } = sh;
  if (rest.length === 0 || letters.includes('p')) {
    const order = ['EXIT', ...signalNames(), 'ERR'];
    const wanted = rest.map(trapName);
    for (const name of order) {
      if (!Object.hasOwn(state.traps, name) || (wanted.length > 0 && !wanted.includes(name))) continue;
      sh.out(`trap -- ${quoteWord(state.traps[name] ?? '')} ${PSEUDO.has(name) ? name : `SIG${name}`}\n`);
    }
    return 0;
  }
  const first = rest[0] ?? '';
  // One argument, or a number in front: back to what it was.
  const reset = first === '-' || rest.length === 1 || /^\d+$/.test(first);
  const command = reset ? undefined : first;
  const specs = first === '-' || !reset ? rest.slice(1) : rest;
  let status = 0;
  for (const spec of specs) {
    if (/^(DEBUG|RETURN)$/i.test(spec)) {
      status = fault(sh, 'trap', `${spec}: not supported by this shell`);
      continue;
    }
    const name = trapName(spec);
    if (name === undefined) {
      status = fault(sh, 'trap', `${spec}: invalid signal specification`);
      continue;
    }
    sh.once(() => {
      const others = Object.fromEntries(Object.entries(state.traps).filter(([key]) => key !== name));
      state.traps = command === undefined ? others : { ...others, [name]: command };
      if (!PSEUDO.has(name)) applyTrap(sh, parseSignal(name) ?? 0);
      return 0;
    });
  }
  return status;
};

export const getopts: Builtin = (sh, { args }) => {
  const { state } = sh;
  const [, spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    sh.say('getopts: usage: getopts optstring name [arg ...]\n');
    return EX_USAGE;
  }
  if (!isName(name)) return fault(sh, 'getopts', `\`${name}': not a valid identifier`);
  const words = given.length > 0 ? given : state.args;
  const quiet = spec.startsWith(':');
  const found = sh.once((): { letter: string; status: number; error: string } => {
    let index = Number(getVariable(sh, 'OPTIND') ?? '1');
    let place = state.optionPlace;
    const word = words[index - 1];
    const done = (letter: string, status: number, error: string, argument?: string): { letter: string; status: number; error: string } => {
      setVariable(sh, 'OPTIND', String(index));
      state.optionPlace = place;
      if (argument !== undefined) setVariable(sh, 'OPTARG', argument);
      setVariable(sh, name, letter);
      return { letter, status, error };
    };
    if (place === 0) {
      if (word === undefined || !/^-./.test(word)) return done('?', 1, '');
      if (word === '--') {
        index++;
        return done('?', 1, '');
      }
      place = 1;
    }
    const letter = word?.[place] ?? '?';
    const at = letter === ':' ? -1 : spec.indexOf(letter, quiet ? 1 : 0);
    place++;
    const last = place >= (word?.length ?? 0);
    if (at < 0) {
      if (last) [index, place] = [index + 1, 0];
      return done('?', 0, quiet ? '' : `illegal option -- ${letter}`, quiet ? letter : '');
    }
    if (spec[at + 1] !== ':') {
      if (last) [index, place] = [index + 1, 0];
      return done(letter, 0, '', '');
    }
    if (!last) {
      const argument = word?.slice(place) ?? '';
      [index, place] = [index + 1, 0];
      return done(letter, 0, '', argument);
    }
    const argument = words[index];
    if (argument === undefined) {
      [index, place] = [index + 1, 0];
      return quiet ? done(':', 0, '', letter) : done('?', 0, `option requires an argument -- ${letter}`, '');
    }
    [index, place] = [index + 2, 0];
    return done(letter, 0, '', argument);
  });
  if (found.error !== '') sh.say(`${state.name}: ${found.error}\n`);
  return found.status;
};

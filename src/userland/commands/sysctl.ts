import { strerror } from '../../kernel/errno';
import { O_WRONLY } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { eachOperand, tool, wrongUsage, type OperandState } from './tool';

const NAME = /^[a-z0-9_]+([./][a-z0-9_-]+)+$/i;
/** Those shown by -a. */
const ALL = [
  'kernel.hostname',
  'kernel.ostype',
  'kernel.pid_max',
  'kernel.threads-max',
  'vm.min_free_kbytes',
  'vm.overcommit_memory',
  'vm.swappiness',
];

export const sysctl = tool<OperandState>('sysctl', { short: 'awnqe' }, (sys, args, state) => {
  const words = args.has('a') ? ALL : args.operands;
  if (words.length === 0) return wrongUsage(sys, {}, 'no variables specified');
  return eachOperand(sys, words, state, (word) => {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const path = `/proc/sys/${name.replaceAll('.', '/')}`;
    if (!NAME.test(name) || typeof sys.stat(path) === 'number') {
      sys.err(`sysctl: cannot stat ${path}: No such file or directory\n`);
      return 1;
    }
    if (equals < 0 && args.has('w')) {
      sys.err(`sysctl: "${word}" must be of the form name=value\n`);
      return 1;
    }
    return equals < 0 ? show(sys, name, path, args.has('n')) : write(sys, name, path, word.slice(equals + 1), args.has('q'));
  });
});

function show(sys: Sys<OperandState>, name: string, path: string, bare: boolean): number {
  const text = sys.readFile(path);
  if (typeof text === 'number') {
    sys.err(`sysctl: reading key "${name}": ${strerror(text)}\n`);
    return 1;
  }
  sys.out(bare ? text : `${name.replaceAll('/', '.')} = ${text}`);
  return 0;
}

function write(sys: Sys<OperandState>, name: string, path: string, value: string, quiet: boolean): number {
  const done = sys.writeFile(path, `${value}\n`, O_WRONLY);
  if (done < 0) {
    sys.err(`sysctl: setting key "${name}": ${strerror(done)}\n`);
    return 1;
  }
  if (!quiet) sys.out(`${name.replaceAll('/', '.')} = ${value}\n`);
  return 0;
}

/** `[[ … ]]`, and what `test` asks of the world. */
import { sysIsatty, sysStat } from '../../kernel/syscalls';
import { globMatch } from '../lib/glob';
import { compileRegex, RegexError } from '../lib/regex';
import { binaryTest, TestError, unaryTest, type FileFacts, type TestProbe } from '../lib/test-expression';
import { evaluateArithmetic, evaluateIndex, parseSubscript } from './arithmetic';
import type { Code, TestExpression } from './code';
import { expandPattern, expandRegex, expandSingle } from './expand';
import { ShellError, type Sh } from './machine';
import { complain } from './messages';
import { isOptionName, SET_NAMES } from './options';
import { tracePrefix } from './xtrace';
import { getElement, getElements, getVariable, setArray } from './variables';

/** The probe of a shell: each question about a file is a system call. */
export function shellProbe(sh: Sh): TestProbe {
  return {
    stat: (path, follow) => {
      const facts = sh.call((k, pid): FileFacts & Record<string, number> => {
        const stat = sysStat(k, pid, path, { follow });
        return typeof stat === 'number' ? { mode: 0, size: 0, ino: -1 } : { mode: stat.mode, size: stat.size, ino: stat.ino };
      });
      return facts.ino < 0 ? undefined : facts;
    },
    isatty: (fd) => sh.once((k, pid) => (sysIsatty(k, pid, fd) ? 1 : 0)) === 1,
    isSet: (name) => {
      const place = parseSubscript(name);
      if (place === undefined) return getVariable(sh, name) !== undefined;
      if (place.subscript === '@' || place.subscript === '*') return getElements(sh, place.name).length > 0;
      return getElement(sh, place.name, evaluateIndex(sh, place.subscript)) !== undefined;
    },
    hasOption: (name) => isOptionName(name, SET_NAMES) && sh.state.options[name],
  };
}

/** Status of `[[ expression ]]`: 0, 1, or 2 for a fault, which is said. */
export function runTest(sh: Sh, code: Code, expression: TestExpression): number {
  try {
    return evaluate(sh, code, expression) ? 0 : 1;
  } catch (thrown) {
    if (thrown instanceof RegexError) return 2;
    if (thrown instanceof NoNumber) {
      sh.say(thrown.message);
      return 1;
    }
    if (!(thrown instanceof TestError)) throw thrown;
    complain(sh, `[[: ${thrown.message}`);
    return 2;
  }
}

function evaluate(sh: Sh, code: Code, expression: TestExpression): boolean {
  switch (expression.type) {
    case 'TestUnary': {
      const operand = sh.memo(() => expandSingle(sh, code, expression.operand));
      traceTest(sh, expression.operator, operand);
      return unaryTest(expression.operator, operand, shellProbe(sh), 'bash');
    }
    case 'TestBinary':
      return binary(sh, code, expression);
    case 'TestLogical': {
      const stop = expression.operator === '||';
      for (const operand of expression.operands) if (evaluate(sh, code, operand) === stop) return stop;
      return !stop;
    }
    case 'TestNot':
      return evaluate(sh, code, expression.operand) === (expression.negations.length % 2 === 0);
    case 'TestGroup':
      return evaluate(sh, code, expression.expression);
    default:
      return expression satisfies never;
  }
}

function binary(sh: Sh, code: Code, expression: Extract<TestExpression, { type: 'TestBinary' }>): boolean {
  const { operator } = expression;
  const left = sh.memo(() => expandSingle(sh, code, expression.left));
  switch (operator) {
    case '=':
    case '==':
    case '!=': {
      const pattern = sh.memo(() => expandPattern(sh, code, expression.right));
      traceTest(sh, left, operator, pattern);
      return globMatch(pattern, left, { extended: true, ignoreCase: sh.state.options.nocasematch }) === (operator !== '!=');
    }
    case '=~': {
      const regex = sh.memo(() => expandRegex(sh, code, expression.right));
      traceTest(sh, left, operator, regex);
      return matchRegex(sh, left, regex);
    }
    default: {
      const right = sh.memo(() => expandSingle(sh, code, expression.right));
      traceTest(sh, left, operator, right);
      if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
        const values = sh.once(() => [left, right].map((text) => numberIn(sh, text)));
        return binaryTest(values[0] ?? '0', operator, values[1] ?? '0', shellProbe(sh), 'bash');
      }
      return binaryTest(left, operator, right, shellProbe(sh), 'bash');
    }
  }
}

/** An operand of `-eq` that is no expression: the test fails, and the line goes on. */
class NoNumber {
  constructor(readonly message: string) {}
}

function numberIn(sh: Sh, text: string): string {
  try {
    return evaluateArithmetic(sh, text, '[[').toString();
  } catch (thrown) {
    throw thrown instanceof ShellError && thrown.severity === 'discard' ? new NoNumber(thrown.message) : thrown;
  }
}

/** `set -x` shows each test of an expression as it is made. */
function traceTest(sh: Sh, ...words: readonly string[]): void {
  if (sh.state.options.xtrace) sh.say(`${tracePrefix(sh)}[[ ${words.map((word) => word || "''").join(' ')} ]]\n`);
}

/** Sets BASH_REMATCH to the match and its groups. A pattern that is none is status 2, of which bash 5.2 says nothing. */
function matchRegex(sh: Sh, text: string, pattern: string): boolean {
  const match = compileRegex(pattern, { extended: true, ignoreCase: sh.state.options.nocasematch }).exec(text);
  const groups: [number, string][] = [];
  if (match !== undefined) {
    for (let i = 0; i < match.length; i += 2) {
      const [start, end] = [match[i] ?? -1, match[i + 1] ?? -1];
      groups.push([i / 2, start < 0 ? '' : text.slice(start, end)]);
    }
  }
  sh.once(() => {
    setArray(sh, 'BASH_REMATCH', groups, false);
    return 0;
  });
  return match !== undefined;
}

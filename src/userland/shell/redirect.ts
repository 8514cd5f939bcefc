/** Redirections: files, duplicates, here-documents and here-strings, and putting things back. */
import { EBADF, ENFILE, strerror } from '../../kernel/errno';
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  S_IFMT,
  S_IFREG,
  sysClose,
  sysDup,
  sysDup2,
  sysOpen,
  sysPipe,
  sysSetCloexec,
  sysStat,
  sysUnlink,
  sysWrite,
} from '../../kernel/syscalls';
import type { Code, Redirection, WordPart } from './code';
import { expandFields, expandSingle, expandText } from './expand';
import { ShellError, type Sh } from './machine';
import { shellMessage } from './messages';
import { getVariable, setVariable } from './variables';

/** Descriptors to put back: `[fd, copy]`, copy -1 for one that was closed. */
export type Saved = readonly (readonly [number, number])[];

/** First descriptor the shell keeps for itself. */
const PRIVATE_FD = 10;
/** Bytes of a here-document that go through a pipe; longer ones through a file. */
const PIPE_BYTES = 65536;

/**
 * Does redirections in order. With `save` what was there is kept; `keep` is told of it at once, so that an interrupt can
 * put it back. Throws `ShellError` (command) at the first that fails.
 */
export function redirectAll(sh: Sh, code: Code, redirects: readonly Redirection[], keep?: (saved: Saved) => void): void {
  let saved: Saved = [];
  const change =
    keep === undefined
      ? undefined
      : (fd: number): void => {
          saved = [...saved, [fd, sh.once((k, pid) => keepCopy(k, pid, fd))]];
          const now = saved;
          sh.once(() => {
            keep(now);
            return 0;
          });
        };
  for (const redirect of redirects) new Redirecting(sh, code, change).do(redirect);
}

function keepCopy(k: Sh['k'], pid: number, fd: number): number {
  const copy = sysDup(k, pid, fd, PRIVATE_FD);
  if (copy < 0) return -1;
  sysSetCloexec(k, pid, copy, true);
  return copy;
}

/** Puts back what was saved, last first. */
export function restoreDescriptors(sh: Sh, saved: Saved): void {
  for (const [fd, copy] of [...saved].reverse()) {
    if (copy < 0) sysClose(sh.k, sh.pid, fd);
    else {
      sysDup2(sh.k, sh.pid, copy, fd);
      sysClose(sh.k, sh.pid, copy);
    }
  }
}

/** Makes redirections last (`exec >file`): the copies are dropped. */
export function dropCopies(sh: Sh, saved: Saved): void {
  for (const [, copy] of saved) if (copy >= 0) sysClose(sh.k, sh.pid, copy);
}

class Redirecting {
  constructor(
    readonly sh: Sh,
    readonly code: Code,
    /** Called before a descriptor changes. */
    readonly change: ((fd: number) => void) | undefined,
  ) {}

  do(redirect: Redirection): void {
    switch (redirect.type) {
      case 'HereDoc': {
        const { parts, text } = redirect.body;
        const body =
          redirect.delimiter?.quoted || parts === undefined ? stripTabs(text, redirect.operator) : this.#document(parts, redirect.operator);
        return this.#text(body, this.#number(redirect, 0));
      }
      case 'HereString': {
        const word = redirect.target;
        const body = word === undefined ? '' : this.sh.work(() => expandSingle(this.sh, this.code, word));
        return this.#text(`${body}\n`, this.#number(redirect, 0));
      }
      case 'Redirect':
        return this.#file(redirect);
      default:
        return redirect satisfies never;
    }
  }

  #document(parts: readonly WordPart[], operator: string): string {
    const read = operator === '<<-' ? withoutTabs(parts) : parts;
    return this.sh.work(() => expandText(this.sh, this.code, read));
  }

  /** The descriptor in front of the operator; -1 for `{NAME}`, to be chosen. */
  #number(redirect: Redirection, usual: number): number {
    const descriptor = redirect.descriptor;
    if (descriptor === undefined) return usual;
    return descriptor.type === 'FileDescriptor' ? descriptor.value : -1;
  }

  #file(redirect: Extract<Redirection, { type: 'Redirect' }>): void {
    const word = redirect.target;
    if (word === undefined) return;
    const usual = redirect.operator.startsWith('<') ? 0 : 1;
    const target = this.#target(word);
    const fd = this.#number(redirect, usual);
    switch (redirect.operator) {
      case '<':
        return this.#open(redirect, target, O_RDONLY, fd);
      case '>':
        return this.#open(redirect, target, this.#clobber(target), fd);
      case '>|':
        return this.#open(redirect, target, O_WRONLY | O_CREAT | O_TRUNC, fd);
      case '>>':
        return this.#open(redirect, target, O_WRONLY | O_CREAT | O_APPEND, fd);
      case '<>':
        return this.#open(redirect, target, O_RDWR | O_CREAT, fd);
      case '&>':
      case '&>>':
        return this.#both(redirect, target, redirect.operator === '&>>' ? O_APPEND : O_TRUNC);
      case '>&':
        if (redirect.descriptor === undefined && !/^(\d+-?|-)$/.test(target)) return this.#both(redirect, target, O_TRUNC);
        return this.#duplicate(redirect, target, fd);
      case '<&':
        return this.#duplicate(redirect, target, fd);
      default:
        return redirect.operator satisfies never;
    }
  }

  #target(word: NonNullable<Extract<Redirection, { type: 'Redirect' }>['target']>): string {
    if (word.parts === undefined && !word.text.startsWith('~')) return word.value;
    const fields = this.sh.work(() => expandFields(this.sh, this.code, word));
    const only = fields[0];
    if (only === undefined || fields.length > 1) throw this.#fault(`${word.text}: ambiguous redirect`);
    return only;
  }

  #clobber(target: string): number {
    if (!this.sh.state.options.noclobber) return O_WRONLY | O_CREAT | O_TRUNC;
    const mode = this.sh.call((k, pid) => {
      const stat = sysStat(k, pid, target);
      return typeof stat === 'number' ? 0 : stat.mode;
    });
    if (mode === 0) return O_WRONLY | O_CREAT | O_EXCL;
    if ((mode & S_IFMT) === S_IFREG) throw this.#fault(`${target}: cannot overwrite existing file`);
    return O_WRONLY | O_TRUNC;
  }

  #fault(text: string): ShellError {
    return new ShellError('command', shellMessage(this.sh.state, text), 1);
  }

  #open(redirect: Redirection, target: string, flags: number, fd: number): void {
    const opened = this.sh.call((k, pid) => sysOpen(k, pid, target, flags, 0o666));
    if (opened < 0) throw this.#fault(`${target}: ${strerror(opened)}`);
    this.#place(redirect, opened, fd);
  }

  #both(redirect: Redirection, target: string, mode: number): void {
    this.#open(redirect, target, O_WRONLY | O_CREAT | mode, 1);
    this.change?.(2);
    this.sh.once((k, pid) => sysDup2(k, pid, 1, 2));
  }

  /** Brings an opened descriptor to its number. */
  #place(redirect: Redirection, opened: number, fd: number): void {
    if (fd < 0) return this.#named(redirect, opened, true);
    if (opened === fd) {
      // It was closed before: that is what to come back to.
      const close = this.change;
      if (close !== undefined) this.#rememberClosed(fd);
      return;
    }
    this.change?.(fd);
    this.sh.once((k, pid) => {
      sysDup2(k, pid, opened, fd);
      return sysClose(k, pid, opened);
    });
  }

  #rememberClosed(fd: number): void {
    const copy = this.sh.once((k, pid) => {
      const moved = sysDup(k, pid, fd, PRIVATE_FD);
      sysClose(k, pid, fd);
      return moved;
    });
    this.change?.(fd);
    this.sh.once((k, pid) => {
      sysDup2(k, pid, copy, fd);
      return sysClose(k, pid, copy);
    });
  }

  /** `{NAME}>`: a descriptor of its own, its number in the variable. */
  #named(redirect: Redirection, opened: number, close: boolean): void {
    const descriptor = redirect.descriptor;
    if (descriptor?.type !== 'FileDescriptorVariable') return;
    const moved = this.sh.once((k, pid) => {
      const copy = sysDup(k, pid, opened, PRIVATE_FD);
      if (close) sysClose(k, pid, opened);
      return copy;
    });
    if (moved < 0) throw this.#fault(`${descriptor.name}: ${strerror(moved)}`);
    this.sh.once(() => {
      setVariable(this.sh, descriptor.name, String(moved));
      return 0;
    });
  }

  #duplicate(redirect: Redirection, target: string, fd: number): void {
    let to = fd;
    if (target === '-') {
      if (fd < 0 && redirect.descriptor?.type === 'FileDescriptorVariable')
        to = Number(getVariable(this.sh, redirect.descriptor.name) ?? -1);
      const closing = this.sh.once(() => to);
      this.change?.(closing);
      this.sh.once((k, pid) => sysClose(k, pid, closing));
      return;
    }
    const match = /^(\d+)(-?)$/.exec(target);
    if (match === null) throw this.#fault(`${target}: ambiguous redirect`);
    const from = Number(match[1]);
    if (to < 0) return this.#named(redirect, from, match[2] === '-');
    if (from === to) {
      const there = this.sh.once((k, pid) => probe(k, pid, from));
      if (there < 0) throw this.#fault(`${target}: ${strerror(EBADF)}`);
      return;
    }
    const there = this.sh.once((k, pid) => probe(k, pid, from));
    if (there < 0) throw this.#fault(`${from}: ${strerror(EBADF)}`);
    this.change?.(to);
    const done = this.sh.once((k, pid) => sysDup2(k, pid, from, to));
    if (done < 0) throw this.#fault(`${target}: ${strerror(done)}`);
    if (match[2] === '-') {
      this.change?.(from);
      this.sh.once((k, pid) => sysClose(k, pid, from));
    }
  }

  /** A text to be read from a descriptor. */
  #text(text: string, fd: number): void {
    const opened = text.length <= PIPE_BYTES ? this.#pipe(text) : this.#temporary(text);
    if (opened < 0) throw this.#fault(`cannot create temp file for here-document: ${strerror(opened)}`);
    if (opened !== fd) {
      this.change?.(fd);
      this.sh.once((k, pid) => {
        sysDup2(k, pid, opened, fd);
        return sysClose(k, pid, opened);
      });
    } else if (this.change !== undefined) this.#rememberClosed(fd);
  }

  #pipe(text: string): number {
    const pipe = this.sh.call((k, pid) => sysPipe(k, pid));
    if (typeof pipe === 'number') return pipe || -ENFILE;
    if (text !== '') this.sh.call((k, pid) => sysWrite(k, pid, pipe[1], text));
    this.sh.once((k, pid) => sysClose(k, pid, pipe[1]));
    return pipe[0];
  }

  #temporary(text: string): number {
    const path = `/tmp/sh-thd.${this.sh.pid}`;
    const writing = this.sh.call((k, pid) => sysOpen(k, pid, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600));
    if (writing < 0) return writing;
    const failed = this.sh.write(writing, text);
    this.sh.once((k, pid) => sysClose(k, pid, writing));
    const reading = this.sh.call((k, pid) => sysOpen(k, pid, path, O_RDONLY));
    this.sh.call((k, pid) => sysUnlink(k, pid, path));
    return failed < 0 ? failed : reading;
  }
}

function probe(k: Sh['k'], pid: number, fd: number): number {
  const copy = sysDup(k, pid, fd, PRIVATE_FD);
  if (copy >= 0) sysClose(k, pid, copy);
  return copy;
}

/** `<<-` in a text with expansions: tabs go where a line begins. */
function withoutTabs(parts: readonly WordPart[]): readonly WordPart[] {
  let lineStart = true;
  return parts.map((part) => {
    if (part.type !== 'Literal') {
      lineStart = false;
      return part;
    }
    const value = (lineStart ? part.value.replace(/^\t+/, '') : part.value).replace(/\n\t+/g, '\n');
    lineStart = part.value.endsWith('\n');
    return { ...part, value };
  });
}

function stripTabs(text: string, operator: string): string {
  return operator === '<<-' ? text.replace(/^\t+/gm, '') : text;
}

/** Commands that are not done: why, for programs and for people. */
import * as v from 'valibot';
import { PROTOCOL_VERSION, type Refusal } from './protocol';

/** Thrown where a command is refused; the session answers with what it holds. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** The id that a message which cannot be read wants its answer to carry; 0 where there is none. */
export function idOf(message: unknown): number {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : 0;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : 0;
}

/** Why a message is no request. */
export function misread(message: unknown, issues: readonly v.BaseIssue<unknown>[]): Refusal {
  const version = typeof message === 'object' && message !== null && 'v' in message ? message.v : undefined;
  if (version !== undefined && version !== PROTOCOL_VERSION) {
    return {
      code: 'version',
      message: `this engine speaks version ${PROTOCOL_VERSION} of the protocol, not ${typeof version === 'number' ? version : 'that one'}`,
    };
  }
  const issue = issues[0];
  const where = issue === undefined ? '' : (v.getDotPath(issue) ?? '');
  const what = `${where === '' ? '' : `${where}: `}${issue?.message ?? 'not a request'}`;
  const journal = where.startsWith('command.journal');
  return { code: journal ? 'journal' : 'schema', message: what };
}

/** The problems of a document in one sentence. */
export function summary(problems: readonly { line: number; column: number; message: string }[]): string {
  const first = problems[0];
  if (first === undefined) return 'the document is not valid';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `line ${first.line}, column ${first.column}: ${first.message}${more}`;
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does what a host page asks, as a person would do it in the page. */
import type { PlaygroundModel } from '../ui/model/playground.svelte';
import type { Theme } from '../ui/theme.svelte';
import { readLink } from '../ui/page/link';
import type { Choice, HostErrorCode, HostRequestType, HostValues, Judged, Standing } from './host-messages';
import type { HostRequest } from './host-protocol';
import type { RunGate } from './run-gate';
import { shippedText } from './texts';

/** The embed as the host's requests meet it. */
export interface Stage {
  readonly model: PlaygroundModel;
  readonly gate: RunGate;
  readonly theme: Theme;
}

/** A request that was not done. */
export class Unwilling extends Error {
  constructor(
    readonly code: HostErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Longest text of one answer, and of one field of an event, in characters. */
const LONGEST_FILE = 1 << 20;
const LONGEST_FIELD = 2000;

export function short(text: string): string {
  return text.length > LONGEST_FIELD ? `${text.slice(0, LONGEST_FIELD - 1)}…` : text;
}

/** Longest wait for a view that tells what was answered, in ms of real time. */
const PATIENCE = 500;

/** Until the page knows what the engine has answered, or does not hear of it: its views come behind the answers. */
export function known(model: PlaygroundModel, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const stop = model.engine.onView(() => holds() && done());
    const timer = setTimeout(done, PATIENCE);
  });
}

/** Whether a machine stands somewhere. */
export function stands({ session }: PlaygroundModel): boolean {
  return !['empty', 'loading', 'seeking'].includes(session.state);
}

/** Rejects with `Unwilling` or an engine's refusal. */
export async function perform(stage: Stage, request: HostRequest): Promise<HostValues[HostRequestType]> {
  const { model, gate } = stage;
  const { engine } = model;
  switch (request.type) {
    case 'load':
      return load(stage, 'text' in request ? request.text : undefined, 'scenario' in request ? request.scenario : '');
    case 'run': {
      model.touched = true;
      const waits = await gate.run(request.predict);
      if (!waits) await known(model, () => model.session.state !== 'paused');
      return { tick: model.time.tick, waits };
    }
    case 'pause':
      await gate.pause();
      await known(model, () => !model.running);
      return { tick: model.time.tick };
    case 'step':
      gate.forget();
      model.touched = true;
      return { tick: (await engine.send({ type: 'step', by: request.by ?? 'command' })).tick };
    case 'seek': {
      gate.forget();
      const { tick } = await engine.send({ type: 'seek', tick: request.tick });
      await known(model, () => stands(model) && model.time.tick === tick);
      return { tick };
    }
    case 'exec':
      gate.forget();
      model.touched = true;
      model.terminal.listen();
      return { tick: (await engine.send({ type: 'exec', tty: 1, line: request.line })).tick };
    case 'query':
      return request.path === undefined ? standing(model) : read(model, request.path);
    case 'theme':
      stage.theme.set(request.theme);
      return {};
    default:
      return request satisfies never;
  }
}

async function load({ model, gate }: Stage, text: string | undefined, scenario: string): Promise<HostValues['load']> {
  const search = `?${new URLSearchParams({ scenario })}`;
  const address = text === undefined ? await readLink({ hash: '', search }, document.baseURI, shippedText) : undefined;
  if (address?.ok === false) throw new Unwilling('missing', address.message);
  const session = address?.session ?? { text: text!, origin: { kind: 'text' } as const, set: [], journal: [], tick: 0 };
  gate.forget();
  if (!(await model.load(session))) {
    const { message = '', problems = [] } = model.notice ?? {};
    const first = problems[0];
    throw new Unwilling('document', short(first === undefined ? message : `${first.line}:${first.column}: ${first.message}`));
  }
  await known(model, () => stands(model) && model.time.tick === session.tick);
  return { tick: model.time.tick, title: model.document?.title ?? '' };
}

async function read({ engine }: PlaygroundModel, path: string): Promise<HostValues['query']> {
  const { tick, text } = await engine.send({ type: 'read', path });
  if (text.length > LONGEST_FILE) throw new Unwilling('failed', `${path} is longer than a message may be`);
  return { tick, text };
}

function standing(model: PlaygroundModel): Standing {
  const blocks = model.lesson?.blocks ?? [];
  return {
    tick: model.time.tick,
    state: model.session.state,
    title: model.document?.title ?? '',
    checks: blocks.flatMap((_, block) => judged(model, block)),
    answers: [...model.answers].map(([block, option]) => choice(model, block, option)),
  };
}

/** The judged lines of a check block; none while it waits. */
export function judged(model: PlaygroundModel, block: number): readonly Judged[] {
  const checks = model.lesson?.blocks[block]?.checks ?? [];
  return checks.map(({ line, text, ok, got }) => ({ block, line, text: short(text), ok, got: short(got) }));
}

/** A choice with its words. */
export function choice(model: PlaygroundModel, block: number, option: number): Choice {
  const asked = model.document?.blocks[block];
  const { question, options } = asked?.type === 'predict' ? asked : { question: '', options: [] };
  return { block, question: short(question), option, text: short(options[option]?.text ?? ''), right: options[option]?.right ?? false };
}

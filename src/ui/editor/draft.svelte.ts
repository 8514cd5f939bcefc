import type { EditorState } from '@codemirror/state';
import type { Problem } from '../../engine/protocol';
import { parseDocument } from '../../scenario';
import type { PlaygroundModel, Session } from '../model/playground.svelte';
import { draftKey, dropDraft, keepDraft, type KeptDraft, recallDraft } from './drafts';

/** What the validator says of a text. */
export interface Verdict {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}
const SOUND: Verdict = { problems: [], warnings: [] };

/** Quiet time before a draft is kept, in ms. */
const KEEP_AFTER = 400;

/** The document as it stands in the editor, beside the one that runs. */
export class Draft {
  readonly #model: PlaygroundModel;
  /** What stands in the editor. */
  text = $state('');
  /** The document that runs. */
  base = $state('');
  verdict = $state.raw<Verdict>(SOUND);
  /** A kept draft was put into the editor when the document was opened. */
  restored = $state.raw<KeptDraft | undefined>(undefined);
  /** The editor while it is out of sight: its history and cursor. */
  state: EditorState | undefined;
  #key = '';
  /** What stands in the editor came from elsewhere and is no draft of the document that runs. */
  #foreign = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: PlaygroundModel) {
    this.#model = model;
  }

  get changed(): boolean {
    return this.text !== this.base;
  }

  /**
   * The document that runs is another one now. Answers what the editor should hold: first that document, then, when a
   * draft of it was kept, the draft; undefined when the editor holds it already.
   */
  follow(): { readonly text: string; readonly draft: string | undefined } | undefined {
    const { document, origin } = this.#model;
    if (document === undefined) return undefined;
    const key = draftKey(origin, document.text);
    if (key === this.#key && document.text === this.base) return undefined;
    this.#flush();
    const before = this.#key;
    this.#key = key;
    this.base = document.text;
    this.restored = undefined;
    if (this.text === document.text) {
      // What stood in the editor has become the document. It stays a draft of the one before, for who takes that back.
      if (this.#foreign) dropDraft(before);
      this.#foreign = false;
      dropDraft(key);
      return undefined;
    }
    this.#foreign = false;
    const kept = recallDraft(key);
    const draft = kept === undefined || kept.text === document.text ? undefined : kept;
    this.restored = draft;
    this.state = undefined;
    this.text = draft?.text ?? document.text;
    return { text: document.text, draft: draft?.text };
  }

  /** Somebody typed. */
  edit(text: string): void {
    this.text = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), KEEP_AFTER);
  }

  /** The editor is about to take a text from elsewhere. */
  take(): void {
    this.#foreign = true;
  }

  /** Keeps what stands in the editor, at once. */
  #flush(): void {
    clearTimeout(this.#timer);
    if (this.#key === '') return;
    if (this.changed) keepDraft(this.#key, this.text);
    else dropDraft(this.#key);
  }

  /** Keeps what was typed last, when the page is about to go. */
  close(): void {
    this.#flush();
  }

  /** Asks the engine, which also reads the shell; one that cannot answer is stood in for by the document's own rules. */
  async judge(text: string): Promise<Verdict> {
    const { set } = this.#model;
    const answer = await this.#model.ask({ type: 'check', text: text.slice(0, 262_144), set: [...set] });
    const verdict = answer ?? alone(text, set);
    if (text === this.text) this.verdict = verdict;
    return verdict;
  }

  /** The session that runs this draft from its start. */
  session(): Session {
    const { origin, set } = this.#model;
    return { text: this.text, origin: this.changed ? { kind: 'text' } : origin, set, journal: [], tick: 0 };
  }
}

function alone(text: string, set: readonly string[]): Verdict {
  const parsed = parseDocument(text, set);
  return parsed.ok ? { problems: [], warnings: parsed.warnings } : { problems: parsed.problems, warnings: [] };
}

const drafts = new WeakMap<PlaygroundModel, Draft>();

/** The one draft of a playground; it outlives the panel that shows it. */
export function draftOf(model: PlaygroundModel): Draft {
  let draft = drafts.get(model);
  if (draft === undefined) drafts.set(model, (draft = new Draft(model)));
  return draft;
}

import { m } from '../../messages';
import type { EngineClient } from '../../engine/client';
import type { FrameColour } from '../geometry/frame-colours';
import type { PlaygroundModel, Session } from '../model/playground.svelte';
import { linkOf, readLink } from './link';

/** Quiet time before the address is written, in ms. */
const WRITE_AFTER = 700;

/** What is the whole page's and not a panel's: the address, files, and going back to what one had. */
export class Page {
  readonly #model: PlaygroundModel;
  readonly #engine: Pick<EngineClient, 'restart' | 'onTrouble'>;
  /** The hash this page last wrote or read: another one is somebody's wish. */
  #hash = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(model: PlaygroundModel, engine: Pick<EngineClient, 'restart' | 'onTrouble'>) {
    this.#model = model;
    this.#engine = engine;
  }

  /** Opens what the address says, and keeps the address true from then on. Answers how to stop. */
  start(): () => void {
    void this.#open(true);
    const stopTrouble = this.#engine.onTrouble(({ message }) => {
      this.#model.notice = { tone: 'error', message, action: { label: m.failed.restart, run: () => void this.restart() } };
    });
    const stopWriting = $effect.root(() => {
      $effect(() => {
        void [this.#model.time.tick, this.#model.selected, this.#model.colourBy, this.#model.document];
        const resting = this.#model.session.state === 'paused' || this.#model.session.state === 'finished';
        clearTimeout(this.#timer);
        if (resting) this.#timer = setTimeout(() => void this.#write(), WRITE_AFTER);
      });
    });
    return () => {
      stopTrouble();
      stopWriting();
      clearTimeout(this.#timer);
    };
  }

  /** The address changed under us: by hand, by a link in the page, or by Back. */
  follow(): void {
    if (location.hash !== this.#hash) void this.#open(false);
  }

  async #open(first: boolean): Promise<void> {
    this.#hash = location.hash;
    const read = await readLink(location, document.baseURI);
    if (read.ok) {
      if (!(await this.#load(read.session, read.colourBy))) return;
      if (read.note !== undefined) this.#model.notice = { tone: 'info', message: read.note };
      return;
    }
    // What one had stays. On a first visit there is nothing yet: then the first scenario is opened as well.
    if (first) {
      const fallback = await readLink({ hash: '', search: '' }, document.baseURI);
      if (fallback.ok) await this.#model.load(fallback.session);
    }
    this.#model.notice = { tone: 'error', message: first ? read.message : `${read.message} ${m.errors.link}` };
  }

  /** Loads, and offers the way back to work that would be lost. */
  async #load(session: Session, colourBy: FrameColour): Promise<boolean> {
    const model = this.#model;
    const before = model.document === undefined ? undefined : await model.export();
    const beforeColour = model.colourBy;
    if (!(await model.load(session))) return false;
    model.colourBy = colourBy;
    const worthKeeping =
      before !== undefined && (before.journal.length > 0 || (before.origin.kind === 'text' && before.text !== session.text));
    if (worthKeeping && model.notice === undefined) {
      const back = async (): Promise<void> => {
        if (await this.#model.load(before)) model.colourBy = beforeColour;
      };
      model.notice = {
        tone: 'info',
        message: m.scenarios.opened(model.document?.title ?? ''),
        action: { label: m.scenarios.undo, run: () => void back() },
      };
    }
    return true;
  }

  /** Opens a shipped scenario. */
  async pick(name: string): Promise<void> {
    const search = `?scenario=${encodeURIComponent(name)}`;
    const read = await readLink({ hash: '', search }, document.baseURI);
    if (!read.ok) {
      this.#model.notice = { tone: 'error', message: read.message };
      return;
    }
    if (await this.#load(read.session, read.colourBy)) this.#replace(search);
  }

  /** Opens a document from a file. */
  async openFile(file: File): Promise<void> {
    const session: Session = { text: await file.text(), origin: { kind: 'text' }, set: [], journal: [], tick: 0 };
    await this.#load(session, this.#model.colourBy);
  }

  /** Starts the engine anew where it was. */
  async restart(): Promise<void> {
    this.#model.notice = undefined;
    try {
      await this.#engine.restart();
    } catch (thrown) {
      this.#model.notice = { tone: 'error', message: thrown instanceof Error ? thrown.message : m.errors.engine };
    }
  }

  /** Writes the present session into the address. */
  async #write(): Promise<void> {
    const session = await this.#model.export();
    if (session === undefined) return;
    try {
      this.#replace(await linkOf(session, this.#model.colourBy));
    } catch {
      // Too large for any link: the address stays as it was, and the share dialog says so.
    }
  }

  #replace(link: string): void {
    const goal = link === '' ? location.pathname : link;
    const next = new URL(goal, location.origin + location.pathname);
    if (next.href === location.href) return;
    try {
      history.replaceState(history.state, '', next);
      this.#hash = location.hash;
    } catch {
      // A browser that counts such calls, or a sandboxed frame: the address is a convenience, not the session.
    }
  }
}

import { m } from '../../messages';
import { markDone } from '../gallery/progress';
import type { FrameColour } from '../geometry/frame-colours';
import type { PlaygroundModel, Session } from '../model/playground.svelte';
import { startAnew, tend, type Tended } from '../tend';
import { linkOf, readLink } from './link';

/** Quiet time before the address is written, in ms. */
const WRITE_AFTER = 700;

/** What is the whole page's and not a panel's: the address, files, and going back to what one had. */
export class Page {
  readonly #model: PlaygroundModel;
  readonly #tended: Tended;
  /** The hash this page last wrote or read: another one is somebody's wish. */
  #hash = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A text that could not be opened as it is, for the editor to take and mend. */
  offered = $state.raw<string | undefined>(undefined);

  constructor(model: PlaygroundModel, engine: Tended['engine']) {
    this.#model = model;
    this.#tended = { engine, model, open: () => this.#open(true), save: () => void this.save() };
  }

  /** Opens what the address says, and keeps the address true from then on. Answers how to stop. */
  start(): () => void {
    void this.#open(true);
    const stopTrouble = tend(this.#tended);
    const stopWriting = $effect.root(() => {
      $effect(() => {
        void [this.#model.time.tick, this.#model.selected, this.#model.colourBy, this.#model.document];
        const resting = this.#model.session.state === 'paused' || this.#model.session.state === 'finished';
        clearTimeout(this.#timer);
        if (resting) this.#timer = setTimeout(() => void this.#write(), WRITE_AFTER);
      });
    });
    // Done is what was seen to come to its end; the lesson before may still be on show when another is opened.
    let going: unknown;
    const stopMarking = $effect.root(() => {
      $effect(() => {
        const { origin, lesson, document } = this.#model;
        if (lesson === undefined) return;
        if (lesson.current >= 0) going = document;
        else if (origin.kind === 'shipped' && going === document) markDone(origin.name);
      });
    });
    return () => {
      stopTrouble();
      stopMarking();
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
      if (!(await this.#load(read.session, read.colourBy))) {
        // Its document has mistakes. A first visit shall not stand before nothing.
        if (first) await this.#openFirst();
        this.#offer(read.session);
        return;
      }
      if (read.note !== undefined) this.#model.notice = { ...this.#model.notice, tone: 'info', message: read.note };
      return;
    }
    // What one had stays. On a first visit there is nothing yet: then the first scenario is opened as well.
    if (first) await this.#openFirst();
    this.#model.notice = { tone: 'error', message: first ? read.message : `${read.message} ${m.errors.link}` };
  }

  /** Opens the first scenario; what had to be told stays told. */
  async #openFirst(): Promise<void> {
    const { notice } = this.#model;
    const first = await readLink({ hash: '', search: '' }, document.baseURI);
    if (first.ok && (await this.#model.load(first.session)) && notice !== undefined) this.#model.notice = notice;
  }

  /** Loads, and offers the way back to work that would be lost; a text with mistakes goes to the editor. */
  async open(session: Session): Promise<boolean> {
    const done = await this.#load(session, this.#model.colourBy);
    if (!done) this.#offer(session);
    return done;
  }

  #offer(session: Session): void {
    if (session.origin.kind !== 'shipped' && this.#model.notice?.problems !== undefined) this.offered = session.text;
  }

  async #load(session: Session, colourBy: FrameColour): Promise<boolean> {
    const model = this.#model;
    const before = model.document === undefined ? undefined : await model.export();
    const beforeColour = model.colourBy;
    if (!(await model.load(session))) return false;
    model.colourBy = colourBy;
    const edited = session.origin.kind === 'text' || before?.origin.kind === 'text';
    const worthKeeping = before !== undefined && (before.journal.length > 0 || (edited && before.text !== session.text));
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
    const { readFile } = await import('./incoming');
    const read = await readFile(file);
    if (read.ok) await this.openText(read.text);
    else this.#model.notice = { tone: 'error', message: read.message };
  }

  /** Opens a document that came as a text. */
  async openText(text: string): Promise<void> {
    await this.open({ text, origin: { kind: 'text' }, set: [], journal: [], tick: 0 });
  }

  /** Starts the engine anew where it was. */
  restart(): Promise<void> {
    return startAnew(this.#tended);
  }

  /** Offers what was typed as a file. */
  async save(): Promise<void> {
    const { saveSession } = await import('./save-session');
    await saveSession(this.#model);
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
    // The language that was asked for in the address is asked for there until another is chosen.
    const asked = new URLSearchParams(location.search).get('lang');
    if (asked !== null) next.searchParams.set('lang', asked);
    if (next.href === location.href) return;
    try {
      history.replaceState(history.state, '', next);
      this.#hash = location.hash;
    } catch {
      // A browser that counts such calls, or a sandboxed frame: the address is a convenience, not the session.
    }
  }
}

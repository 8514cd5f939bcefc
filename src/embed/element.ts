/**
 * `<memcg-playground scenario="fork-bomb" panels="tree,frames" height="420">` for any page: a sandboxed frame with the playground that
 * this script came from. It takes no key, no wheel and no address, and writes its styles where no policy forbids them.
 */
import { host as words } from '../messages/en-host';
import { type Attribute, ATTRIBUTES, readAttributes, type Wanted } from './attributes';
import { HEIGHT, LEAST_HEIGHT, MOST_HEIGHT, type ThemeName } from './choices';
import { PlaygroundClient, PlaygroundError } from './client';
import { HOST_EVENTS, type HostRequests, type HostRequestType, type HostValues, type Standing } from './host-messages';
import { hostTheme, watchHostTheme } from './host-theme';

/** How near it is scrolled before it loads. */
const NEAR = '100%';

const SHEET = `:host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;border:0}
p{margin:0;padding:.75em 1em;border:1px solid;border-radius:6px;font:.875em/1.5 system-ui,sans-serif}`;

/** Defines the element for a playground in the folder `base`. */
export function defineElement(base: URL): void {
  class MemcgPlayground extends HTMLElement {
    static readonly observedAttributes = ATTRIBUTES;
    readonly #root = this.attachShadow({ mode: 'open' });
    #wanted: Wanted | undefined;
    #wrong = '';
    #frame: HTMLIFrameElement | undefined;
    #client: PlaygroundClient | undefined;
    #theme: ThemeName = 'auto';
    #near: IntersectionObserver | undefined;
    #stops: (() => void)[] = [];
    #due = false;

    constructor() {
      super();
      // A sheet made by script needs no leave of the page's policy.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(SHEET);
      this.#root.adoptedStyleSheets = [sheet];
    }

    connectedCallback(): void {
      const follow = (): void => this.#follow();
      const dark = matchMedia('(prefers-color-scheme: dark)');
      dark.addEventListener('change', follow);
      const barred = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
        if (this.#frame && blockedURI.startsWith(base.origin)) this.#absent();
      };
      document.addEventListener('securitypolicyviolation', barred);
      this.#stops = [
        watchHostTheme(this, follow),
        () => dark.removeEventListener('change', follow),
        () => document.removeEventListener('securitypolicyviolation', barred),
      ];
      this.#read();
    }
    disconnectedCallback(): void {
      for (const stop of this.#stops.splice(0)) stop();
      this.#leave();
      this.#wanted = undefined;
    }
    attributeChangedCallback(): void {
      if (this.#due || !this.isConnected) return;
      this.#due = true;
      queueMicrotask(() => {
        this.#due = false;
        if (this.isConnected) this.#read();
      });
    }

    #read(): void {
      const before = this.#wanted;
      const wanted = readAttributes((name: Attribute) => this.getAttribute(name), base, document.baseURI);
      this.#wrong = typeof wanted === 'string' ? wanted : '';
      if (typeof wanted === 'string') {
        this.#wanted = undefined;
        this.#leave();
        this.#say(`${words.wrong} ${wanted}. `);
        return;
      }
      this.#wanted = wanted;
      if (before?.frame.href !== wanted.frame.href) {
        this.#leave();
        this.#prepare(wanted);
      } else if (!wanted.lazy) this.#start();
      this.#dress();
      this.#follow();
    }

    /** A frame of a new address is a new frame: to lead an old one elsewhere would put a step into the page's history. */
    #prepare({ lazy }: Wanted): void {
      this.#frame = document.createElement('iframe');
      this.#frame.setAttribute('sandbox', 'allow-scripts');
      this.#frame.style.height = `${HEIGHT}px`;
      this.#root.replaceChildren(this.#frame);
      if (!lazy || typeof IntersectionObserver === 'undefined') return this.#start();
      this.#near = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.#start(), {
        rootMargin: NEAR,
      });
      this.#near.observe(this.#frame);
    }

    #start(): void {
      this.#near?.disconnect();
      const { wanted, frame } = { wanted: this.#wanted, frame: this.#frame };
      if (!wanted || !frame || this.#client) return;
      const address = new URL(wanted.frame);
      address.searchParams.set('theme', (this.#theme = this.#colours(wanted)));
      frame.src = address.href;
      const client = (this.#client = new PlaygroundClient(frame));
      for (const type of HOST_EVENTS) client.on(type, (detail) => void this.dispatchEvent(new CustomEvent(type, { detail })));
      client.on('ready', () => {
        for (const said of this.#root.querySelectorAll('p')) said.remove();
        this.#follow();
      });
      client.on('size', ({ height }) => {
        if (this.#wanted?.height === 'auto' && height > 0)
          frame.style.height = `${Math.min(Math.max(height, LEAST_HEIGHT), MOST_HEIGHT)}px`;
      });
      client.on('error', ({ code }) => ['silent', 'origin', 'version'].includes(code) && this.#absent());
    }

    #dress(): void {
      const { height, title } = this.#wanted!;
      if (height !== 'auto') this.#frame!.style.height = `${height}px`;
      this.#frame!.title = title;
    }

    #colours({ theme }: Wanted): ThemeName {
      return theme === 'auto' ? hostTheme(this) : theme;
    }
    #follow(): void {
      if (!this.#wanted || !this.#client?.ready) return;
      const theme = this.#colours(this.#wanted);
      if (theme === this.#theme) return;
      this.#theme = theme;
      this.#client.theme(theme).catch(() => undefined);
    }

    #leave(): void {
      this.#near?.disconnect();
      this.#client?.dispose();
      this.#client = undefined;
      this.#frame = undefined;
      this.#root.replaceChildren();
    }
    #absent(): void {
      this.#say(`${words.absent} `);
    }
    #say(text: string): void {
      const said = document.createElement('p');
      const link = document.createElement('a');
      Object.assign(link, { href: (this.#wanted?.page ?? base).href, target: '_blank', rel: 'noopener', textContent: words.open });
      said.setAttribute('role', 'note');
      said.append(text, link);
      for (const old of this.#root.querySelectorAll('p')) old.remove();
      this.#root.prepend(said);
    }

    /** Asks the frame; one that waits to be scrolled near starts now. */
    #ask<Type extends HostRequestType>(type: Type, fields: HostRequests[Type]): Promise<HostValues[Type]> {
      if (this.isConnected && this.#due) this.#read();
      this.#start();
      return (
        this.#client?.request(type, fields) ??
        Promise.reject(new PlaygroundError(this.#wrong ? 'schema' : 'state', this.#wrong || 'the element is in no page'))
      );
    }
    load(what: HostRequests['load']): Promise<HostValues['load']> {
      return this.#ask('load', what);
    }
    run(how: HostRequests['run'] = {}): Promise<HostValues['run']> {
      return this.#ask('run', how);
    }
    pause(): Promise<HostValues['pause']> {
      return this.#ask('pause', {});
    }
    step(by?: 'command' | 'tick' | 'event'): Promise<HostValues['step']> {
      return this.#ask('step', by ? { by } : {});
    }
    seek(tick: number): Promise<HostValues['seek']> {
      return this.#ask('seek', { tick });
    }
    exec(line: string): Promise<HostValues['exec']> {
      return this.#ask('exec', { line });
    }
    async read(path: string): Promise<string> {
      const value = await this.#ask('query', { path });
      return 'text' in value ? value.text : '';
    }
    standing(): Promise<Standing> {
      return this.#ask('query', {}) as Promise<Standing>;
    }
  }
  if (!customElements.get('memcg-playground')) customElements.define('memcg-playground', MemcgPlayground);
}

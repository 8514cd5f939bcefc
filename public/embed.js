/*
 * <memcg-playground scenario="fork-bomb" panels="tree,frames" height="420"></memcg-playground>
 *
 * Shows an embed of the playground this script came from. `scenario` names a shipped lesson, `src` a document by its address, `link` is
 * what stands behind the page's address in a shared link; `panels`, `controls` and `theme` are those of embed.html. The frame loads when
 * it is scrolled near.
 */
(() => {
  const base = new URL('.', document.currentScript.src);
  const PASSED_ON = ['scenario', 'src', 'panels', 'controls', 'theme'];

  class MemcgPlayground extends HTMLElement {
    static observedAttributes = [...PASSED_ON, 'link', 'height', 'title'];
    #frame;

    connectedCallback() {
      this.style.display ||= 'block';
      this.#show();
    }
    attributeChangedCallback() {
      if (this.#frame) this.#show();
    }

    #address() {
      const link = this.getAttribute('link') ?? '';
      const given = new URL(/^[?#]/.test(link) ? link : '?', new URL('embed.html', base));
      for (const name of PASSED_ON) if (this.hasAttribute(name)) given.searchParams.set(name, this.getAttribute(name));
      return given.href;
    }

    #show() {
      const address = this.#address();
      if (!this.#frame) {
        this.#frame = document.createElement('iframe');
        this.#frame.loading = 'lazy';
        this.#frame.style.cssText = 'display:block;width:100%;border:0';
        this.append(this.#frame);
      }
      const height = Number.parseInt(this.getAttribute('height') ?? '', 10);
      this.#frame.style.height = `${Math.min(Math.max(Number.isFinite(height) ? height : 480, 160), 4000)}px`;
      this.#frame.title = this.getAttribute('title') || 'memcg playground';
      if (this.#frame.src !== address) this.#frame.src = address;
    }
  }
  if (!customElements.get('memcg-playground')) customElements.define('memcg-playground', MemcgPlayground);
})();

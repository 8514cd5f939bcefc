export type ThemeChoice = 'auto' | 'light' | 'dark';
const ORDER: readonly ThemeChoice[] = ['auto', 'light', 'dark'];

/** Light, dark, or as the system has it; kept where storage is allowed. */
export class Theme {
  choice = $state<ThemeChoice>('auto');
  #systemDark = $state(false);

  constructor(choice: ThemeChoice | undefined = undefined) {
    const media = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = media.matches;
    media.addEventListener('change', () => (this.#systemDark = media.matches));
    const kept = recall('theme');
    this.set(choice ?? ORDER.find((one) => one === kept) ?? 'auto');
  }

  get dark(): boolean {
    return this.choice === 'auto' ? this.#systemDark : this.choice === 'dark';
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }

  /** To the next choice, and remembers it. */
  next(): void {
    this.set(ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length]!);
    keep('theme', this.choice);
  }
}

/** Reads a preference; a sandboxed frame has none. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(`memcg.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a preference where that is allowed. */
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`memcg.${name}`, value);
  } catch {
    // A sandboxed frame keeps nothing, and need not.
  }
}

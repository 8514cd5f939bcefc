/** Something wrong at a place of a document. Lines and columns count from 1, columns in UTF-16 units as editors count them. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** More than this helps nobody, and keeps a hostile document's report small. */
export const MAX_PROBLEMS = 50;

/** Collects problems up to `MAX_PROBLEMS`. */
export class Problems {
  readonly #list: Problem[] = [];

  add(line: number, column: number, message: string): void {
    if (this.#list.length < MAX_PROBLEMS) this.#list.push({ line, column, message });
  }
  get none(): boolean {
    return this.#list.length === 0;
  }
  /** In the order of the document. */
  get list(): readonly Problem[] {
    return [...this.#list].sort((a, b) => a.line - b.line || a.column - b.column);
  }
}

/** A foreign text quoted for a message: short, on one line. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `"${line.length > 40 ? `${line.slice(0, 39)}…` : line}"`;
}

/** A message as a sentence: a capital at its start, a full stop at its end. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? '' : '.');
}

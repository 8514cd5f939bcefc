/** A piece of a manual page's text: plain, or the name of another page. */
export interface Piece {
  readonly text: string;
  readonly page: boolean;
}

/** Only names that no sentence uses as a plain word lead on: control files, and commands with a sign of their own. */
function leads(word: string): boolean {
  return word.includes('.') || word.includes('_') || /^(?:cg[a-z]+|lscgroup|hog|dmesg|slabinfo|meminfo)$/.test(word);
}

/** Cuts a text at the names of other pages; lines of one paragraph are joined. */
export function pieces(text: string, self: string, known: ReadonlySet<string>): Piece[] {
  const joined = text.replace(/([^\n])\n(?=[^\n\s])/g, '$1 ');
  const out: Piece[] = [];
  let from = 0;
  for (const match of joined.matchAll(/[a-z][\w.]*\w/g)) {
    const [word] = match;
    if (word === self || !leads(word) || !known.has(word)) continue;
    if (match.index > from) out.push({ text: joined.slice(from, match.index), page: false });
    out.push({ text: word, page: true });
    from = match.index + word.length;
  }
  if (from < joined.length) out.push({ text: joined.slice(from), page: false });
  return out;
}

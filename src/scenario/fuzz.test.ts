/** Whatever is handed in as a document, a claim or a link, it is answered: with what it says, or with words and a place. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, Stopwatch } from '../cli/fuzz-for-tests';
import { readClaims } from './claim';
import { parseDocument } from './document';
import { decodeLink } from './link';
import { Problems } from './problem';
import { randomClaims, randomDocument, randomFragment, randomOverrides, randomSearch } from './random-documents-for-tests';

/** Nobody who opens a link waits longer, in milliseconds. */
const MOST = 200;
const LONG = { timeout: 4_000_000 };

describe('whatever the input', LONG, () => {
  it('a document is read, or refused with problems that lie inside of it', () => {
    const watch = new Stopwatch('documents');
    const property = fc.property(randomDocument, randomOverrides, (source, set) => {
      watch.time(source, () => {
        const result = parseDocument(source, set);
        const lines = source.split('\n').length;
        for (const { line, column, message } of result.ok ? result.warnings : result.problems) {
          if (line < 1 || line > lines + 1 || column < 1 || message === '') expect.fail(JSON.stringify({ line, column, message }));
        }
        if (!result.ok) expect(result.problems.length).toBeGreaterThan(0);
      });
    });
    fc.assert(property, { numRuns: RUNS });
    watch.judge(MOST);
  });

  it('a claim is read, or refused at its column', () => {
    const watch = new Stopwatch('claims');
    const property = fc.property(randomClaims, (text) => {
      watch.time(text, () => {
        const problems = new Problems();
        const lines = text.split('\n');
        const claims = readClaims(lines, 1, problems, new Problems());
        if (problems.none) return expect(claims.length).toBeLessThanOrEqual(lines.length);
        for (const { line, column, message } of problems.list) {
          if (column < 1 || column > lines[line - 1]!.length + 1 || message === '') expect.fail(JSON.stringify({ line, column, message }));
        }
      });
    });
    fc.assert(property, { numRuns: RUNS });
    watch.judge(MOST);
  });

  it('a link is opened, or refused in words', async () => {
    const watch = new Stopwatch('links');
    const property = fc.asyncProperty(randomFragment, randomSearch, (fragment, search) =>
      watch.timeAsync(fragment + search, async () => {
        const result = await decodeLink(fragment, search);
        if (!result.ok) expect(result.message).toMatch(/^The link cannot be opened\. [^a-z].*[.?!]$/s);
        else if (result.state.text !== undefined) parseDocument(result.state.text, result.state.set);
      }),
    );
    await fc.assert(property, { numRuns: RUNS });
    watch.judge(MOST);
  });
});

/**
 * The Vite plugin behind `virtual:lessons`: the gallery's cards. A lesson is run for its picture only when its text, or the code that
 * runs it, is another than ever before: cards are kept by a digest of both.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import type { LessonCard } from '../scenario/lesson-card';
import { SHIPPED } from '../scenario/shipped.ts';

const NAME = 'virtual:lessons';
const RUNNER = 'src/cli/lesson-pictures.ts';
/** Cards kept: some generations of the code, so that going back and forth between branches runs nothing anew. */
const KEPT = 400;

interface Lesson {
  readonly name: string;
  readonly text: string;
}

/** The code that runs lessons, as one script: kernel, userland and engine without comments, types, tests and whatever no run reaches. */
async function runner(root: string): Promise<string> {
  const bundle = await rolldown({ input: RUNNER, cwd: root, platform: 'node' });
  const { output } = await bundle.generate({ format: 'es', minify: true, comments: false });
  await bundle.close();
  return output[0].code;
}

function run(code: string, folder: string, lessons: readonly Lesson[]): LessonCard[] {
  const script = join(folder, `memcg-playground-runner-${process.pid}.mjs`);
  writeFileSync(script, code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'cards'], {
    input: JSON.stringify(lessons),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  rmSync(script);
  if (status !== 0) throw new Error(`the lessons could not be run for their pictures:\n${stderr}`);
  return JSON.parse(stdout) as LessonCard[];
}

function kept(file: string): Map<string, LessonCard> {
  try {
    return new Map(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, LessonCard][]) : []);
  } catch {
    return new Map();
  }
}

/** The cards of lessons, in their order; `make` is asked for those that `code` never made of these texts. */
export function cards(
  code: string,
  lessons: readonly Lesson[],
  folder: string,
  make: (missing: readonly Lesson[]) => LessonCard[],
): LessonCard[] {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'memcg-playground-cards.json');
  const known = kept(file);
  const digests = lessons.map(({ name, text }) =>
    createHash('sha256')
      .update(JSON.stringify([code, name, text]))
      .digest('hex'),
  );
  const missing = lessons.filter((_lesson, at) => !known.has(digests[at]!));
  const made = missing.length === 0 ? [] : make(missing);
  const all = lessons.map((lesson, at) => made[missing.indexOf(lesson)] ?? known.get(digests[at]!)!);
  if (missing.length > 0) {
    for (const [at, digest] of digests.entries()) {
      // Behind all others, so that the oldest go first.
      known.delete(digest);
      known.set(digest, all[at]!);
    }
    writeFileSync(`${file}.${process.pid}`, JSON.stringify([...known].slice(-KEPT)));
    renameSync(`${file}.${process.pid}`, file);
  }
  return all;
}

async function shippedCards(root: string): Promise<readonly LessonCard[]> {
  const code = await runner(root);
  const folder = join(root, 'node_modules', '.cache');
  const lessons = SHIPPED.map(({ name }) => ({ name, text: readFileSync(join(root, 'public/scenarios', `${name}.md`), 'utf8') }));
  return cards(code, lessons, folder, (missing) => run(code, folder, missing));
}

export function lessonCards(): Plugin {
  let root = '';
  return {
    name: 'lesson-cards',
    configResolved: (config) => void (root = config.root),
    resolveId: (id) => (id === NAME ? `\0${NAME}.js` : undefined),
    load: async (id) => (id === `\0${NAME}.js` ? `export const LESSONS = ${JSON.stringify(await shippedCards(root))};` : undefined),
  };
}

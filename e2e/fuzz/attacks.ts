/** What is thrown at the built page: each attack does one thing to it and answers what, for the report. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { encodeLink } from '../../src/scenario/link';
import { PIECES } from '../../src/userland/random-lines-for-tests';
import { asked } from '../engine';
import type { Dice } from './dice';

export type Attack = (page: Page, dice: Dice) => Promise<string>;

const FOLDER = fileURLToPath(new URL('../../public/scenarios/', import.meta.url));
const LESSONS = readdirSync(FOLDER).map((name) => readFileSync(FOLDER + name, 'utf8'));

/** A document's text may not become markup: what it says it would do shows that it did. */
const MARKUP = [
  '<img src=x onerror="self.broken=1">',
  '<script>self.broken=1</script>',
  '[x](javascript:self.broken=1)',
  '<svg/onload=self.broken=1>',
];
const ODD = [
  '',
  '\0',
  '---\n',
  '```sh\n',
  '```',
  '> ',
  '- [x] ',
  '{',
  '}',
  'é',
  '\u202e',
  '😀',
  '99999999999999999999',
  '-1',
  'machine:',
  'NaN',
  '%s',
  '\r',
];

/** A text with some of it taken away, doubled, or replaced by what it does not expect. */
function mutated(text: string, dice: Dice): string {
  let now = text;
  for (let n = 1 + dice.roll(6); n > 0; n--) {
    const at = dice.roll(now.length + 1);
    const to = Math.min(now.length, at + dice.roll(80));
    const put = dice.pick([
      () => '',
      () => now.slice(at, to).repeat(2),
      () => dice.pick(ODD),
      () => dice.pick(MARKUP),
      () => dice.bytes(12),
    ])();
    now = now.slice(0, at) + put + now.slice(to);
  }
  return now;
}

async function setFragment(page: Page, fragment: string): Promise<void> {
  await page.evaluate((text) => {
    location.hash = text;
  }, fragment);
}

const link: Attack = async (page, dice) => {
  const hash = await encodeLink({ text: dice.pick(LESSONS), set: [], tick: dice.roll(3000) });
  const broken = dice.roll(3) === 0 ? `#s${dice.roll(4)}.${dice.bytes(200)}` : mutated(hash, dice);
  await setFragment(page, broken.slice(0, 20_000));
  return `link ${broken.slice(0, 60)}`;
};

const document: Attack = async (page, dice) => {
  const text = mutated(dice.pick(LESSONS), dice);
  await setFragment(page, await encodeLink({ text, set: [] }));
  const run = page.getByRole('button', { name: 'Run', exact: true });
  if (dice.roll(2) === 0 && (await run.isEnabled({ timeout: 2000 }).catch(() => false)))
    await run.click({ timeout: 2000 }).catch(() => undefined);
  return `document ${JSON.stringify(text.slice(0, 60))}`;
};

const file: Attack = async (page, dice) => {
  const text = dice.roll(2) === 0 ? dice.bytes(2000) : mutated(dice.pick(LESSONS), dice);
  const data = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], 'lesson.md', { type: 'text/markdown' }));
    return transfer;
  }, text);
  await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  return `file ${JSON.stringify(text.slice(0, 60))}`;
};

const shell: Attack = async (page, dice) => {
  const line = dice.several(1, 14, () => dice.pick(PIECES)).join(dice.pick(['', ' ', ' ']));
  const box = page.getByRole('textbox', { name: 'Command line of the console' });
  if (!(await box.isEnabled({ timeout: 2000 }).catch(() => false))) return 'shell: no console';
  await box.fill(line, { timeout: 2000 }).catch(() => undefined);
  await box.press(dice.pick(['Enter', 'Enter', 'Enter', 'Tab', 'Control+c', 'Control+d']), { timeout: 2000 }).catch(() => undefined);
  return `shell ${JSON.stringify(line.slice(0, 60))}`;
};

const KEYS =
  'Tab Tab Tab Shift+Tab Enter Space Escape ArrowUp ArrowDown ArrowLeft ArrowRight Home End PageUp PageDown Delete Backspace Control+k Control+z Control+y ? / + - a 1'.split(
    ' ',
  );

/** Presses keys wherever the focus is, and the pointer wherever there is something, twice, dragging, or with the wheel. */
const hands: Attack = async (page, dice) => {
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  const spot = (): [number, number] => [dice.roll(width), dice.roll(height)];
  const done: string[] = [];
  for (let n = 2 + dice.roll(10); n > 0; n--) {
    switch (dice.roll(5)) {
      case 0:
        await page.mouse.click(...spot(), { clickCount: 1 + dice.roll(2), button: dice.pick(['left', 'left', 'left', 'right']) });
        done.push('click');
        break;
      case 1:
        await page.mouse.move(...spot());
        await page.mouse.down();
        await page.mouse.move(...spot(), { steps: 3 });
        await page.mouse.up();
        done.push('drag');
        break;
      case 2:
        await page.mouse.wheel(dice.roll(400) - 200, dice.roll(400) - 200);
        done.push('wheel');
        break;
      default: {
        const key = dice.pick(KEYS);
        await page.keyboard.press(key);
        done.push(key);
      }
    }
  }
  return `hands ${done.join(' ')}`;
};

/** Whatever a message can hold. */
function value(dice: Dice, deep = 0): unknown {
  const leaves = [0, -1, 2 ** 53, 0.5, '', dice.bytes(8), true, undefined, dice.pick(ODD), 'memcg/1', 'hello', 'load', 'exec'];
  if (deep > 2 || dice.roll(3) > 0) return dice.pick(leaves);
  if (dice.roll(2) === 0) return dice.several(0, 4, () => value(dice, deep + 1));
  const keys = ['v', 'id', 'type', 'command', 'protocol', 'text', 'tick', 'line', 'tty', 'journal', 'blocks', 'path', '__proto__x'];
  return Object.fromEntries(dice.several(0, 5, () => [dice.pick(keys), value(dice, deep + 1)]));
}

const COMMANDS =
  'load run answered pause step speed reset seek recover rewrite exec interrupt eof select watch complete read check manual hash export frame ping recycle debug nonsense'.split(
    ' ',
  );

/** Posts to the page, and to an engine beside it, which must answer each of them. */
const messages: Attack = async (page, dice) => {
  const posted = dice.several(3, 20, () => {
    const command = { ...(value(dice) as object), type: dice.pick(COMMANDS) };
    return dice.roll(4) === 0 ? value(dice) : { v: dice.pick([1, 1, 1, 1, 2]), id: 1 + dice.roll(1e6), command };
  });
  const { address, document: text } = asked(dice.pick(LESSONS), 0);
  await page.evaluate(
    async ({ module, lesson, all }) => {
      for (const one of all) postMessage(one, '*');
      const start = Object.values((await import(module)) as Record<string, unknown>).find((found) => typeof found === 'function') as (
        name: string,
      ) => Worker;
      const worker = start('fuzz');
      let answers = 0;
      await new Promise<void>((resolve, reject) => {
        worker.onerror = ({ message }) => reject(new Error(`the engine: ${message}`));
        worker.onmessage = ({ data }: MessageEvent<{ type: string }>) => {
          // Its own load, and every message behind it.
          if (data.type === 'reply' && ++answers === all.length + 1) resolve();
        };
        worker.postMessage({ v: 1, id: 1, command: { type: 'load', text: lesson } });
        for (const one of all) worker.postMessage(one);
      }).finally(() => worker.terminate());
    },
    { module: address, lesson: text, all: posted },
  );
  return `messages ${JSON.stringify(posted).slice(0, 60)}`;
};

export const ATTACKS: Readonly<Record<string, Attack>> = { link, document, file, shell, hands, messages };

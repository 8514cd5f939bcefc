import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { encodeLink } from '../src/scenario/link';
import { Playground, site, watchConsole } from './playground';

const LESSON = `---
title: Dropped
machine: { ram: 16M, cpus: 1 }
---

\`\`\`sh
mkdir dropped
\`\`\`

\`\`\`predict
What comes next?
- [x] A group
- [ ] Nothing
\`\`\`

\`\`\`sh
mkdir later
\`\`\`
`;

async function start(page: Page, address = ''): Promise<Playground> {
  const playground = new Playground(page);
  await page.goto(site().cors + address);
  await playground.ready();
  return playground;
}

/** Lets a file fall on the page, as a person drags it. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, words]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([words], file, { type: 'text/markdown' }));
      return transfer;
    },
    [name, text] as const,
  );
  const target = page.getByRole('tree', { name: 'Control groups' });
  await target.dispatchEvent('dragover', { dataTransfer: data });
  await expect(page.getByText('Drop a scenario here')).toBeVisible();
  await target.dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByText('Drop a scenario here')).toBeHidden();
}

/** Puts the cursor behind the line that begins so, and opens a new one. */
async function lineBehind(page: Page, playground: Playground, begin: string): Promise<void> {
  await playground.editor.locator('.cm-line', { hasText: begin }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
}

test('an error is underlined as one types, mended, and the document run; the old one is one undo away', async ({ page }) => {
  const said = watchConsole(page);
  const playground = await start(page);
  await playground.openEditor();
  await lineBehind(page, playground, 'seed: 1');
  await page.keyboard.type('machin: 3');
  await expect(playground.problems).toHaveText(/9:1.*unknown key "machin"; did you mean "machine"\?/);
  await expect(playground.editor.locator('.cm-lintRange-error')).toHaveText('machin');

  // It cannot be run so, and what ran stays.
  await page.getByRole('button', { name: 'Run this document' }).click();
  await expect(playground.status).toContainText('paused');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await page.keyboard.press('ControlOrMeta+z');
  for (let i = 0; i < 9 && (await playground.problems.count()) > 0; i++) await page.keyboard.press('ControlOrMeta+z');
  await expect(playground.problems).toHaveCount(0);
  await playground.editor.locator('.cm-line', { hasText: 'title: A fork bomb, contained' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(', by me');
  await playground.fullSpeed();
  await page.getByRole('button', { name: 'Run this document' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: A fork bomb, contained, by me' })).toBeVisible();
  await expect(playground.group('/shop')).toBeVisible();

  await page.getByRole('button', { name: 'Back to what I had' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: A fork bomb, contained', exact: true })).toBeVisible();
  expect(said).toEqual([]);
});

test('what the shell would refuse is underlined as well', async ({ page }) => {
  const playground = await start(page);
  await playground.openEditor();
  await lineBehind(page, playground, 'mkdir bomb good shop');
  await page.keyboard.type('select x in a b; do echo $x; done');
  await expect(playground.problems).toHaveText(/select/);
  await playground.problems.click();
  await expect(playground.editor).toBeFocused();
});

test('a new lesson begins with one that runs; one undo brings back what stood there; the guide is a press away', async ({
  page,
  request,
}) => {
  const said = watchConsole(page);
  const playground = await start(page);
  await playground.openEditor();
  await page.getByRole('button', { name: 'New lesson' }).click();
  await expect(playground.editor).toContainText('title: My lesson');
  await expect(playground.editor).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(playground.editor).toContainText('title: A fork bomb, contained');
  await page.getByRole('button', { name: 'New lesson' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file (Ctrl S)' }).click();
  expect((await saved).suggestedFilename()).toBe('my-lesson.md');
  const guide = await page.getByRole('link', { name: 'How to write a lesson' }).getAttribute('href');
  expect(await (await request.get(new URL(guide ?? '', page.url()).href)).text()).toMatch(/<h1[^>]*>Write a lesson/);
  await page.getByRole('button', { name: 'Run this document' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: My lesson' })).toBeVisible();
  await playground.lesson.getByRole('button', { name: 'Skip' }).click();
  await playground.runToEnd();
  await expect(playground.lesson.getByText('box/memory.kmem.failcnt > 0')).toBeVisible();
  expect(said).toEqual([]);
});

test('runs to the cursor and no further', async ({ page }) => {
  const playground = await start(page);
  await drop(page, 'two.md', LESSON);
  await expect(page.getByRole('button', { name: 'Scenario: Dropped' })).toBeVisible();
  await playground.openEditor();
  await playground.fullSpeed();
  await playground.editor.locator('.cm-line', { hasText: 'mkdir dropped' }).click();
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(playground.group('/dropped')).toBeVisible();
  await expect(playground.status).toContainText('paused');
  await expect(playground.group('/later')).toHaveCount(0);
  // Who has the document before them is not called away by its questions.
  await expect(page.getByRole('tab', { name: 'Scenario' })).toHaveAttribute('aria-selected', 'true');
  await playground.editor.locator('.cm-line', { hasText: 'mkdir later' }).click();
  await page.getByRole('button', { name: 'To the cursor' }).click();
  await expect(playground.group('/later')).toBeVisible();
});

test('completes front matter, commands and control files', async ({ page }) => {
  const playground = await start(page);
  await playground.openEditor();
  const offered = page.getByRole('listbox').getByRole('option');
  await lineBehind(page, playground, 'seed: 1');
  await page.keyboard.type('pat');
  await expect(offered).toHaveText([/^patches/]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Backspace');
  await lineBehind(page, playground, 'mkdir bomb good shop');
  await page.keyboard.type('cgex');
  await expect(offered).toHaveText([/^cgexec/]);
  await page.keyboard.press('Tab');
  await page.keyboard.type(' -g memory:bomb cat bomb/memory.kmem.lim');
  await expect(offered.first()).toHaveText(/^memory\.kmem\.limit_in_bytes/);
  await page.keyboard.press('Tab');
  await expect(playground.editor).toContainText('cat bomb/memory.kmem.limit_in_bytes');
});

test('Tab stays in the editor, and Escape lets it go', async ({ page }) => {
  const playground = await start(page);
  await playground.openEditor();
  await playground.editor.focus();
  await page.keyboard.press('Tab');
  await expect(playground.editor).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(playground.editor).not.toBeFocused();
});

test('a draft is there again after a reload, and can be discarded', async ({ page }) => {
  const playground = await start(page);
  await playground.openEditor();
  await playground.editor.locator('.cm-line', { hasText: 'title: A fork bomb' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(' and mine');
  await expect(page.getByText('edited, not applied')).toBeVisible();
  await page.reload();
  await playground.ready();
  await playground.openEditor();
  await expect(page.getByText(/Your draft of .* was put back/)).toBeVisible();
  await expect(playground.editor).toContainText('contained and mine');
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(playground.editor).not.toContainText('and mine');
  await page.reload();
  await playground.ready();
  await playground.openEditor();
  await expect(page.getByText(/Your draft of/)).toHaveCount(0);
});

test('a file with errors goes into the editor, and the last good run stays', async ({ page }) => {
  const playground = await start(page);
  await playground.type('mkdir keep');
  await drop(page, 'bad.md', LESSON.replace('ram: 16M', 'ram: 16Q'));
  await expect(page.getByRole('alert')).toContainText(/line 3, column 17/);
  await expect(playground.editor).toContainText('ram: 16Q');
  await expect(playground.problems).toHaveCount(1);
  await expect(playground.group('/keep')).toBeVisible();
  await playground.editor.locator('.cm-line', { hasText: 'ram: 16Q' }).click();
  await page.keyboard.press('End');
  for (let i = 0; i < ', cpus: 1 }'.length + 1; i++) await page.keyboard.press(i < ', cpus: 1 }'.length ? 'ArrowLeft' : 'Backspace');
  await page.keyboard.type('M');
  await expect(playground.problems).toHaveCount(0);
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: Dropped' })).toBeVisible();
});

test('a file dropped into the editor is opened, not pasted; saving gives the same text back', async ({ page }) => {
  const playground = await start(page);
  await playground.openEditor();
  await drop(page, 'lesson.md', LESSON);
  await expect(page.getByRole('button', { name: 'Scenario: Dropped' })).toBeVisible();
  await expect(playground.editor).not.toContainText('A fork bomb');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file (Ctrl S)' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('dropped.md');
  expect(await readFile(await file.path(), 'utf8')).toBe(LESSON);
});

test('a document pasted onto the page is opened; words are not', async ({ page }) => {
  const playground = await start(page);
  const paste = (text: string) =>
    page.evaluate((words) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', words);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste('just words');
  await paste(LESSON);
  await expect(page.getByRole('button', { name: 'Scenario: Dropped' })).toBeVisible();
  await playground.ready();
});

test('a document that comes while somebody selects in the one before ends the selection, and nothing else', async ({ page }) => {
  const said = watchConsole(page);
  const playground = await start(page, '?scenario=services');
  await playground.openEditor();
  const box = (await playground.editor.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, Math.min(box.y + box.height, 890) - 30];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y - 60, { steps: 4 });
  const link = await encodeLink({ text: LESSON, set: [] });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, link);
  await expect(playground.editor).toContainText('title: Dropped');
  await page.mouse.move(x, y + 20, { steps: 4 });
  await page.mouse.up();
  await playground.editor.press('End');
  await page.keyboard.type('!');
  await expect(playground.editor).toContainText('!');
  expect(said).toEqual([]);
});

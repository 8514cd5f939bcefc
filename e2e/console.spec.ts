import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

test.beforeEach(async ({ page }) => {
  await page.goto(site().cors);
  await new Playground(page).ready();
});

test('an unknown command is refused as bash does', async ({ page }) => {
  const playground = new Playground(page);
  await playground.type('frobnicate', 'echo "status $?"');
  await expect(playground.consoleText).toContainText('bash: frobnicate: command not found');
  await expect(playground.consoleText).toContainText('status 127');
});

test('what the language does not cover is refused by name before anything runs', async ({ page }) => {
  const playground = new Playground(page);
  await playground.type('touch /tmp/ran; select x in a b; do echo $x; done', 'ls /tmp | wc -l');
  await expect(playground.consoleText).toContainText(/select/);
  await expect(playground.consoleText).toContainText(/\n?0/);
});

test('a runaway loop is interrupted by Ctrl-C', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await playground.type('while true; do :; done');
  await expect(playground.status).toContainText('running');
  await playground.consoleLine.press('Control+c');
  await expect(playground.status).toContainText('paused');
  await playground.type('echo after');
  await expect(playground.consoleText).toContainText('after');
  expect(said).toEqual([]);
});

test('Tab completes commands and files', async ({ page }) => {
  const playground = new Playground(page);
  await playground.consoleLine.fill('cat memory.usage_');
  await playground.consoleLine.press('Tab');
  await expect(playground.consoleLine).toHaveValue(/^cat memory\.usage_in_bytes/);
});

test('the line is edited with the keys of a shell', async ({ page }) => {
  const { consoleLine } = new Playground(page);
  await consoleLine.fill('cho one two');
  await consoleLine.press('Control+a');
  await consoleLine.pressSequentially('e');
  await expect(consoleLine).toHaveValue('echo one two');
  await consoleLine.press('Control+e');
  for (let i = 0; i < 4; i++) await consoleLine.press('ArrowLeft');
  await consoleLine.pressSequentially('s');
  await expect(consoleLine).toHaveValue('echo ones two');
  await consoleLine.press('Control+u');
  await expect(consoleLine).toHaveValue(' two');
});

test('a limit written in the inspector is the same line in the console', async ({ page }) => {
  const playground = new Playground(page);
  await playground.type('mkdir a');
  await playground.group('/a').click();
  await page.getByRole('button', { name: 'Write memory.limit_in_bytes: 9223372036854775807' }).click();
  await page.getByRole('textbox', { name: /limit_in_bytes/ }).fill('8M');
  await page.keyboard.press('Enter');
  await expect(playground.consoleText).toContainText('echo 8M > a/memory.limit_in_bytes');
  await expect(playground.group('/a')).toHaveAccessibleName(/of 8M/);
});

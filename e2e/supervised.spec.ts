/** The page over an engine that hangs or breaks: whatever becomes of it, nothing is lost. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Frame, type Page } from '@playwright/test';
import { element, hostPage } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

type Harm = 'hang' | 'hang for ever' | 'heal' | 'crash';

/** Lets a test do harm to the workers of every frame. */
async function endanger(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: Endangered[] = [];
    let dead = false;
    class Endangered extends Worker {
      silent = dead;
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        made.push(this);
        this.addEventListener('message', (event) => this.silent && event.stopImmediatePropagation());
      }
      override postMessage(...given: unknown[]): void {
        if (!this.silent) Reflect.apply(super.postMessage, this, given);
      }
    }
    const harm = (kind: Harm): void => {
      dead = kind === 'hang for ever';
      const last = made.at(-1)!;
      if (kind === 'crash') last.dispatchEvent(new ErrorEvent('error', { message: 'out of memory', cancelable: true }));
      else if (kind !== 'heal') last.silent = true;
    };
    Object.assign(window, { Worker: Endangered, harm });
  });
}
function harm(where: Page | Frame, kind: Harm): Promise<void> {
  return where.evaluate((given) => (window as unknown as { harm: (kind: Harm) => void }).harm(given), kind);
}

/** A page where somebody has made a group by hand, and the lesson stands at its first question. */
async function atWork(page: Page): Promise<Playground> {
  await endanger(page);
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb`);
  await playground.ready();
  await playground.type('mkdir mine');
  await expect(playground.group('/mine')).toBeVisible();
  await playground.run.click();
  await expect(playground.group('/bomb')).toBeVisible();
  return playground;
}

test('an engine that hangs in the midst of a run is ended and started anew where it was', async ({ page }) => {
  const said = watchConsole(page);
  const playground = await atWork(page);
  await harm(page, 'hang');
  const told = page.getByRole('status').filter({ hasText: /hung and was started anew at tick [\d,]+/ });
  await expect(told).toBeVisible();
  await expect(playground.status).toContainText('paused');
  await expect(playground.group('/mine')).toBeVisible();
  await expect(playground.group('/bomb')).toBeVisible();
  await expect(playground.consoleText).toContainText('mkdir mine');
  const [, tick] = /at tick ([\d,]+)/.exec(await told.innerText())!;
  await expect(playground.status).toContainText(tick!);
  // It goes on from there to the same end as ever.
  await playground.runToEnd();
  await expect(playground.lesson.getByText('holds', { exact: true })).toHaveCount(12);
  await expect(playground.lesson.getByText('does not hold')).toHaveCount(0);
  expect(said).toEqual([]);
});

test('when the one in its place hangs too, a person decides, and may save what was typed', async ({ page }) => {
  test.slow();
  const playground = await atWork(page);
  await harm(page, 'hang for ever');
  const told = page.getByRole('alert').filter({ hasText: 'The simulation does not answer' });
  await expect(told).toBeVisible({ timeout: 60_000 });
  await expect(told.getByRole('button', { name: 'Save what was typed' })).toBeVisible();
  await harm(page, 'heal');
  await told.getByRole('button', { name: 'Start again' }).click();
  await expect(told).toHaveCount(0);
  await expect(playground.group('/mine')).toBeVisible();
  await expect(playground.status).toContainText('paused');
});

test('an engine that breaks tells what happened, hands out the journal, and begins again with it', async ({ page, context }) => {
  const playground = await atWork(page);
  await expect(playground.status).toContainText('paused');
  await harm(page, 'crash');
  const told = page.getByRole('alert').filter({ hasText: /broke off \(.*out of memory\)/ });
  await expect(told).toBeVisible();

  const waits = page.waitForEvent('download');
  await told.getByRole('button', { name: 'Save what was typed' }).click();
  const download = await waits;
  expect(download.suggestedFilename()).toMatch(/^a-fork-bomb-contained-\d+\.txt$/);
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved).toMatch(/^\d+\t1\tmkdir mine$/m);
  const other = new Playground(await context.newPage());
  await (other.root as Page).goto(saved.split('\n')[0]!);
  await expect(other.group('/mine')).toBeVisible();
  await (other.root as Page).close();

  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(saved.split('\n')[0]!);
  await page.keyboard.press('Escape');

  await told.getByRole('button', { name: 'Start again' }).click();
  await expect(told).toHaveCount(0);
  await expect(playground.group('/mine')).toBeVisible();
  await playground.type('mkdir after');
  await expect(playground.group('/after')).toBeVisible();
});

test('an embed in a sandboxed frame whose engine hangs goes on by itself', async ({ page }) => {
  await endanger(page);
  const host = await hostPage(element(site().plain, 'scenario="fork-bomb" panels="tree" controls="run"'));
  await page.goto(host.url);
  const embed = new Playground(page.frameLocator('memcg-playground iframe'));
  await embed.run.click();
  await expect(embed.group('/bomb')).toBeVisible();
  await harm(page.frames()[1]!, 'hang');
  await expect(embed.root.getByRole('status').filter({ hasText: /hung and was started anew/ })).toBeVisible();
  await expect(embed.group('/bomb')).toBeVisible();
  await embed.run.click();
  await expect(embed.status).not.toContainText('paused');
  host.close();
});

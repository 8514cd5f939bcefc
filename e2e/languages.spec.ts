import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { de } from '../src/messages/de';
import { deLate, deTools } from '../src/messages/de-rest';
import { en } from '../src/messages/en';
import { enLate } from '../src/messages/en-late';
import { enSources } from '../src/messages/en-sources';
import { enTools } from '../src/messages/en-tools';
import { pseudo } from '../src/messages/pseudo';
import { Playground, site, watchConsole } from './playground';
import { clipped, foreignTexts } from './texts-on-page';

const x = pseudo(en);
const xLate = pseudo(enLate);
const xTools = pseudo(enTools);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

for (const width of [1440, 360]) {
  test(`every text comes from the catalogue and has room, ${width} px wide`, async ({ page }) => {
    const said = watchConsole(page);
    const sound = async (where: string): Promise<void> => {
      expect(await foreignTexts(page), `texts that are no message, ${where}`).toEqual([]);
      expect(await clipped(page), `without room, ${where}`).toEqual([]);
    };
    const command = async (title: string): Promise<void> => {
      await button(page, x.transport.commands).click();
      await page.getByRole('combobox', { name: xTools.palette.input }).fill(title);
      await page.getByRole('option', { name: title }).first().click();
    };
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${site().cors}?lang=en-XA&scenario=fork-bomb`);
    const status = page.getByRole('group', { name: x.status.label });
    await expect(status).toContainText(x.status.states.paused);
    await sound('at first');

    await page.getByRole('combobox', { name: x.transport.speed }).selectOption('0');
    await button(page, x.transport.run).click();
    await button(page, x.lesson.skip).click();
    await button(page, x.transport.run).click();
    await expect(status).toContainText(x.status.states.finished);
    await page
      .getByRole('tab', { name: x.panels.console })
      .or(page.getByRole('heading', { name: x.panels.console }))
      .click();
    await page.getByRole('textbox', { name: x.console.input }).fill('echo 0 > bomb/memory.kmem.limit_in_bytes');
    await page.keyboard.press('Enter');
    await button(page, x.console.why).last().click();
    await expect(page.getByText(xTools.why.rule)).toBeVisible();
    await sound('after a refusal');

    for (const panel of ['trace', 'scenario', 'lesson', 'inspector', 'frames', 'charts'] as const) {
      await command(xTools.palette.commands.panel(x.panels[panel]));
      if (panel === 'scenario') await expect(page.getByRole('textbox', { name: xLate.editor.label })).toBeVisible();
      await sound(panel);
    }
    await command(xTools.palette.commands.panel(x.panels.inspector));
    for (const view of ['tasks', 'path', 'life', 'files'] as const) {
      await page.getByRole('tab', { name: x.inspector.tabs[view] }).click();
      if (view === 'life') await expect(page.getByText(xTools.life.states.accounted).first()).toBeAttached();
      await sound(`inspector, ${view}`);
    }
    await command(xTools.palette.commands.panel(x.panels.frames));
    for (const by of ['kind', 'order'] as const) {
      await button(page, x.frames.by[by]).click();
      await sound(`frames by ${by}`);
    }
    const dialogs: [string, () => Promise<void>, string][] = [
      ['help', () => button(page, x.help.open).click(), xLate.help.title],
      ['share', () => button(page, x.share.open).click(), xLate.share.title],
      ['gallery', () => command(xTools.palette.commands.gallery), xLate.gallery.title],
      ['patches', () => command(xTools.patches.title), xTools.patches.title],
      ['compare', () => command(xTools.palette.commands.compare), xTools.compare.title],
      ['palette', () => button(page, x.transport.commands).click(), xTools.palette.title],
    ];
    for (const [where, open, title] of dialogs) {
      await open();
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      await sound(where);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog', { name: title })).toBeHidden();
    }
    expect(said).toEqual([]);
  });
}

test('a German page says states, refusals and numbers in German', async ({ page }) => {
  const said = watchConsole(page);
  await page.goto(`${site().cors}?lang=de&scenario=fork-bomb`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const status = page.getByRole('group', { name: 'Stand der Sitzung' });
  await expect(status).toContainText('angehalten');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  // What a screen reader is told goes by; it is gathered as it comes.
  const told: string[] = [];
  await page.exposeFunction('tell', (text: string) => told.push(text));
  await page.evaluate(() => {
    const live = [...document.querySelectorAll('[aria-live]')];
    const tell = (globalThis as unknown as { tell: (text: string) => void }).tell;
    new MutationObserver(() => live.forEach(({ textContent }) => tell(textContent))).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await page.getByRole('combobox', { name: 'Tempo' }).selectOption('0');
  await button(page, 'Starten').click();
  await button(page, 'Überspringen').click();
  await button(page, 'Starten').click();
  await expect.poll(() => told.join('\n')).toMatch(/In \/bomb abgelehnt: Kernelspeicher am Limit, \d[\d.]* Mal\./);
  await expect(status).toContainText('beendet');
  await expect(status).toContainText(/t \d\.\d{3}/);
  await expect(
    page
      .getByRole('tree')
      .getByText(/\d,\d+M/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('article')).toHaveAttribute('lang', 'en');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(said).toEqual([]);
});

test('the language is chosen on the page, kept, and changes nothing of the session', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb`);
  await playground.ready();
  await playground.type('mkdir mine');
  await expect(playground.group('/mine')).toBeVisible();
  await button(page, 'Help (?)').click();
  await button(page, 'Deutsch').click();
  await expect(page.getByRole('dialog', { name: deLate.help.title })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree', { name: de.groups.label }).getByRole('treeitem', { name: /^\/mine, Speicher/ })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.reload();
  await expect(button(page, de.transport.run)).toBeVisible();
  await button(page, de.transport.commands).click();
  await page.getByRole('combobox', { name: deTools.palette.input }).fill('English');
  await page.keyboard.press('Enter');
  await expect(playground.run).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('who reads German', () => {
  test.use({ locale: 'de-AT' });
  test('gets the page in German without asking', async ({ page }) => {
    await page.goto(site().cors);
    await expect(button(page, de.transport.run)).toBeVisible();
  });
  test('gets an embed in the language its page asks for', async ({ page }) => {
    await page.goto(`${site().plain}embed.html?lang=en`);
    await expect(button(page, en.transport.run)).toBeVisible();
    await page.goto(`${site().plain}embed.html?lang=de`);
    await expect(button(page, de.transport.run)).toBeVisible();
  });
});

test('English readers load no other language', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.goto(site().cors);
  await new Playground(page).ready();
  expect(loaded.filter((url) => /\/(?:de|de-rest|pseudo)-/.test(url))).toEqual([]);
});

test('a number says whose it is and which file holds it, pointed at and focused', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb`);
  await playground.ready();
  await playground.runToEnd();
  const tip = page.getByRole('tooltip');
  await playground
    .group('/shop')
    .getByText(/^\d+K$/)
    .first()
    .hover();
  await expect(tip).toContainText(/\d+ bytes charged to \/shop, from memory\.usage_in_bytes/);
  await playground.group('/shop').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await expect(playground.group('/shop')).toBeFocused();
  await expect(tip).toContainText('limit of /shop: 4194304 bytes, from memory.kmem.limit_in_bytes');
  await expect(playground.group('/shop')).toHaveAccessibleDescription(/from memory\.kmem\.usage_in_bytes/);
  for (const [role, name, words] of [
    ['group', en.status.label, enSources.tick('').slice(1)],
    ['group', en.inspector.kmem, 'memory.kmem.max_usage_in_bytes'],
    ['group', en.frames.legend, enSources.free()],
    ['list', en.lesson.check, enSources.check('').trim()],
  ] as const) {
    const place = page.getByRole(role, { name, exact: true }).first();
    await place.focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    await expect(place).toBeFocused();
    await expect(tip).toContainText(words);
  }
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
});

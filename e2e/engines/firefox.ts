/** Firefox, over WebDriver BiDi. */
import { launch } from 'puppeteer-core';
import { control, type Engine, program, textBox, type Window } from './engine';

async function open(executablePath: string): Promise<Window> {
  const browser = await launch({ browser: 'firefox', executablePath, headless: true });
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error instanceof Error ? error.message : String(error)}`));
  return {
    goto: async (url) => void (await page.goto(url, { waitUntil: 'load' })),
    press: (name) => page.locator(`::-p-xpath(${control(name)})`).click(),
    async enter(name, text) {
      await page.locator(`::-p-xpath(${textBox(name)})`).click();
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
    evaluate: <T>(script: string, given?: unknown) =>
      page.evaluate(`(async (given) => {${script}})(${JSON.stringify(given) ?? ''})`) as Promise<T>,
    said: () => said,
    close: () => browser.close(),
  };
}

export const firefox: Engine = {
  name: 'firefox',
  path: program(process.env['FIREFOX'], 'firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'),
  open,
};

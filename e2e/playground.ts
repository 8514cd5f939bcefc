/** The playground as a person has it before them: what can be done on the page, by its roles and words. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

export interface Site {
  readonly cors: string;
  readonly plain: string;
}

/** Where the built page is served, with and without the CORS header. */
export function site(): Site {
  return { cors: process.env['SITE_CORS'] ?? '', plain: process.env['SITE_PLAIN'] ?? '' };
}

/** Gathers everything the page says on its console or throws; a test ends by finding nothing. */
export function watchConsole(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  return said;
}

export class Playground {
  readonly root: Page | FrameLocator;

  constructor(root: Page | FrameLocator) {
    this.root = root;
  }

  get status(): Locator {
    return this.root.getByRole('group', { name: 'State of the session' });
  }
  get run(): Locator {
    return this.root.getByRole('button', { name: 'Run', exact: true });
  }
  get pause(): Locator {
    return this.root.getByRole('button', { name: 'Pause', exact: true });
  }
  get tree(): Locator {
    return this.root.getByRole('tree', { name: 'Control groups' });
  }
  get consoleLine(): Locator {
    return this.root.getByRole('textbox', { name: 'Command line of the console' });
  }
  get consoleText(): Locator {
    return this.root.getByRole('group', { name: 'Console output' });
  }
  get lesson(): Locator {
    return this.root.getByRole('article');
  }

  /** The document in the editor of the Scenario tab. */
  get editor(): Locator {
    return this.root.getByRole('textbox', { name: 'The scenario’s document' });
  }
  /** What the editor says is wrong, line by line. */
  get problems(): Locator {
    return this.root.getByRole('list', { name: 'What is wrong in the document' }).getByRole('button');
  }

  async openEditor(): Promise<void> {
    await this.root.getByRole('tab', { name: 'Scenario' }).click();
    await expect(this.editor).toBeVisible();
    await expect(this.editor).not.toHaveText('');
  }

  /** Opens the gallery from the scenario picker. */
  async openGallery(): Promise<Locator> {
    await this.root.getByRole('button', { name: /^Scenario: / }).click();
    const gallery = this.root.getByRole('dialog', { name: 'Lessons' });
    await expect(gallery).toBeVisible();
    return gallery;
  }

  group(path: string): Locator {
    return this.tree.getByRole('treeitem', { name: new RegExp(`^${path.replaceAll('/', '\\/')}, `) });
  }

  /** The tick that is shown. */
  async tick(): Promise<number> {
    return Number((await this.status.innerText()).replace(/\D/g, ''));
  }

  async ready(): Promise<void> {
    await expect(this.status).toContainText('paused');
  }

  async fullSpeed(): Promise<void> {
    await this.root.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'max' });
  }

  /** Presses Run and waits for the end; a prediction on the way is skipped, as somebody in a hurry does. */
  async runToEnd(): Promise<void> {
    await this.fullSpeed();
    await this.run.click();
    const skip = this.lesson.getByRole('button', { name: 'Skip' }).first();
    const goOn = this.lesson.getByRole('button', { name: 'Run on' });
    const ended = this.status.getByText('finished');
    for (;;) {
      await expect(ended.or(skip).or(goOn).first()).toBeVisible({ timeout: 60_000 });
      if (await ended.isVisible()) return;
      // One that is skipped before the run has come there does not stop it.
      await ((await goOn.isVisible()) ? goOn : skip).click();
    }
  }

  /** Types lines into the console, each ended with Enter. */
  async type(...lines: string[]): Promise<void> {
    for (const line of lines) {
      await this.consoleLine.fill(line);
      await this.consoleLine.press('Enter');
    }
  }
}

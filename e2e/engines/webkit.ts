/** WebKitGTK's small browser, over its own WebDriver; where there is no screen, on a virtual one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { Builder, By, Key, until, type WebDriver } from 'selenium-webdriver';
import { control, type Engine, program, textBox, type Window } from './engine';

const PATIENCE_MS = 60_000;
const BROWSER = program('/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', '/usr/libexec/webkit2gtk-4.1/MiniBrowser');
const SCREEN = process.env['DISPLAY'] === undefined ? program('Xvfb') : undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a screen of its own; answers its name. */
function startScreen(path: string): Promise<{ process: ChildProcess; name: string }> {
  const screen = spawn(path, ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    screen.on('error', reject);
    screen.stdio[3]?.once('data', (bytes: Buffer) => resolve({ process: screen, name: `:${bytes.toString().trim()}` }));
  });
}

/** The driver is there when its port answers. */
async function connect(url: string, binary: string): Promise<WebDriver> {
  for (;;) {
    const up = await fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const options = { binary, args: ['--automation'] };
  return new Builder().usingServer(url).withCapabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options }).build();
}

async function open(path: string): Promise<Window> {
  const screen = SCREEN === undefined ? undefined : await startScreen(SCREEN);
  const port = await freePort();
  const env = { ...process.env, ...(screen === undefined ? {} : { DISPLAY: screen.name }), WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
  const server = spawn(path, [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' });
  const driver = await connect(`http://127.0.0.1:${port}`, BROWSER ?? '');
  await driver.manage().setTimeouts({ script: PATIENCE_MS * 5, pageLoad: PATIENCE_MS });
  const find = async (xpath: string) => {
    const found = await driver.wait(until.elementLocated(By.xpath(xpath)), PATIENCE_MS);
    await driver.wait(until.elementIsVisible(found), PATIENCE_MS);
    return found;
  };
  return {
    goto: (url) => driver.get(url),
    press: async (name) => (await find(control(name))).click(),
    enter: async (name, text) => (await find(textBox(name))).sendKeys(text, Key.ENTER),
    async evaluate<T>(script: string, given?: unknown) {
      const body = `const [given, done] = arguments; (async () => {${script}})().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const answer = await driver.executeAsyncScript<{ value: T; error?: string }>(body, given);
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value;
    },
    said: () => [],
    async close() {
      await driver.quit();
      server.kill();
      screen?.process.kill();
    },
  };
}

export const webkit: Engine = { name: 'webkit', path: BROWSER === undefined ? undefined : program('WebKitWebDriver'), open };

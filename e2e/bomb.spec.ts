import { expect, test } from '@playwright/test';
import { RULES_VERSION } from '../src/engine/protocol';
import { encodeLink } from '../src/scenario/link';
import { Playground, site, watchConsole } from './playground';

test('a first visit: one press of Run, and the bomb is contained', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await expect(page.getByRole('button', { name: /^Scenario: A fork bomb, contained/ })).toBeVisible();
  await playground.runToEnd();

  await expect(playground.lesson.getByText('does not hold')).toHaveCount(0);
  await playground.type(
    'cd bomb; echo max $(cat memory.kmem.max_usage_in_bytes) now $(cat memory.kmem.usage_in_bytes) tasks $(wc -l < tasks)',
    "dmesg | grep -c 'Killed process' | sed 's/^/killed: /'",
    'echo neighbours $(cat ../good/memory.failcnt ../good/memory.kmem.failcnt ../shop/memory.failcnt ../shop/memory.kmem.failcnt)',
  );
  await expect(playground.consoleText).toContainText('max 4194304 now 0 tasks 0');
  await expect(playground.consoleText).toContainText('killed: 0');
  await expect(playground.consoleText).toContainText('neighbours 0 0 0 0');
  await expect(playground.consoleText).toContainText('fork: Cannot allocate memory');
  await expect(playground.group('/bomb')).toHaveAccessibleName(/kernel 0K of 4M, 0 tasks, \d+ charges refused/);
  expect(said).toEqual([]);
});

test('hog fork 1000 gets exactly as many stacks as the limit holds, each refusal counted once', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb`);
  await playground.ready();
  await playground.fullSpeed();
  await playground.type('mkdir h', 'echo 1M > h/memory.kmem.limit_in_bytes', 'cgexec -g memory:h hog fork 1000 &', 'sleep 2');
  await expect(playground.consoleText).toContainText('hog: fork 128 of 1000: fork: Cannot allocate memory');
  await playground.type('echo got $(cat h/memory.kmem.usage_in_bytes h/memory.kmem.failcnt) $(wc -l < h/tasks)');
  await expect(playground.consoleText).toContainText('got 1048576 1 129');
});

test('without a limit the same bomb brings the OOM killer upon a bystander', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb-unlimited`);
  await playground.ready();
  await playground.runToEnd();
  await expect(playground.lesson.getByText('does not hold')).toHaveCount(0);
  await playground.type("dmesg | grep 'Killed process' | grep -c hog | sed 's/^/bystanders: /'");
  await expect(playground.consoleText).toContainText(/bystanders: [1-9]/);
  expect(said).toEqual([]);
});

test('what a directory loop holds outlives every kill: the machine ends in a panic', async ({ page }) => {
  // A shell the OOM killer may not take: when it has killed everybody else, nobody killable is left.
  test.setTimeout(180_000);
  const text = [
    '---',
    'title: A loop of directories',
    'machine: { ram: 8M, cpus: 1, swap: 0, kernel: "kmemcg-v3" }',
    '---',
    '```sh',
    'cd /tmp',
    'echo -1000 > /proc/$$/oom_score_adj',
    'while true; do mkdir x; cd x; done',
    '```',
    '',
  ].join('\n');
  const playground = new Playground(page);
  await page.goto(site().cors + (await encodeLink({ text, set: [], rules: RULES_VERSION })));
  await playground.ready();
  await playground.fullSpeed();
  await playground.run.click();
  const end = page.getByRole('alert');
  await expect(end).toContainText('Kernel panic - not syncing: Out of memory and no killable processes', { timeout: 150_000 });
  await end.getByRole('button').first().click();
  await expect(end).toBeHidden();
});

test('the page answers while a bomb floods it', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb-unlimited&set=machine.ram=1G`);
  await playground.ready();
  await playground.fullSpeed();
  await playground.run.click();
  await expect(playground.group('/bomb')).toBeVisible();
  await page.getByRole('button', { name: 'Skip' }).first().click();
  await playground.run.click();
  await expect(playground.group('/bomb')).toHaveAccessibleName(/[1-9][\d\u202f, ]*\d{2} tasks/, { timeout: 60_000 });
  await playground.pause.click();
  await expect(playground.status).toContainText('paused');
});

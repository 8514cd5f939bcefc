/** The shipped documents on the real machine: what they claim holds, and every way through them leads to the same states. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHIPPED } from '../scenario/shipped';
import { EngineClient } from './client';
import { spawnHere } from './node-host';
import type { JournalEntry, View } from './protocol';
import { Simulation } from './simulation';
import { WORKSHOP } from './workshop';

const HASH_EVERY = 100;

/** Two CPUs, little memory: forks refused in one group, frames short for all. */
const SMALL = `---
title: A small load
machine: { ram: 8M, cpus: 2 }
---
\`\`\`sh
mkdir b
echo 256K > b/memory.kmem.limit_in_bytes
cgexec -g memory:b hog fork 100 &
hog anon 4M 2>/dev/null &
sleep 0.4
pkill hog
wait
sleep 0.1
rmdir b
\`\`\`

\`\`\`check
status == 0
tasks(/) < 20
\`\`\`
`;

function textOf(name: string): string {
  return readFileSync(new URL(`../../public/scenarios/${name}.md`, import.meta.url), 'utf8');
}

function open(text: string, journal: readonly JournalEntry[] = []): Simulation {
  const parsed = WORKSHOP.parse(text, []);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.warnings).toEqual([]);
  return new Simulation(parsed.document, WORKSHOP.boot(parsed.document), journal);
}

/** Runs to the end; answers the hash at every 100th tick and at the end. */
function hashesOf(simulation: Simulation): Map<number, string> {
  const hashes = new Map<number, string>();
  for (;;) {
    hashes.set(simulation.tick, simulation.hash());
    const outcome = simulation.run({ until: simulation.tick + HASH_EVERY });
    if (outcome !== 'until') return hashes.set(simulation.tick, simulation.hash());
  }
}

function at(simulation: Simulation, tick: number): string {
  simulation.jump(tick);
  simulation.run({ until: tick, deaf: true });
  simulation.arrive();
  expect(simulation.tick).toBe(tick);
  return simulation.hash();
}

describe.each(SHIPPED)('$name', ({ name }) => {
  const text = textOf(name);
  const simulation = open(text);
  const hashes = hashesOf(simulation);
  const ticks = [...hashes.keys()];
  const end = simulation.tick;

  it('holds what it claims', () => {
    expect(simulation.status).toBe('finished');
    const checks = simulation.lesson.view().blocks.flatMap((block) => block.checks ?? []);
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('has the same states by seeking and replaying', () => {
    for (let i = 0; i < 6; i++) {
      const tick = ticks[(i * 7919) % ticks.length]!;
      expect([tick, at(simulation, tick)]).toEqual([tick, hashes.get(tick)]);
    }
  });

  it('forks where a line is typed in its past, and comes back to the future it had', () => {
    const middle = Math.floor(end / 2);
    at(simulation, end);
    at(simulation, middle);
    simulation.type({ type: 'exec', tty: 1, line: 'mkdir later; cat later/memory.usage_in_bytes' });
    simulation.run({ until: middle + 400 });
    const forked = simulation.hash();
    const replayed = open(text, simulation.journal);
    replayed.run({ until: middle + 400 });
    expect(replayed.hash()).toBe(forked);
    simulation.run({ until: simulation.recover()! });
    expect([simulation.tick, simulation.hash()]).toEqual([end, hashes.get(end)]);
  });

  it('runs the same behind messages', async () => {
    const client = new EngineClient({ spawn: () => spawnHere(WORKSHOP) });
    const views: View[] = [];
    const ended = new Promise<void>((resolve) => {
      client.onView((view) => {
        views.push(view);
        client.release(view);
        if (view.session.state === 'finished') resolve();
      });
    });
    await client.send({ type: 'load', text });
    await client.send({ type: 'speed', ticksPerSecond: 0 });
    await client.send({ type: 'run' });
    await ended;
    expect(await client.send({ type: 'hash' })).toEqual({ tick: end, hash: hashes.get(end) });
    await client.send({ type: 'seek', tick: ticks[3]! });
    expect(await client.send({ type: 'hash' })).toEqual({ tick: ticks[3], hash: hashes.get(ticks[3]!) });
    expect(views.every(({ session }) => session.state !== 'failed')).toBe(true);
    client.end();
  });
});

describe('a session on the real machine', () => {
  it('contains the bomb: the limit is reached and held by stacks alone, and each refusal is counted', () => {
    const simulation = open(textOf('fork-bomb'));
    let most = 0;
    while (simulation.run({ until: simulation.tick + 50 }) === 'until') {
      const bomb = simulation.machine.groups().find(({ path }) => path === '/bomb');
      if (bomb !== undefined && bomb.state === 'accounted') most = Math.max(most, bomb.kmem.usage);
      if (bomb !== undefined) expect(bomb.kmem.usage).toBeLessThanOrEqual(1024);
    }
    expect(most).toBeGreaterThan(1000);
    const refused = simulation.history.marks.since(0).filter(({ tone }) => tone === 'refused');
    expect(refused.length).toBeGreaterThan(0);
  });

  it('keeps every invariant of the kernel after every tick of a small machine under load', () => {
    const simulation = open(SMALL);
    simulation.debug = true;
    expect(simulation.run({ until: 5000 })).toBe('finished');
    expect(simulation.lesson.view().blocks.flatMap(({ checks }) => checks ?? [])).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('runs a line typed while paused to the end of its foreground, and tells where the shell is then', async () => {
    const client = new EngineClient({ spawn: () => spawnHere(WORKSHOP) });
    const views: View[] = [];
    client.onView((view) => void views.push(view));
    const rests = () =>
      new Promise<void>((resolve) => {
        const stop = client.onView(({ session, time }) => {
          if (session.state !== 'paused' || time.tick === 0) return;
          stop();
          resolve();
        });
      });
    await client.send({ type: 'load', text: '```sh\nsleep 100\n```\n' });
    await client.send({ type: 'speed', ticksPerSecond: 0 });
    const paused = rests();
    await client.send({ type: 'exec', tty: 1, line: 'mkdir ä && cd ä; nosuch' });
    await paused;
    const console = views.flatMap((view) => view.consoles ?? []).filter(({ tty }) => tty === 1);
    expect(console.map(({ text }) => text).join('')).toBe(
      'root@memcg:/sys/fs/cgroup/memory# mkdir ä && cd ä; nosuch\nbash: nosuch: command not found\n',
    );
    expect(console.at(-1)).toMatchObject({ idle: true, cwd: '/sys/fs/cgroup/memory/ä', status: 127 });
    expect((await client.send({ type: 'read', path: 'ä/memory.kmem.failcnt' })).text).toBe('0\n');
    const { frame } = await client.send({ type: 'frame', pfn: 0 });
    expect(frame).toMatchObject({ kind: 'reserved', owner: '' });
    client.end();
  });

  it('shows Ctrl-C as a terminal does: behind the prompt, or where the program is', () => {
    const simulation = open('---\ntitle: A terminal\n---\n```sh\nsleep 60\n```\n');
    const shown = (): string => {
      simulation.run({ until: simulation.tick + 100 });
      const log = simulation.history.terminals[1];
      return log
        .entries(0, log.behind(simulation.tick))
        .map(({ row }) => row)
        .join('');
    };
    shown();
    simulation.type({ type: 'interrupt', tty: 1 });
    expect(shown()).toBe('root@memcg:/sys/fs/cgroup/memory# ^C\n');
    simulation.type({ type: 'exec', tty: 1, line: 'sleep 9' });
    shown();
    simulation.type({ type: 'interrupt', tty: 1 });
    expect(shown()).toMatch(/# sleep 9\n\^C\n$/);
  });

  it('refuses a document and a machine with a place and a reason', async () => {
    const client = new EngineClient({ spawn: () => spawnHere(WORKSHOP) });
    await expect(client.send({ type: 'load', text: '---\nmachine: { kernel: "3.9" }\n---\n' })).rejects.toThrow('no such kernel');
    await expect(client.send({ type: 'load', text: '---\nram: 1\n---\n' })).rejects.toThrow('line 2, column 1');
    client.end();
  });
});

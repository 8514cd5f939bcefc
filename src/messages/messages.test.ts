import { afterEach, describe, expect, it } from 'vitest';
import { knownLanguage, LANGUAGES, m, setLanguage } from '.';
import { de, deSources, deTrouble } from './de';
import { deLate, deTools } from './de-rest';
import { en } from './en';
import { enLate } from './en-late';
import { enSources } from './en-sources';
import { enTools } from './en-tools';
import { enTrouble } from './en-trouble';
import { late } from './late';
import { accented, pseudo } from './pseudo';
import { REST } from './rest';
import { t } from './tools';

afterEach(() => setLanguage('en'));

it('counts in whole words', () => {
  expect(m.groups.tasks(1)).toBe('1 task');
  expect(m.groups.tasks(1204)).toBe('1,204 tasks');
});

it('says a refusal as a sentence', () => {
  expect(m.groups.refusedSpoken('/bomb', 'kmem', 318)).toBe('Refused in /bomb: kernel memory at its limit, 318 times.');
});

describe('German', () => {
  it('has its own plurals and its own grouping', async () => {
    expect(await setLanguage('de', REST)).toBe(true);
    expect([m.groups.tasks(1), m.groups.tasks(1204)]).toEqual(['1 Task', '1.204 Tasks']);
    expect(m.groups.refusedSpoken('/bomb', 'kmem', 1318)).toBe('In /bomb abgelehnt: Kernelspeicher am Limit, 1.318 Mal.');
    expect([late.share.copy, t.palette.title]).toEqual(['Kopieren', 'Befehle']);
  });

  it('goes back to English everywhere', async () => {
    await setLanguage('de', REST);
    await setLanguage('en', REST);
    expect([m.transport.run, late.share.copy, t.palette.title]).toEqual(['Run', 'Copy', 'Commands']);
  });

  it('counts as the later wish when two are made', async () => {
    expect(await Promise.all([setLanguage('de', REST), setLanguage('en', REST)])).toEqual([false, true]);
    expect(m.transport.run).toBe('Run');
  });

  it.each([
    ['page', en, de],
    ['late', enLate, deLate],
    ['tools', enTools, deTools],
    ['sources', enSources, deSources],
    ['trouble', enTrouble, deTrouble],
  ])('%s: no text is empty that is not in English, and none was left in English', (_, english, german) => {
    const said = texts(english);
    const told = texts(german);
    expect([...told.keys()].filter((key) => !key.includes('.phrases.'))).toEqual([...said.keys()]);
    expect([...told].filter(([key, text]) => text === '' && said.get(key) !== '')).toEqual([]);
    const same = [...told].filter(([key, text]) => text === said.get(key) && /[a-z]{4}/.test(text)).map(([key]) => key.slice(1));
    expect(same.filter((key) => !BOTH.test(key))).toEqual([]);
  });
});

/** Names and what both languages call the same. */
const BOTH =
  /^(app\.name|machine\.(staticKey|kernel|swap|cpus|tasks|seed)|groups\.kernel|frames\.kernel|inspector\.(kmem|tabs\.tasks)|timeline\.(kernel|limit)|console\.(example|sources\.kernel)|panels\.trace|help\.list\.(undo|commands|interrupt)\.0|gallery\.topics\.(limits|slabs)|share\.kinds\.\w+|life\.events\.rmdir|patches\.titles\.\d+|compare\.facts\.tasks|console\.kinds\.group)$/;

/** Every text without values, by its path. */
function texts(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(Object.entries(value).flatMap(([key, one]) => [...texts(one, `${path}.${key}`)]));
}

describe('the language nobody speaks', () => {
  it('is accented, longer and in brackets, and leaves given values as they are', () => {
    expect(accented('Run')).toBe('⟦Ŕúñ ~⟧');
    expect(pseudo(en).groups.fold('/bomb')).toMatch(/^⟦Ƒóļð \/bomb( ~)+⟧$/);
    expect(pseudo(en).transport.run.length).toBeGreaterThan('Run'.length * 1.4);
  });
  it('is chosen by its name alone', () => expect(knownLanguage(['en-XA'])).toBe('en-XA'));
});

it.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'DE'], 'de'],
  [[undefined, null, 'en-GB', 'de'], 'en'],
  [['xx-YY'], 'en'],
])('of %j takes %s', (tags, language) => expect(knownLanguage(tags)).toBe(language));

it('names each language in its own words', () => expect(LANGUAGES).toEqual({ en: 'English', de: 'Deutsch' }));

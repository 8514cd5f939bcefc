import { LANGUAGES, m } from '../../messages';
import { late } from '../../messages/late';
import { t } from '../../messages/tools';
import { SHIPPED } from '../../scenario';
import { speedName } from '../format';
import { PANELS, type PanelName } from '../geometry/arrange';
import { language } from '../language.svelte';
import { largeType } from '../large-type.svelte';
import { copyText } from '../model/clipboard';
import type { PlaygroundModel } from '../model/playground.svelte';
import type { PageDoor } from '../page-door';
import { fileName } from '../page/save-file';
import type { Theme } from '../theme.svelte';
import type { Desk } from './desk.svelte';
import { groupsMarkdown, timelineCsv, timelineRows, traceCsv } from './export-data';
import { blobOf, download, framesCanvas, framesSvg, pngOf, timelineSvg, treeSvg } from './pictures';

/** Something the palette can do. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Key that does the same. */
  readonly keys?: string;
  readonly run: () => unknown;
}

/** What the whole page can be asked for. */
export interface PageActions {
  readonly show: (panel: PanelName) => unknown;
  readonly share: () => void;
  readonly help: () => void;
  readonly theme: Theme;
}

/** Everything that can be done now, in the order of how often it is wanted. */
export function commands(model: PlaygroundModel, door: PageDoor | undefined, desk: Desk, page: PageActions): Command[] {
  return [...clock(model), ...travel(model), ...views(page, desk, door), ...groups(model), ...lessons(door), ...exports(model)];
}

function clock(model: PlaygroundModel): Command[] {
  const { commands: text } = t.palette;
  return [
    { id: 'run', title: model.running ? m.transport.pause : m.transport.run, keys: t.palette.keys.space, run: () => model.toggle() },
    ...(['command', 'tick', 'event'] as const).map((by) => ({
      id: `step-${by}`,
      title: text.step(m.transport.units[by]),
      ...(model.stepBy === by ? { keys: '.' } : {}),
      run: () => ((model.stepBy = by), model.step(by)),
    })),
    { id: 'undo', title: m.transport.undo(model.changes.last?.label ?? ''), keys: m.transport.undoKeys, run: () => model.undo() },
    { id: 'redo', title: m.transport.redo(model.changes.next?.label ?? ''), keys: m.transport.redoKeys, run: () => model.redo() },
    ...[10, 100, 1000, 10000, 0].map((speed) => ({
      id: `speed-${speed}`,
      title: text.speed(speedName(speed)),
      run: () => model.setSpeed(speed),
    })),
  ];
}

function travel(model: PlaygroundModel): Command[] {
  const { commands: text } = t.palette;
  return [
    { id: 'back', title: text.back, keys: ',', run: () => model.stepBack() },
    { id: 'backwards', title: text.backwards, keys: 'B', run: () => model.playBack() },
    { id: 'mark-before', title: text.markBefore, keys: '[', run: () => model.toMark(-1) },
    { id: 'mark-after', title: text.markAfter, keys: ']', run: () => model.toMark(1) },
    { id: 'end', title: text.end, run: () => model.seek(model.time.end) },
    { id: 'reset', title: text.reset, keys: 'R', run: () => model.reset() },
  ];
}

function views({ show, share, help, theme }: PageActions, desk: Desk, door: PageDoor | undefined): Command[] {
  const { commands: text } = t.palette;
  return [
    ...PANELS.map((panel, i) => ({
      id: `panel-${panel}`,
      title: text.panel(m.panels[panel]),
      keys: String(i + 1),
      run: () => show(panel),
    })),
    { id: 'patches', title: t.patches.title, run: () => (desk.open = 'patches') },
    { id: 'compare', title: text.compare, run: () => (desk.open = 'compare') },
    { id: 'share', title: m.share.open, run: share },
    ...(door === undefined ? [] : [{ id: 'gallery', title: text.gallery, run: () => door.gallery() }]),
    { id: 'large', title: largeType.on ? text.normalType : text.largeType, run: () => largeType.set(!largeType.on) },
    ...(['auto', 'light', 'dark'] as const).map((choice) => ({
      id: `theme-${choice}`,
      title: m.theme[choice],
      run: () => theme.set(choice),
    })),
    ...(['en', 'de'] as const)
      .filter((tag) => tag !== language.tag)
      .map((tag) => ({ id: `language-${tag}`, title: text.language(LANGUAGES[tag]), run: () => language.choose(tag) })),
    { id: 'help', title: late.help.title, keys: '?', run: help },
  ];
}

function groups(model: PlaygroundModel): Command[] {
  return model.groups.slice(0, 200).map((group) => ({
    id: `group-${group.id}`,
    title: t.palette.commands.group(group.path),
    run: () => model.select(group.id),
  }));
}

function lessons(door: PageDoor | undefined): Command[] {
  if (door === undefined) return [];
  return SHIPPED.map(({ name, title }) => ({ id: `lesson-${name}`, title: t.palette.commands.lesson(title), run: () => door.pick(name) }));
}

function exports(model: PlaygroundModel): Command[] {
  const { commands: text } = t.palette;
  const name = (what: string, ending: string): string => `${fileName(model.document?.title ?? '')}-${what}.${ending}`;
  const save = (what: string, ending: string, type: string, content: string): void =>
    download(name(what, ending), new Blob([content], { type }));
  const samples = () => timelineRows(model.groups, model.timeline.series);
  const pictures = [
    { what: 'timeline', title: m.panels.charts, draw: () => timelineSvg(model) },
    { what: 'groups', title: m.panels.tree, draw: () => treeSvg(model) },
    { what: 'frames', title: m.panels.frames, draw: () => framesSvg(model) },
  ];
  return [
    {
      id: 'copy-markdown',
      title: text.markdown,
      run: async () => {
        const done = await copyText(groupsMarkdown(model.groups, model.document?.title ?? '', model.time.tick));
        model.notice = done ? { tone: 'info', message: text.copied } : { tone: 'warning', message: m.errors.noClipboard };
      },
    },
    {
      id: 'state-hash',
      title: text.hash,
      run: async () => {
        const { tick, hash } = await model.engine.send({ type: 'hash' });
        model.notice = { tone: 'info', message: text.hashIs(tick, hash) };
      },
    },
    ...pictures.flatMap(({ what, title, draw }) => [
      { id: `svg-${what}`, title: text.save(title, 'SVG'), run: () => ((svg) => svg && save(what, 'svg', 'image/svg+xml', svg))(draw()) },
      {
        id: `png-${what}`,
        title: text.save(title, 'PNG'),
        run: async () => {
          const canvas = what === 'frames' ? framesCanvas() : undefined;
          const svg = canvas === undefined ? draw() : undefined;
          if (canvas !== undefined) download(name(what, 'png'), await blobOf(canvas));
          else if (svg !== undefined) download(name(what, 'png'), await pngOf(svg));
        },
      },
    ]),
    {
      id: 'csv-timeline',
      title: text.save(m.panels.charts, 'CSV'),
      run: () => save('timeline', 'csv', 'text/csv', timelineCsv(samples())),
    },
    {
      id: 'json-timeline',
      title: text.save(m.panels.charts, 'JSON'),
      run: () => save('timeline', 'json', 'application/json', `${JSON.stringify(samples(), null, 1)}\n`),
    },
    {
      id: 'csv-trace',
      title: text.save(m.panels.trace, 'CSV'),
      run: () => save('trace', 'csv', 'text/csv', traceCsv(model.trace.rows, model.pathOf)),
    },
    {
      id: 'json-trace',
      title: text.save(m.panels.trace, 'JSON'),
      run: () => save('trace', 'json', 'application/json', `${JSON.stringify(model.trace.rows, null, 1)}\n`),
    },
  ];
}

/** The commands whose titles have the letters of a query in their order, the nearest first. */
export function matching(all: readonly Command[], query: string): readonly Command[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return all;
  const ranked = all.flatMap((command, i) => {
    const rank = rankOf(command.title.toLowerCase(), wanted);
    return rank === undefined ? [] : [{ command, rank, i }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.i - b.i).map(({ command }) => command);
}

/** 0 at a beginning, 1 at a word's, 2 anywhere, 3 as scattered letters. */
function rankOf(title: string, wanted: string): number | undefined {
  if (title.startsWith(wanted)) return 0;
  if (title.includes(` ${wanted}`)) return 1;
  if (title.includes(wanted)) return 2;
  let from = 0;
  for (const letter of wanted.replaceAll(' ', '')) {
    const at = title.indexOf(letter, from);
    if (at < 0) return undefined;
    from = at + 1;
  }
  return 3;
}

import { lineCount } from './match';

/** How a field of a recorded state is found in the control files of its group. */
export type FieldSource =
  | { readonly file: string; readonly as: 'number' }
  /** The number behind a word at the start of a line. */
  | { readonly file: string; readonly as: 'key'; readonly key: string }
  | { readonly file: string; readonly as: 'lines' }
  /** 1 when the file can be read. */
  | { readonly file: string; readonly as: 'readable' };

const number = (file: string): FieldSource => ({ file, as: 'number' });
const key = (file: string, word: string): FieldSource => ({ file, as: 'key', key: word });

/** Every field of a state, by the name the format gives it. */
export const FIELDS: ReadonlyMap<string, FieldSource> = new Map<string, FieldSource>([
  ['usage', number('memory.usage_in_bytes')],
  ['max_usage', number('memory.max_usage_in_bytes')],
  ['limit', number('memory.limit_in_bytes')],
  ['failcnt', number('memory.failcnt')],
  ['kmem.usage', number('memory.kmem.usage_in_bytes')],
  ['kmem.max_usage', number('memory.kmem.max_usage_in_bytes')],
  ['kmem.limit', number('memory.kmem.limit_in_bytes')],
  ['kmem.failcnt', number('memory.kmem.failcnt')],
  ['memsw.usage', number('memory.memsw.usage_in_bytes')],
  ['memsw.max_usage', number('memory.memsw.max_usage_in_bytes')],
  ['memsw.limit', number('memory.memsw.limit_in_bytes')],
  ['memsw.failcnt', number('memory.memsw.failcnt')],
  ['use_hierarchy', number('memory.use_hierarchy')],
  ['soft_limit', number('memory.soft_limit_in_bytes')],
  ['swappiness', number('memory.swappiness')],
  ['move_charge', number('memory.move_charge_at_immigrate')],
  ['oom_kill_disable', key('memory.oom_control', 'oom_kill_disable')],
  ['under_oom', key('memory.oom_control', 'under_oom')],
  ['tasks', { file: 'tasks', as: 'lines' }],
  ['rss', key('memory.stat', 'rss')],
  ['cache', key('memory.stat', 'cache')],
  ['swap', key('memory.stat', 'swap')],
  ['total_rss', key('memory.stat', 'total_rss')],
  ['total_cache', key('memory.stat', 'total_cache')],
  ['hierarchical_memory_limit', key('memory.stat', 'hierarchical_memory_limit')],
  ['hierarchical_memsw_limit', key('memory.stat', 'hierarchical_memsw_limit')],
  ['kmem.active', { file: 'memory.kmem.slabinfo', as: 'readable' }],
]);

/** The field that is a number file's whole content. */
export function fieldOfFile(file: string): string | undefined {
  for (const [name, source] of FIELDS) if (source.as === 'number' && source.file === file) return name;
  return undefined;
}

/** The rest of the first line that starts with the word `key`; `undefined` without such a line. */
export function lineOf(text: string, word: string): string | undefined {
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    if (text.startsWith(word, at) && text.charCodeAt(at + word.length) === 0x20) return text.slice(at + word.length + 1, end);
    at = end + 1;
  }
  return undefined;
}

function digits(text: string | undefined): bigint | undefined {
  const trimmed = text?.trim();
  return trimmed !== undefined && /^-?[0-9]+$/.test(trimmed) ? BigInt(trimmed) : undefined;
}

/** The value of a field, given what its file reads; a refused read has no text. */
export function fieldValue(source: FieldSource, text: string | undefined): bigint | undefined {
  if (source.as === 'readable') return text === undefined ? 0n : 1n;
  if (text === undefined) return undefined;
  if (source.as === 'lines') return BigInt(lineCount(text));
  return digits(source.as === 'key' ? lineOf(text, source.key) : text);
}

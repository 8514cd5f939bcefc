import { readControlFile } from '../kernel/cgroup-files';
import type { Kernel } from '../kernel/kernel';
import { memcgPath } from '../kernel/memcg';
import { FIELDS, fieldValue } from './control-files';
import type { Shown } from './state';

/** The visible groups of a machine as their control files show them, read when first asked for. */
export class Groups implements Shown {
  readonly #k: Kernel;
  readonly #reader: number;
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<string, string | undefined>();

  /** `reader` is the task that reads. */
  constructor(k: Kernel, reader: number) {
    this.#k = k;
    this.#reader = reader;
    for (let id = 1; id < k.memcgs.length; id++) if (k.memcgs.col.used[id] === 1) this.#ids.set(memcgPath(k, id), id);
  }

  exists(group: string): boolean {
    return this.#ids.has(group);
  }

  /** The text of a control file; `undefined` when it cannot be read. */
  text(group: string, file: string): string | undefined {
    const id = this.#ids.get(group);
    if (id === undefined) return undefined;
    const name = `${id}/${file}`;
    if (this.#texts.has(name)) return this.#texts.get(name);
    const read = readControlFile(this.#k, id, file, this.#reader);
    const text = typeof read === 'string' ? read : undefined;
    this.#texts.set(name, text);
    return text;
  }

  field(group: string, field: string): bigint | undefined {
    const source = FIELDS.get(field);
    if (source === undefined) throw new Error(`no control file shows the field "${field}"`);
    return fieldValue(source, this.text(group, source.file));
  }
}

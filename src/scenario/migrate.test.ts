import { describe, expect, it } from 'vitest';
import { parseDocument } from './document';
import { type Migration, migrate, MIGRATIONS, type RawFields } from './migrate';
import { FORMAT } from './supported';

const STEPS: readonly Migration[] = [
  { from: 1, what: 'ram is called memory', apply: (fields) => Object.assign(fields, { memory: fields.ram }, delete fields.ram && {}) },
  { from: 2, what: 'memory is a list', apply: (fields) => Object.assign(fields, { memory: [fields.memory] }) },
];
const migrated = (fields: RawFields): RawFields => {
  migrate(fields, STEPS, 3);
  return fields;
};
const document = (text: string) => {
  const parsed = parseDocument(`---\ntitle: x\n${text}---\n\`\`\`sh\nls\n\`\`\`\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
};

describe('migration', () => {
  it('takes every step from the format that is named, and only those', () => {
    expect(migrated({ format: '1', ram: '8M' })).toEqual({ format: '3', memory: ['8M'] });
    expect(migrated({ format: '2', memory: '8M' })).toEqual({ format: '3', memory: ['8M'] });
    expect(migrated({ memory: '8M' })).toEqual({ format: '3', memory: ['8M'] });
    expect(migrated({ format: '3', memory: ['8M'] })).toEqual({ format: '3', memory: ['8M'] });
  });

  it.each(['4', '0', '-1', 'x', '1.5', '01'])('leaves a format it does not know alone: %j', (format) => {
    expect(migrated({ format, ram: '8M' })).toEqual({ format, ram: '8M' });
  });

  it('knows a step from every format to the next', () => {
    expect(MIGRATIONS.map(({ from }) => from)).toEqual(Array.from({ length: FORMAT - 1 }, (_, i) => i + 1));
  });

  it('reads a document of format 1 as it was meant: no kernel named was the one of the first series', () => {
    expect(document('format: 1\n').machine.kernel).toBe('kmemcg-v3');
    expect(document('format: 1\nmachine: { ram: 32M }\n').machine).toMatchObject({ ramPages: 8192, kernel: 'kmemcg-v3' });
    expect(document('format: 1\nmachine: { kernel: "3.8" }\n').machine.kernel).toBe('3.8');
    expect(document('format: 2\n').machine.kernel).toBe('3.8');
    expect(document('').machine.kernel).toBe('3.8');
  });

  it('still finds what is wrong in an old document, at its place', () => {
    const parsed = parseDocument('---\nformat: 1\nmachine: big\n---\n');
    expect(parsed).toMatchObject({ ok: false, problems: [{ line: 3, column: 10 }] });
  });

  it('says of a newer document that it is newer', () => {
    const parsed = parseDocument('---\nformat: 99\n---\n');
    expect(parsed).toMatchObject({ ok: false, problems: [{ line: 2, column: 9 }] });
    expect(parsed.ok ? '' : parsed.problems[0]!.message).toBe(
      'format: this document is of format 99; this version of the playground reads formats up to 2: a newer one is needed',
    );
  });
});

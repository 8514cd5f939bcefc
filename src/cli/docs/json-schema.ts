/** A JSON schema (2020-12) of the front matter, for editors that check YAML: made from the validator. */
import { FORMAT } from '../../scenario/supported';
import type { Takes } from '../../scenario/schema';
import { formatSize } from '../../scenario/size';
import { FIELD_TEXTS } from './field-texts';
import { type Field, walkFields } from './walk';

type Json = { readonly [key: string]: unknown };

export function jsonSchema(): Json {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Front matter of a scenario of the memcg playground, format ${FORMAT}`,
    ...mapping(walkFields()),
  };
}

function mapping(fields: readonly Field[]): Json {
  const properties = Object.fromEntries(fields.map((field) => [field.path.split('.').at(-1)!, property(field)]));
  return { type: 'object', additionalProperties: false, properties };
}

function property({ path, takes, fallback }: Field): Json {
  const { means = '', added = 1 } = FIELD_TEXTS[path] ?? {};
  const about = { description: `${means.replaceAll('`', '')} Added in format ${added}.` };
  const preset = fallback === undefined ? {} : { default: takes.takes === 'integer' ? Number(fallback) : fallback };
  switch (takes.takes) {
    case 'mapping':
      return { ...about, ...mapping(takes.fields) };
    case 'list':
      return { ...about, type: 'array', items: leaf(takes.of), uniqueItems: true };
    default:
      return { ...about, ...leaf(takes), ...preset };
  }
}

function leaf(takes: Takes): Json {
  switch (takes.takes) {
    case 'integer':
      return { type: 'integer', minimum: takes.least, maximum: takes.most };
    case 'size':
      return {
        anyOf: [
          {
            type: 'string',
            pattern: '^[0-9]{1,20}[KkMmGg]?$',
            $comment: `from ${formatSize(takes.least)} to ${formatSize(takes.most)}, in pages of 4K`,
          },
          { type: 'integer', minimum: takes.least, maximum: takes.most, multipleOf: 4096 },
        ],
      };
    case 'line':
      return { type: 'string', maxLength: takes.most, pattern: '^[^\\n\\r]*$' };
    case 'one of':
      return { enum: [...takes.names] };
    default:
      return takes satisfies never;
  }
}

import { z } from 'zod';
import { type Json, type JsonObject, isObject } from '../core/json.ts';

/** Where the newest released schema of each kind of file is, for every editor with a network. */
const PUBLISHED = 'https://cdn.jsdelivr.net/npm/hub-relay/schema';

export type FileKind = 'hub-relay' | 'endpoints' | 'sources';

/**
 * Draft 7, which every editor reads. The descriptions are Markdown: so they stand in `markdownDescription`, which
 * VS Code renders, and without their marks in `description`, which all others show as it is.
 */
export const jsonSchemaOf = (schema: z.ZodType, kind: FileKind): JsonObject => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as JsonObject;
  return {
    ...($schema !== undefined && { $schema }),
    $id: `${PUBLISHED}/${kind}.schema.json`,
    ...(withMarkdown(rest) as JsonObject),
  };
};

/** Snippets and examples are data: what is called "description" there is a word of the file. */
const DATA = new Set(['examples', 'default', 'enum', 'const', 'defaultSnippets']);

const withMarkdown = (value: Json): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withMarkdown);
  if (!isObject(value)) return value;
  const { description } = value;
  return Object.fromEntries([
    ...Object.entries(value).map(([key, item = null]) => [key, DATA.has(key) ? item : withMarkdown(item)]),
    ...(typeof description === 'string'
      ? [
          ['description', description.replaceAll('`', '')],
          ['markdownDescription', description],
        ]
      : []),
  ]) as JsonObject;
};

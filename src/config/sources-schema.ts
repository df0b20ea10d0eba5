import { z } from 'zod';
import { SOURCE_NAME } from '../core/hook-source.ts';
import { type JsonObject } from '../core/json.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { secretNames } from './operator-schema.ts';
import { MAX_ENTRIES, repositories } from './schema.ts';
import { AT_MOST } from './schema-filters.ts';

/** The language of the file that SOURCES_FILE names. As in schema.ts; what a JSON Schema can't say is in sources.ts. */

export const SourceSchema = z.strictObject({
  name: z
    .string()
    .regex(SOURCE_NAME, {
      error: 'a name of small letters, digits, ".", "_" and "-", at most 100, such as "legacy"',
    })
    .describe('The end of the path at which its webhooks arrive: `/api/github/hooks/<name>`.'),
  secrets: secretNames('a webhook that any of them signed is taken, so that one can be exchanged.'),
  repositories: repositories.describe(
    `The repositories that it may speak for: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
  ),
});

export const SourcesSchema = z
  .strictObject({
    sources: z
      .array(SourceSchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe('Webhooks that were set up without the App. At most 100 entries.'),
  })
  .meta({
    title: 'Hub Relay: the file of SOURCES_FILE',
    description: 'Webhooks that were set up in repositories without the App, and whom each may speak for.',
  });

export type RawSource = z.infer<typeof SourceSchema>;

/** The same language for editors and other programs, in JSON Schema. */
export const sourcesJsonSchema = (): JsonObject => jsonSchemaOf(SourcesSchema, 'sources');

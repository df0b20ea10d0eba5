import { type JsonObject } from '../core/json.ts';
import { endpointsJsonSchema } from './endpoints-schema.ts';
import { configJsonSchema } from './schema.ts';
import { sourcesJsonSchema } from './sources-schema.ts';

export const SCHEMA_KINDS = ['repository', 'endpoints', 'sources'] as const;
export type SchemaKind = (typeof SCHEMA_KINDS)[number];

/** The JSON Schema of each kind of file, and what its own file in the package is called. */
export const PUBLISHED_SCHEMAS: Readonly<
  Record<SchemaKind, { readonly file: string; readonly make: () => JsonObject }>
> = {
  repository: { file: 'schema/hub-relay.schema.json', make: configJsonSchema },
  endpoints: { file: 'schema/endpoints.schema.json', make: endpointsJsonSchema },
  sources: { file: 'schema/sources.schema.json', make: sourcesJsonSchema },
};

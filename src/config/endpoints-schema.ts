import { z } from 'zod';
import { ENDPOINT_FORMATS } from '../core/endpoint.ts';
import { type JsonObject } from '../core/json.ts';
import { READY_TEMPLATES } from '../core/ready-templates.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { secretNames } from './operator-schema.ts';
import { ENDPOINT, MAX_ENTRIES, repositories } from './schema.ts';
import { AT_MOST } from './schema-filters.ts';
import { PAYLOAD_LIMITS, payloadFields } from './schema-rule.ts';

/** The language of the file that ENDPOINTS_FILE names. As in schema.ts; what a JSON Schema can't say is in endpoints.ts. */

const MAX_URL = 2_048;

export const READY_NAMES = Object.keys(READY_TEMPLATES) as (keyof typeof READY_TEMPLATES)[];

export const EndpointSchema = z.strictObject({
  name: z
    .string()
    .regex(ENDPOINT, {
      error: 'a name of letters, digits, ".", "_" and "-", at most 100, such as "deploy-status"',
    })
    .describe('By what name routes call it.'),
  url: z
    .string()
    .max(MAX_URL)
    .regex(/^https:\/\/[^\s\\/?#][^\s\\]*$/, { error: 'an https:// URL' })
    .describe('Where requests are sent by POST: an `https://` URL, at most 2,048 characters.'),
  secrets: secretNames('all of them sign each request, so that one can be exchanged for the next.'),
  format: z
    .enum(ENDPOINT_FORMATS)
    .optional()
    .describe(
      'How requests are signed: `standard` (Standard Webhooks) or `github` (as GitHub signs its own webhooks). Default: standard.',
    ),
  allow: repositories.describe(
    `The repositories whose routes may name it: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
  ),
  template: z
    .union([z.enum(READY_NAMES), payloadFields.meta(PAYLOAD_LIMITS)])
    .optional()
    .describe(
      'The fields of the body, instead of the usual payload: the name of a ready template, or at most 9 fields, in which expressions in `${{ }}` are filled in.',
    ),
});

export const EndpointsSchema = z
  .strictObject({
    endpoints: z
      .array(EndpointSchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe('Outgoing webhooks that routes may name. At most 100 entries.'),
  })
  .meta({
    title: 'Hub Relay: the file of ENDPOINTS_FILE',
    description: 'The endpoints that routes may name; the operator defines them.',
  });

export type RawEndpoint = z.infer<typeof EndpointSchema>;

/** The same language for editors and other programs, in JSON Schema. */
export const endpointsJsonSchema = (): JsonObject => jsonSchemaOf(EndpointsSchema, 'endpoints');

import { z } from 'zod';
import { OnSchema } from './schema-filters.ts';

/**
 * The keys of a route that do not say from where or whereto. As in schema.ts. None has a `default`: editors write such a
 * key into every new route.
 */

/** GitHub's own limits: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export const MAX_EVENT_TYPE = 100;
export const MAX_PAYLOAD_KEYS = 9;

const DURATION = /^[1-9][0-9]{0,3}[smh]$/;

export const eventType = z.string().min(1).max(MAX_EVENT_TYPE);
/** What of fields checkPayload says, for a JSON Schema. */
export const PAYLOAD_LIMITS = {
  maxProperties: MAX_PAYLOAD_KEYS,
  propertyNames: { not: { const: 'relay' } },
};
export const payloadFields = z.record(z.string(), z.json());

/** What `notify` and `subscribe` have in common. */
export const rule = {
  on: OnSchema,
  if: z
    .union([z.string(), z.boolean()])
    .optional()
    .meta({
      description:
        'A condition in GitHub Actions’ expression language, over the `github` context. Where it is false, nothing is sent.',
      examples: [
        "!contains(github.event.head_commit.message, '[skip hub]')",
        'github.event.pull_request.merged == true',
      ],
    }),
  'event-type': eventType.optional().meta({
    description:
      'The `event_type` that the hub’s workflows listen to, 1 to 100 characters. Default: the event’s name, with its activity type: `push`, `release-published`.',
    examples: ['component-updated'],
  }),
  payload: payloadFields.optional().meta({
    ...PAYLOAD_LIMITS,
    description:
      'The fields of `client_payload`, at most 9, beside `relay`. Expressions in `${{ }}` are filled in. Default: event, action, repository, ref, sha, sender, subject.',
    examples: [{ component: '${{ github.event.repository.name }}', version: '${{ github.ref_name }}' }],
  }),
  coalesce: z
    .string()
    .regex(DURATION, { error: 'a duration from 1s to 1h, such as "30s" or "5m"' })
    .optional()
    .meta({
      description:
        'Wait this long for more of the same and send one notification for all: `30s`, `5m`, at most `1h`. The newest event wins, all are listed.',
      examples: ['30s', '5m'],
    }),
  chain: z
    .boolean()
    .optional()
    .meta({
      description: 'Also notify of workflow runs that a notification started. Default: false.',
      examples: [true],
    }),
  forks: z
    .boolean()
    .optional()
    .meta({
      description:
        'Also notify of pull requests from forks, whose title, branch and text anyone can write. Default: false.',
      examples: [true],
    }),
  report: z
    .union([z.boolean(), z.literal('required')])
    .optional()
    .meta({
      description:
        'Tell the spoke’s commit how it went, down to the hub’s run. `required`: as a check that fails when the hub’s run fails. Default: false.',
      examples: [true, 'required'],
    }),
  'on-failure': z
    .literal('issue')
    .optional()
    .meta({
      description:
        '`issue`: open an issue when a notification could not be delivered. Without it, none is opened.',
      examples: ['issue'],
    }),
};

import { z } from 'zod';
import { AT_MOST, OnSchema, textOrList } from './schema-filters.ts';

/**
 * The language of `.github/hub-relay.yml`. The types of the parser, the published JSON Schema and the reference page
 * are made of it, so it holds only what a JSON Schema can say; the rest is in check.ts. The text of an `error` says
 * what is allowed, after "expected".
 */

/** GitHub's own limits: https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
export const MAX_EVENT_TYPE = 100;
export const MAX_PAYLOAD_KEYS = 9;
/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event */
export const MAX_INPUTS = 25;
/** An `owner/name` has up to 140; each pattern is compared with the name of every spoke that speaks. */
export const MAX_REPOSITORY_PATTERN = 200;
/** One event may start as many notifications; GitHub lets an installation send 500 an hour. */
export const MAX_ENTRIES = 100;

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const WORKFLOW = /^[^/\\\s][^/\\]*\.ya?ml$|^[1-9][0-9]*$/;
const DURATION = /^[1-9][0-9]{0,3}[smh]$/;
/** Also of its definition, in the operator’s file. */
export const ENDPOINT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

const workflow = z
  .string()
  .regex(WORKFLOW, { error: 'the file name of a workflow, such as "build.yml", or its number in quotes' });
const eventType = z.string().min(1).max(MAX_EVENT_TYPE);
/** What of fields checkPayload says, for a JSON Schema. */
export const PAYLOAD_LIMITS = {
  maxProperties: MAX_PAYLOAD_KEYS,
  propertyNames: { not: { const: 'relay' } },
};
export const payloadFields = z.record(z.string(), z.json());
export const repositories = textOrList(z.string().min(1).max(MAX_REPOSITORY_PATTERN));

const rule = {
  on: OnSchema,
  if: z
    .union([z.string(), z.boolean()])
    .optional()
    .describe(
      'A condition in GitHub Actions’ expression language, over the `github` context. Where it is false, nothing is sent.',
    ),
  'event-type': eventType
    .optional()
    .describe(
      'The `event_type` that the hub’s workflows listen to, 1 to 100 characters. Default: the event’s name, with its activity type: `push`, `release-published`.',
    ),
  payload: payloadFields
    .optional()
    .meta(PAYLOAD_LIMITS)
    .describe(
      'The fields of `client_payload`, at most 9, beside `relay`. Expressions in `${{ }}` are filled in. Default: event, action, repository, ref, sha, sender, subject.',
    ),
  coalesce: z
    .string()
    .regex(DURATION, { error: 'a duration from 1s to 1h, such as "30s" or "5m"' })
    .optional()
    .describe(
      'Wait this long for more of the same and send one notification for all: `30s`, `5m`, at most `1h`. The newest event wins, all are listed.',
    ),
  chain: z
    .boolean()
    .optional()
    .describe('Also notify of workflow runs that a notification started. Default: false.'),
  forks: z
    .boolean()
    .optional()
    .describe(
      'Also notify of pull requests from forks, whose title, branch and text anyone can write. Default: false.',
    ),
  report: z
    .union([z.boolean(), z.literal('required')])
    .optional()
    .describe(
      'Tell the spoke’s commit how it went, down to the hub’s run. `required`: as a check that fails when the hub’s run fails. Default: false.',
    ),
  'on-failure': z
    .literal('issue')
    .optional()
    .describe('`issue`: open an issue when a notification could not be delivered.'),
};

const repository = z.string().regex(REPOSITORY, { error: 'one repository, as owner/name, without patterns' });

export const NotifySchema = z.strictObject({
  hub: repository
    .optional()
    .describe('The repository to be told, as `owner/name`. A route has either `hub` or `endpoint`.'),
  workflow: workflow
    .optional()
    .describe(
      'Start this workflow of the hub by `workflow_dispatch`, instead of sending a `repository_dispatch`: its file name.',
    ),
  ref: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('With `workflow`: the branch or tag on which it runs. Default: the hub’s default branch.'),
  inputs: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ maxProperties: MAX_INPUTS })
    .describe(
      'With `workflow`: its inputs, at most 25. Expressions in `${{ }}` are filled in; everything is sent as text.',
    ),
  endpoint: z
    .string()
    .regex(ENDPOINT, {
      error: 'the name of an endpoint that the operator has defined, such as "deploy-status", and no URL',
    })
    .optional()
    .describe(
      'Instead of a hub: the name of an endpoint, which the operator of Hub Relay has defined with its URL and secret.',
    ),
  ...rule,
});

export const SubscribeSchema = z.strictObject({
  from: repositories.describe(
    `The spokes that this hub wants to hear of: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
  ),
  ...rule,
});

export const AcceptSchema = z.strictObject({
  from: repositories.describe(
    `The spokes that may notify this hub: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
  ),
  'event-types': textOrList(eventType)
    .optional()
    .describe(`Only these event types, exactly as written. Default: all. ${AT_MOST}`),
  workflows: textOrList(workflow)
    .optional()
    .describe(
      `Workflows of this hub that these spokes may start by \`workflow_dispatch\`, exactly as written. Default: none. ${AT_MOST}`,
    ),
});

export const PublishSchema = z.strictObject({
  to: repositories.describe(
    `Hubs of other owners that may subscribe to this private spoke: patterns of \`owner/name\`. ${AT_MOST}`,
  ),
});

export const ConfigSchema = z
  .strictObject({
    notify: z
      .array(NotifySchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe('In a spoke: whom to notify of what. A hub must `accept` it. At most 100 entries.'),
    subscribe: z
      .array(SubscribeSchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe(
        'In a hub: the spokes that it wants to hear of, without a file in them. At most 100 entries.',
      ),
    accept: z
      .array(AcceptSchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe('In a hub: the spokes that may notify it. Without this nobody may. At most 100 entries.'),
    publish: z
      .array(PublishSchema)
      .max(MAX_ENTRIES)
      .optional()
      .describe(
        'In a private spoke: the hubs of other owners that may subscribe to it. At most 100 entries.',
      ),
    'allow-public-hubs': z
      .boolean()
      .optional()
      .describe('In a private spoke: public hubs may learn of it. Default: false.'),
    'max-hops': z
      .int()
      .min(1)
      .max(10)
      .optional()
      .describe('How many notifications may follow from one another, 1 to 10. Default: 3.'),
  })
  .describe('Hub Relay: `.github/hub-relay.yml` on the default branch.');

export type RawConfig = z.infer<typeof ConfigSchema>;
export type RawNotify = z.infer<typeof NotifySchema>;
export type RawSubscribe = z.infer<typeof SubscribeSchema>;
export type RawAccept = z.infer<typeof AcceptSchema>;
export type RawPublish = z.infer<typeof PublishSchema>;

/** The same language for editors and other programs, in JSON Schema. */
export const configJsonSchema = (): object =>
  z.toJSONSchema(ConfigSchema, { target: 'draft-7', io: 'input' });

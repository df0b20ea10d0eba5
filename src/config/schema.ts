import { z } from 'zod';
import { type JsonObject } from '../core/json.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { AT_MOST, textOrList } from './schema-filters.ts';
import { eventType, rule } from './schema-rule.ts';
import { FILE_SNIPPETS, ROUTE_SNIPPETS } from './schema-snippets.ts';

/**
 * The language of `.github/hub-relay.yml`. The types of the parser, the published JSON Schema and the reference page
 * are made of it, so it holds only what a JSON Schema can say; the rest is in check.ts. The text of an `error` says
 * what is allowed, after "expected". By its `title` an editor offers a whole entry; a list of entries has no `examples`,
 * of which the yaml-language-server would make "[object Object]".
 */

/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event */
export const MAX_INPUTS = 25;
/** An `owner/name` has up to 140; each pattern is compared with the name of every spoke that speaks. */
export const MAX_REPOSITORY_PATTERN = 200;
/** One event may start as many notifications; GitHub lets an installation send 500 an hour. */
export const MAX_ENTRIES = 100;

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const WORKFLOW = /^[^/\\\s][^/\\]*\.ya?ml$|^[1-9][0-9]*$/;
/** Also of its definition, in the operator’s file. */
export const ENDPOINT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

const workflow = z
  .string()
  .regex(WORKFLOW, { error: 'the file name of a workflow, such as "build.yml", or its number in quotes' });
export const repositories = textOrList(z.string().min(1).max(MAX_REPOSITORY_PATTERN));

const repository = z.string().regex(REPOSITORY, { error: 'one repository, as owner/name, without patterns' });

/** What of targets checkTarget says, for a JSON Schema. */
const ONE_TARGET = {
  oneOf: [{ required: ['hub'] }, { required: ['endpoint'] }],
  dependencies: { workflow: ['hub'], ref: ['workflow'], inputs: ['workflow'] },
};

export const NotifySchema = z
  .strictObject({
    hub: repository.optional().meta({
      description: 'The repository to be told, as `owner/name`. A route has either `hub` or `endpoint`.',
      examples: ['acme/docs'],
    }),
    workflow: workflow.optional().meta({
      description:
        'Start this workflow of the hub by `workflow_dispatch`, instead of sending a `repository_dispatch`: its file name.',
      examples: ['build.yml'],
    }),
    ref: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .meta({
        description:
          'With `workflow`: the branch or tag on which it runs. Default: the hub’s default branch.',
        examples: ['main'],
      }),
    inputs: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({
        maxProperties: MAX_INPUTS,
        description:
          'With `workflow`: its inputs, at most 25. Expressions in `${{ }}` are filled in; everything is sent as text.',
        examples: [{ version: '${{ github.ref_name }}' }],
      }),
    endpoint: z
      .string()
      .regex(ENDPOINT, {
        error: 'the name of an endpoint that the operator has defined, such as "deploy-status", and no URL',
      })
      .optional()
      .meta({
        description:
          'Instead of a hub: the name of an endpoint, which the operator of Hub Relay has defined with its URL and secret.',
        examples: ['deploy-status'],
      }),
    ...rule,
  })
  .meta({ title: 'route', ...ONE_TARGET, defaultSnippets: ROUTE_SNIPPETS });

export const SubscribeSchema = z
  .strictObject({
    from: repositories.meta({
      description: `The spokes that this hub wants to hear of: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
      examples: ['acme/*', ['acme/*-component', '!acme/old-component']],
    }),
    ...rule,
  })
  .meta({ title: 'route' });

export const AcceptSchema = z
  .strictObject({
    from: repositories.meta({
      description: `The spokes that may notify this hub: patterns of \`owner/name\`, in order, \`!\` takes out again. ${AT_MOST}`,
      examples: ['acme/*', ['acme/*', '!acme/sandbox']],
    }),
    'event-types': textOrList(eventType)
      .optional()
      .meta({
        description: `Only these event types, exactly as written. Default: all. ${AT_MOST}`,
        examples: [['component-updated', 'release-published']],
      }),
    workflows: textOrList(workflow)
      .optional()
      .meta({
        description: `Workflows of this hub that these spokes may start by \`workflow_dispatch\`, exactly as written. Default: none. ${AT_MOST}`,
        examples: [['build.yml']],
      }),
  })
  .meta({ title: 'entry of accept' });

export const PublishSchema = z
  .strictObject({
    to: repositories.meta({
      description: `Hubs of other owners that may subscribe to this private spoke: patterns of \`owner/name\`. ${AT_MOST}`,
      examples: ['other/site'],
    }),
  })
  .meta({ title: 'entry of publish' });

export const ConfigSchema = z
  .strictObject({
    notify: z.array(NotifySchema).max(MAX_ENTRIES).optional().meta({
      description: 'In a spoke: whom to notify of what. A hub must `accept` it. At most 100 entries.',
    }),
    subscribe: z.array(SubscribeSchema).max(MAX_ENTRIES).optional().meta({
      description:
        'In a hub: the spokes that it wants to hear of, without a file in them. At most 100 entries.',
    }),
    accept: z.array(AcceptSchema).max(MAX_ENTRIES).optional().meta({
      description: 'In a hub: the spokes that may notify it. Without this nobody may. At most 100 entries.',
    }),
    publish: z.array(PublishSchema).max(MAX_ENTRIES).optional().meta({
      description:
        'In a private spoke: the hubs of other owners that may subscribe to it. At most 100 entries.',
    }),
    'allow-public-hubs': z
      .boolean()
      .optional()
      .meta({
        description: 'In a private spoke: public hubs may learn of it. Default: false.',
        default: false,
        examples: [true],
      }),
    'max-hops': z
      .int()
      .min(1)
      .max(10)
      .optional()
      .meta({
        description:
          'How many notifications may follow from one another, 1 to 10; of both sides, the smaller counts. Default: 3.',
        default: 3,
        examples: [5],
      }),
  })
  .meta({
    title: 'Hub Relay: .github/hub-relay.yml',
    description: 'Who notifies whom of what: `.github/hub-relay.yml` on the default branch.',
    defaultSnippets: FILE_SNIPPETS,
  });

export type RawConfig = z.infer<typeof ConfigSchema>;
export type RawNotify = z.infer<typeof NotifySchema>;
export type RawSubscribe = z.infer<typeof SubscribeSchema>;
export type RawAccept = z.infer<typeof AcceptSchema>;
export type RawPublish = z.infer<typeof PublishSchema>;

/** The same language for editors and other programs, in JSON Schema. */
export const configJsonSchema = (): JsonObject => jsonSchemaOf(ConfigSchema, 'hub-relay');

/**
 * Writes test/contract/github-openapi.json: of GitHub's OpenAPI description only the operations and webhooks in use, the components
 * they reach, and no prose.
 *
 *   node scripts/trim-openapi.ts [path/to/api.github.com.json]
 *
 * Without a path it packs @octokit/openapi (385 MB unpacked, so it is not a dependency) into a temporary directory and reads it there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readFromPackage } from './read-package.ts';

const PACKAGE = '@octokit/openapi@23.0.2';
const MEMBER = 'package/generated/api.github.com.json';
const TARGET = new URL('../test/contract/github-openapi.json', import.meta.url);

const OPERATIONS: readonly (readonly [method: string, path: string])[] = [
  ['get', '/app'],
  ['get', '/app/installations'],
  ['get', '/app/installations/{installation_id}'],
  ['post', '/app/installations/{installation_id}/access_tokens'],
  ['get', '/app/hook/config'],
  ['get', '/app/hook/deliveries'],
  ['get', '/app/hook/deliveries/{delivery_id}'],
  ['post', '/app/hook/deliveries/{delivery_id}/attempts'],
  ['post', '/app-manifests/{code}/conversions'],
  ['get', '/installation/repositories'],
  ['get', '/user'],
  ['get', '/user/installations'],
  ['get', '/user/installations/{installation_id}/repositories'],
  ['delete', '/applications/{client_id}/token'],
  ['get', '/repos/{owner}/{repo}'],
  ['get', '/repos/{owner}/{repo}/installation'],
  ['get', '/repos/{owner}/{repo}/contents/{path}'],
  ['post', '/repos/{owner}/{repo}/dispatches'],
  ['post', '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches'],
  ['get', '/repos/{owner}/{repo}/pulls/{pull_number}/files'],
  ['get', '/repos/{owner}/{repo}/compare/{basehead}'],
  ['get', '/repos/{owner}/{repo}/commits/{ref}'],
  ['get', '/repos/{owner}/{repo}/commits/{ref}/check-runs'],
  ['post', '/repos/{owner}/{repo}/check-runs'],
  ['patch', '/repos/{owner}/{repo}/check-runs/{check_run_id}'],
  ['get', '/repos/{owner}/{repo}/issues'],
  ['post', '/repos/{owner}/{repo}/issues'],
  ['get', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['patch', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['post', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
  ['get', '/repos/{owner}/{repo}/hooks'],
  ['post', '/repos/{owner}/{repo}/hooks'],
  ['get', '/repos/{owner}/{repo}/hooks/{hook_id}'],
  ['patch', '/repos/{owner}/{repo}/hooks/{hook_id}'],
  ['delete', '/repos/{owner}/{repo}/hooks/{hook_id}'],
  ['post', '/repos/{owner}/{repo}/hooks/{hook_id}/pings'],
  ['post', '/repos/{owner}/{repo}/hooks/{hook_id}/tests'],
  ['get', '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries'],
  ['get', '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}'],
  ['post', '/repos/{owner}/{repo}/hooks/{hook_id}/deliveries/{delivery_id}/attempts'],
  ['get', '/meta'],
  ['get', '/rate_limit'],
];

/** Webhooks that the sandbox sends: of what an App does by these operations or what came of it, and those that routes name. */
const WEBHOOKS: readonly string[] = [
  'push',
  'pull-request-opened',
  'pull-request-closed',
  'pull-request-reopened',
  'pull-request-synchronize',
  'pull-request-edited',
  'pull-request-labeled',
  'pull-request-unlabeled',
  'pull-request-ready-for-review',
  'pull-request-converted-to-draft',
  'release-created',
  'release-edited',
  'release-deleted',
  'release-published',
  'release-released',
  'release-prereleased',
  'release-unpublished',
  'check-run-created',
  'check-run-completed',
  'check-run-rerequested',
  'check-suite-requested',
  'check-suite-rerequested',
  'check-suite-completed',
  'issues-opened',
  'issues-edited',
  'issues-closed',
  'issues-reopened',
  'issues-deleted',
  'issues-labeled',
  'issues-unlabeled',
  'issue-comment-created',
  'workflow-dispatch',
  'ping',
  'workflow-run-requested',
  'workflow-run-in-progress',
  'workflow-run-completed',
];

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

const PROSE = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'title',
  'tags',
  'default',
]);

/** Below these keys the names are the API's own: a property may well be called "description". */
const NAMES_BELOW = new Set([
  'properties',
  'patternProperties',
  'headers',
  'responses',
  'content',
  'schemas',
  'parameters',
]);

/** Below these keys stand plain values: an enum may list "description", and a required list does. */
const VALUES_BELOW = new Set(['enum', 'required', 'const']);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutProse = (value: Json, keysAreNames: boolean): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => withoutProse(item, false));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key]) => keysAreNames || !(PROSE.has(key) || (key.startsWith('x-') && key !== 'x-multi-segment')),
  );
  return Object.fromEntries(
    kept.map(([key, item]) => [
      key,
      !keysAreNames && VALUES_BELOW.has(key)
        ? item
        : withoutProse(item, !keysAreNames && NAMES_BELOW.has(key)),
    ]),
  );
};

/** Adds every `#/components/<kind>/<name>` that the value refers to, and what those refer to. */
const collect = (value: Json, components: JsonObject, reached: Map<string, Json>): void => {
  if (Array.isArray(value)) for (const item of value) collect(item as Json, components, reached);
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key !== '$ref' || typeof item !== 'string') {
      collect(item, components, reached);
      continue;
    }
    if (reached.has(item)) continue;
    const [, , kind = '', name = ''] = item.split('/');
    const group = components[kind];
    const found = isObject(group) ? group[name] : undefined;
    if (found === undefined) throw new Error(`${item} is referred to but not described.`);
    const trimmed = withoutProse(found, false);
    reached.set(item, trimmed);
    collect(trimmed, components, reached);
  }
};

/**
 * The list of installations spells the installation out and gets its account wrong: it must be a user and an enterprise at once (`allOf`).
 * The component that `GET /app/installations/{installation_id}` uses says "either", and is what GitHub sends in both places.
 */
const corrected = (path: string, operation: Json): Json => {
  if (path !== '/app/installations' || !isObject(operation) || !isObject(operation['responses']))
    return operation;
  const schema = { type: 'array', items: { $ref: '#/components/schemas/installation' } };
  const listed = { content: { 'application/json': { schema } } };
  return { ...operation, responses: { ...operation['responses'], '200': listed } };
};

const trim = (api: JsonObject): JsonObject => {
  const { paths, components, info } = api;
  if (!isObject(paths) || !isObject(components) || !isObject(info))
    throw new Error('This is not an OpenAPI description.');
  const kept: Record<string, Record<string, Json>> = {};
  const reached = new Map<string, Json>();
  for (const [method, path] of OPERATIONS) {
    const item = paths[path];
    const operation = isObject(item) ? item[method] : undefined;
    if (operation === undefined)
      throw new Error(`${method.toUpperCase()} ${path} is not described in this version.`);
    const trimmed = corrected(path, withoutProse(operation, false));
    collect(trimmed, components, reached);
    kept[path] = { ...kept[path], [method]: trimmed };
  }
  // Errors that GitHub documents for the whole API and not for each operation are held against this one.
  collect({ $ref: '#/components/schemas/basic-error' }, components, reached);
  const webhooks = trimWebhooks(api, reached);
  const groups: Record<string, Record<string, Json>> = {};
  for (const ref of [...reached.keys()].sort()) {
    const [, , kind = '', name = ''] = ref.split('/');
    groups[kind] = { ...groups[kind], [name]: reached.get(ref) ?? {} };
  }
  return {
    openapi: api['openapi'] ?? '',
    info: { title: 'GitHub REST API', version: info['version'] ?? '' },
    paths: kept,
    webhooks,
    components: groups,
  };
};

/** By name, the schema of the payload. */
const trimWebhooks = (api: JsonObject, reached: Map<string, Json>): JsonObject => {
  const { 'x-webhooks': webhooks, components } = api;
  if (!isObject(webhooks) || !isObject(components)) throw new Error('There are no webhooks in this version.');
  const schemaOf = (name: string): Json => {
    const keys = ['post', 'requestBody', 'content', 'application/json', 'schema'];
    const schema = keys.reduce<Json | undefined>(
      (at, key) => (isObject(at) ? at[key] : undefined),
      webhooks[name],
    );
    if (schema === undefined) throw new Error(`The webhook ${name} is not described in this version.`);
    collect(schema, components, reached);
    return schema;
  };
  return Object.fromEntries(WEBHOOKS.map((name) => [name, schemaOf(name)]));
};

/** One line for each path and component: a new version gives a readable diff, and the file stays small. */
const print = (api: JsonObject): string => {
  const lines = (group: JsonObject, indent: string): string =>
    Object.entries(group)
      .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const { paths, webhooks, components, ...head } = api;
  const groups = Object.entries(isObject(components) ? components : {})
    .map(
      ([kind, group]) =>
        `    ${JSON.stringify(kind)}: {\n${lines(isObject(group) ? group : {}, '      ')}\n    }`,
    )
    .join(',\n');
  return `{\n${lines(head, '  ')},\n  "paths": {\n${lines(isObject(paths) ? paths : {}, '    ')}\n  },\n  "webhooks": {\n${lines(isObject(webhooks) ? webhooks : {}, '    ')}\n  },\n  "components": {\n${groups}\n  }\n}\n`;
};

const [source] = process.argv.slice(2);
const api = JSON.parse(
  source === undefined ? readFromPackage(PACKAGE, MEMBER) : readFileSync(source, 'utf8'),
) as JsonObject;
writeFileSync(TARGET, print(trim(api)));

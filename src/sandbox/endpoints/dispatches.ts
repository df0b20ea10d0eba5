import { invalidRequest, problem, type Answer } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { repositoryRoute } from '../repository-route.ts';

const DOCS = 'https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event';
const KEYS = new Set(['event_type', 'client_payload']);
const LONGEST_EVENT_TYPE = 100;
const MOST_PROPERTIES = 10;
const LARGEST_PAYLOAD = 65_535;

const invalid = (reason: string): Answer => invalidRequest(reason, DOCS);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refusal = (body: Readonly<Record<string, unknown>>): Answer | undefined => {
  const { event_type: type, client_payload: payload = {} } = body;
  const unknown = Object.keys(body).filter((key) => !KEYS.has(key));
  if (unknown.length > 0) {
    const names = unknown.map((key) => `"${key}"`).join(', ');
    return invalid(`${names} ${unknown.length === 1 ? 'is not a permitted key' : 'are not permitted keys'}.`);
  }
  if (type === undefined) return invalid('"event_type" wasn\'t supplied.');
  if (typeof type !== 'string')
    return invalid(`For 'properties/event_type', ${JSON.stringify(type)} is not a string.`);
  const { length } = Array.from(type);
  if (length === 0) return invalid('At least 1 character is required; only 0 were supplied.');
  if (length > LONGEST_EVENT_TYPE) {
    return invalid(`Only ${LONGEST_EVENT_TYPE} characters are allowed; ${length} were supplied.`);
  }
  if (!isObject(payload)) {
    return invalid(`For 'properties/client_payload', ${JSON.stringify(payload)} is not an object.`);
  }
  const properties = Object.keys(payload).length;
  if (properties > MOST_PROPERTIES) {
    return invalid(`No more than ${MOST_PROPERTIES} properties are allowed; ${properties} were supplied.`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  return bytes > LARGEST_PAYLOAD ? problem(422, 'client_payload is too large.', DOCS) : undefined;
};

const accept = ({ repository, caller, body = {}, headers, now }: RepositoryCall): Answer => {
  const { event_type: type, client_payload: payload } = body;
  repository.dispatches.push({
    at: now,
    eventType: String(type),
    clientPayload: isObject(payload) ? payload : {},
    installationId: caller.kind === 'installation' ? caller.token.installation.id : 0,
    guid: headers['x-github-delivery'],
  });
  return { status: 204 };
};

/** @see https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event */
export const dispatchRoutes = (context: Context): readonly Route[] => [
  repositoryRoute(context, {
    method: 'POST',
    path: '/dispatches',
    need: { name: 'contents', level: 'write' },
    docs: DOCS,
    handle: (call) => {
      if (call.body === undefined) return invalid("For 'links/0/schema', nil is not an object.");
      if (call.repository.archived) return problem(403, 'Repository was archived so is read-only.', DOCS);
      return refusal(call.body) ?? accept(call);
    },
  }),
];

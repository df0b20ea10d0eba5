import { invalidRequest, problem, readOnly, type Answer } from '../answer.ts';
import { type Account } from '../account.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { botLogin } from '../installation.ts';
import { repositoryRoute } from '../repository-route.ts';
import { fewProperties, isObject, object, problemOfBody, text } from '../request-schema.ts';
import { type WorkflowRuns } from '../workflow-runs.ts';

const DOCS = 'https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event';
const LONGEST_EVENT_TYPE = 100;
const MOST_PROPERTIES = 10;
const LARGEST_PAYLOAD = 65_535;

const BODY = object({
  properties: {
    event_type: text({ least: 1, most: LONGEST_EVENT_TYPE }),
    client_payload: fewProperties(MOST_PROPERTIES),
  },
  required: ['event_type'],
  isClosed: true,
});

const refusal = (body: RepositoryCall['body']): Answer | undefined => {
  const reason = problemOfBody(BODY, body);
  if (reason !== undefined) return invalidRequest(reason, DOCS);
  const bytes = Buffer.byteLength(JSON.stringify(body?.['client_payload'] ?? {}));
  return bytes > LARGEST_PAYLOAD ? problem(422, 'client_payload is too large.', DOCS) : undefined;
};

const accept = (
  { repository, caller, body = {}, headers, now }: RepositoryCall,
  { follow }: WorkflowRuns,
  account: (login: string) => Account,
): Answer => {
  const { event_type: type, client_payload: payload } = body;
  const dispatch = {
    at: now,
    eventType: String(type),
    clientPayload: isObject(payload) ? payload : {},
    installationId: caller.kind === 'installation' ? caller.token.installation.id : 0,
    guid: headers['x-github-delivery'],
  };
  repository.dispatches.push(dispatch);
  if (caller.kind === 'installation')
    follow(repository, dispatch, account(botLogin(caller.token.installation.app)));
  return { status: 204 };
};

/** @see https://docs.github.com/rest/repos/repos#create-a-repository-dispatch-event */
export const dispatchRoutes = (context: Context, runs: WorkflowRuns): readonly Route[] => [
  repositoryRoute(context, {
    method: 'POST',
    path: '/dispatches',
    need: { name: 'contents', level: 'write' },
    docs: DOCS,
    handle: (call) => {
      if (call.body !== undefined && call.repository.archived) return readOnly(DOCS);
      return refusal(call.body) ?? accept(call, runs, context.world.account);
    },
  }),
];

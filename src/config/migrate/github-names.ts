import { type EventName } from '../../core/event.ts';

/** What the `github` context of a route has, beside `event`; each is text. */
export const GITHUB_TEXTS: ReadonlySet<string> = new Set(
  `event_name actor actor_id triggering_actor repository repository_id repository_owner repository_owner_id repositoryurl
  ref ref_name ref_type sha head_ref base_ref server_url api_url graphql_url`.split(/\s+/),
);

const OF_ALL =
  'repository.name repository.full_name repository.html_url repository.clone_url repository.default_branch repository.owner.login sender.login';

/** What is text in every payload of the event, so that nothing has to make it one. */
const OF_EVENT: Readonly<Record<EventName, string>> = {
  push: 'ref before after compare head_commit.id head_commit.message head_commit.timestamp head_commit.url head_commit.author.name head_commit.author.email',
  pull_request:
    'action pull_request.title pull_request.html_url pull_request.state pull_request.head.ref pull_request.head.sha pull_request.base.ref pull_request.base.sha',
  issues: 'action issue.title issue.html_url issue.state',
  release: 'action release.tag_name release.html_url release.target_commitish',
  workflow_run:
    'action workflow_run.head_sha workflow_run.head_branch workflow_run.html_url workflow_run.name workflow_run.event workflow_run.head_commit.id workflow_run.head_commit.message workflow_run.actor.login workflow.name',
};

/** Whether an expression is surely a text, for each of these events. */
export const isSurelyText = (source: string, events: readonly EventName[]): boolean => {
  const path = /^github\.([\w.-]+)$/i.exec(source)?.[1]?.toLowerCase();
  if (path === undefined) return /^(?:format|join|toJSON)\(/i.test(source) || /^'(?:[^']|'')*'$/.test(source);
  if (GITHUB_TEXTS.has(path)) return true;
  const field = path.startsWith('event.') ? path.slice('event.'.length) : '';
  return events.every((event) => `${OF_ALL} ${OF_EVENT[event]}`.split(' ').includes(field));
};

/**
 * The variables that a runner sets, as expressions. The rest of them tells of the run.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
const VARIABLES: Readonly<Record<string, string>> = {
  GITHUB_ACTOR: 'github.actor',
  GITHUB_ACTOR_ID: 'github.actor_id',
  GITHUB_API_URL: 'github.api_url',
  GITHUB_BASE_REF: 'github.base_ref',
  GITHUB_EVENT_NAME: 'github.event_name',
  GITHUB_GRAPHQL_URL: 'github.graphql_url',
  GITHUB_HEAD_REF: 'github.head_ref',
  GITHUB_REF: 'github.ref',
  GITHUB_REF_NAME: 'github.ref_name',
  GITHUB_REF_TYPE: 'github.ref_type',
  GITHUB_REPOSITORY: 'github.repository',
  GITHUB_REPOSITORY_ID: 'github.repository_id',
  GITHUB_REPOSITORY_OWNER: 'github.repository_owner',
  GITHUB_REPOSITORY_OWNER_ID: 'github.repository_owner_id',
  GITHUB_SERVER_URL: 'github.server_url',
  GITHUB_SHA: 'github.sha',
  GITHUB_TRIGGERING_ACTOR: 'github.triggering_actor',
  GITHUB_WORKFLOW: 'github.workflow',
};

/** The expression that a variable of bash, or of the environment in JavaScript, stands for. */
export const expressionOfVariable = (name: string): string =>
  Object.hasOwn(VARIABLES, name)
    ? (VARIABLES[name] ?? '')
    : /^GITHUB_[A-Z_]+$/.test(name)
      ? `github.${name.slice('GITHUB_'.length).toLowerCase()}`
      : `env.${name}`;

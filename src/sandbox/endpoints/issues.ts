import {
  forbidden,
  invalidRequest,
  notFound,
  ok,
  problem,
  readOnly,
  validationFailed,
  type Answer,
} from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { tellAll, type Telling } from '../emit.ts';
import { botLogin, type App } from '../installation.ts';
import { COMMENT, CREATE, fieldErrors, LONGEST_BODY, readIssue, UPDATE } from '../issue-request.ts';
import { type Issue } from '../issue.ts';
import { type Issues } from '../issues.ts';
import { commentPayload, fullIssuePayload, pullIssuePayload } from '../payloads/issue.ts';
import { repositoryRoute } from '../repository-route.ts';
import { characters, problemOfBody } from '../request-schema.ts';
import { repositoryApi } from '../urls.ts';

const DOCS = 'https://docs.github.com/rest/issues/issues';
const CREATE_DOCS = `${DOCS}#create-an-issue`;
const GET_DOCS = `${DOCS}#get-an-issue`;
const UPDATE_DOCS = `${DOCS}#update-an-issue`;
const COMMENT_DOCS = 'https://docs.github.com/rest/issues/comments#create-an-issue-comment';

const READ = { name: 'issues', level: 'read' } as const;
const WRITE = { name: 'issues', level: 'write' } as const;

const disabled = (docs: string): Answer => problem(410, 'Issues has been disabled in this repository.', docs);

const numberOf = ({ params }: RepositoryCall): number => Number(params['number']);

const appOf = ({ caller }: RepositoryCall): App | undefined =>
  caller.kind === 'installation' ? caller.token.installation.app : undefined;

/** The issue that is asked for, or why there is none. */
const findIssue = (call: RepositoryCall, docs: string): Issue | Answer => {
  const { repository } = call;
  if (!repository.issuesEnabled) return disabled(docs);
  const number = numberOf(call);
  if (repository.deletedIssues.has(number)) return problem(410, 'This issue was deleted', docs);
  return repository.issues.get(number) ?? notFound(docs);
};

const isAnswer = (found: Issue | Answer): found is Answer => 'status' in found;

/** @see https://docs.github.com/rest/issues/issues */
export const issueRoutes = (context: Context, issues: Issues): readonly Route[] => {
  const { world, urls, hooks } = context;

  const tell = (told: readonly Telling[]): void => hooks.later(() => tellAll(told));

  const create = (call: RepositoryCall, app: App): Answer => {
    const { repository, body } = call;
    const reason = problemOfBody(CREATE, body);
    if (reason !== undefined) return invalidRequest(reason, CREATE_DOCS);
    const errors = fieldErrors(body ?? {});
    if (errors.length > 0) return validationFailed(errors, CREATE_DOCS);
    const { title = '', body: text = null, labels = [] } = readIssue(body ?? {});
    const author = world.account(botLogin(app));
    const [issue, told] = issues.open(repository, { title, body: text, labels, author, app });
    tell(told);
    const location = `${repositoryApi(urls, repository)}/issues/${issue.number}`;
    return { status: 201, headers: { location }, body: fullIssuePayload(urls, repository, issue) };
  };

  const update = ({ repository, body = {} }: RepositoryCall, issue: Issue, app: App): Answer => {
    const reason = problemOfBody(UPDATE, body);
    if (reason !== undefined) return invalidRequest(reason, UPDATE_DOCS);
    const errors = fieldErrors(body);
    if (errors.length > 0) return validationFailed(errors, UPDATE_DOCS);
    tell(issues.change(repository, issue, readIssue(body), world.account(botLogin(app))));
    return ok(fullIssuePayload(urls, repository, issue));
  };

  const comment = ({ repository, body }: RepositoryCall, number: number, app: App): Answer => {
    const reason = problemOfBody(COMMENT, body);
    if (reason !== undefined) return invalidRequest(reason, COMMENT_DOCS);
    const text = String(body?.['body']);
    const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data' } as const;
    if (text.trim() === '')
      return validationFailed([{ ...error, message: 'Body cannot be blank' }], COMMENT_DOCS);
    if (characters(text) > LONGEST_BODY) {
      const message = `Body is too long (maximum is ${LONGEST_BODY} characters)`;
      return validationFailed([{ ...error, message }], COMMENT_DOCS);
    }
    const author = world.account(botLogin(app));
    const [made, told] = issues.comment(repository, { number, body: text, author, app });
    tell(told);
    const payload = commentPayload(urls, repository, made);
    return { status: 201, headers: { location: String(payload['url']) }, body: payload };
  };

  return [
    repositoryRoute(context, {
      method: 'POST',
      path: '/issues',
      need: WRITE,
      docs: CREATE_DOCS,
      handle: (call) => {
        const app = appOf(call);
        if (app === undefined) return notFound(CREATE_DOCS);
        if (call.repository.archived) return readOnly(CREATE_DOCS);
        return call.repository.issuesEnabled ? create(call, app) : disabled(CREATE_DOCS);
      },
    }),
    repositoryRoute(context, {
      method: 'GET',
      path: '/issues/:number',
      need: READ,
      docs: GET_DOCS,
      handle: (call) => {
        const { repository } = call;
        const pull = repository.pulls.get(numberOf(call));
        if (pull !== undefined) return ok(pullIssuePayload(urls, repository, pull));
        const found = findIssue(call, GET_DOCS);
        return isAnswer(found) ? found : ok(fullIssuePayload(urls, repository, found));
      },
    }),
    repositoryRoute(context, {
      method: 'PATCH',
      path: '/issues/:number',
      need: WRITE,
      docs: UPDATE_DOCS,
      handle: (call) => {
        const app = appOf(call);
        if (app === undefined) return notFound(UPDATE_DOCS);
        // Here as where the App may not write pull requests: the sandbox changes them by its own methods only.
        if (call.repository.pulls.has(numberOf(call))) return forbidden('pull_requests=write', UPDATE_DOCS);
        const found = findIssue(call, UPDATE_DOCS);
        if (isAnswer(found)) return found;
        return call.repository.archived ? readOnly(UPDATE_DOCS) : update(call, found, app);
      },
    }),
    repositoryRoute(context, {
      method: 'POST',
      path: '/issues/:number/comments',
      need: WRITE,
      docs: COMMENT_DOCS,
      handle: (call) => {
        const app = appOf(call);
        if (app === undefined) return notFound(COMMENT_DOCS);
        const number = numberOf(call);
        const found = call.repository.pulls.has(number) ? undefined : findIssue(call, COMMENT_DOCS);
        if (found !== undefined && isAnswer(found)) return found;
        return call.repository.archived ? readOnly(COMMENT_DOCS) : comment(call, number, app);
      },
    }),
  ];
};

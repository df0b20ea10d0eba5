import { invalidRequest, notFound, ok, problem, readOnly, validationFailed, type Answer } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { latest, outcomeOf, type CheckRun } from '../check-run.ts';
import { type Checks } from '../checks.ts';
import { applyCheck, CREATE, fieldErrors, UPDATE } from '../check-run-request.ts';
import { type Context } from '../context.ts';
import { tellAll } from '../emit.ts';
import { isoTime } from '../iso-time.ts';
import { botLogin, type App } from '../installation.ts';
import { paginate } from '../paginate.ts';
import { checkRunPayload } from '../payloads/check-run.ts';
import { repositoryRoute } from '../repository-route.ts';
import { resolveRef, type Repository } from '../repository.ts';
import { problemOfBody, type Rule } from '../request-schema.ts';

const DOCS = 'https://docs.github.com/rest/checks/runs';
const CREATE_DOCS = `${DOCS}#create-a-check-run`;
const UPDATE_DOCS = `${DOCS}#update-a-check-run`;
const LIST_DOCS = `${DOCS}#list-check-runs-for-a-git-reference`;

const refusal = (rule: Rule, { body, repository }: RepositoryCall, docs: string): Answer | undefined => {
  const reason = problemOfBody(rule, body);
  if (reason !== undefined) return invalidRequest(reason, docs);
  const errors = fieldErrors(body ?? {});
  if (errors.length > 0) return validationFailed(errors, docs);
  return repository.archived ? readOnly(docs) : undefined;
};

/** @see https://docs.github.com/rest/checks/runs */
export const checkRunRoutes = (context: Context, checks: Checks): readonly Route[] => {
  const { world, urls, hooks } = context;

  const tell = (repository: Repository, run: CheckRun, wasCompleted: boolean, isNew: boolean): void => {
    const { suite } = run;
    const options = { sender: botLogin(suite.app) };
    const isDone = run.status === 'completed' && !wasCompleted;
    const isAllDone = isDone && outcomeOf(repository, suite).status === 'completed';
    const told = [
      ...(isNew ? [checks.tellRun(repository, 'created', run, options)] : []),
      ...(isDone ? [checks.tellRun(repository, 'completed', run, options)] : []),
      ...(isAllDone ? [checks.tellSuite(repository, 'completed', suite, options)] : []),
    ];
    hooks.later(() => tellAll(told));
  };

  const create = (call: RepositoryCall, app: App): Answer => {
    const { repository, body = {}, now } = call;
    const sha = String(body['head_sha']);
    // Whole ids only; the heads of pull requests from forks are among them.
    if (!repository.commits.has(sha)) return problem(422, `No commit found for SHA: ${sha}`, CREATE_DOCS);
    const run: CheckRun = {
      id: world.newId(),
      suite: checks.suite(repository, app, sha),
      name: String(body['name']),
      externalId: '',
      detailsUrl: `${urls.html}/${app.owner.login}`,
      status: 'queued',
      conclusion: null,
      startedAt: isoTime(now),
      completedAt: null,
      output: { title: null, summary: null, text: null },
      annotations: [],
      updates: 0,
    };
    applyCheck(run, body, now);
    repository.checkRuns.push(run);
    tell(repository, run, false, true);
    return { status: 201, body: checkRunPayload(urls, repository, run) };
  };

  const update = ({ repository, body = {}, now }: RepositoryCall, run: CheckRun): Answer => {
    const wasCompleted = run.status === 'completed';
    applyCheck(run, body, now);
    run.updates += 1;
    tell(repository, run, wasCompleted, false);
    return ok(checkRunPayload(urls, repository, run));
  };

  const appOf = ({ caller }: RepositoryCall): App | undefined =>
    caller.kind === 'installation' ? caller.token.installation.app : undefined;

  return [
    repositoryRoute(context, {
      method: 'POST',
      path: '/check-runs',
      need: { name: 'checks', level: 'write' },
      docs: CREATE_DOCS,
      handle: (call) => {
        const app = appOf(call);
        if (app === undefined) return notFound(CREATE_DOCS);
        return refusal(CREATE, call, CREATE_DOCS) ?? create(call, app);
      },
    }),
    repositoryRoute(context, {
      method: 'PATCH',
      path: '/check-runs/:id',
      need: { name: 'checks', level: 'write' },
      docs: UPDATE_DOCS,
      handle: (call) => {
        const run = call.repository.checkRuns.find(({ id }) => String(id) === call.params['id']);
        if (run === undefined) return notFound(UPDATE_DOCS);
        if (run.suite.app !== appOf(call)) {
          const owner = `Invalid app_id \`${run.suite.app.id}\``;
          const reason = 'check run can only be modified by the GitHub App that created it.';
          return problem(403, `${owner} - ${reason}`, UPDATE_DOCS);
        }
        return refusal(UPDATE, call, UPDATE_DOCS) ?? update(call, run);
      },
    }),
    repositoryRoute(context, {
      method: 'GET',
      path: '/commits/:ref/check-runs',
      need: { name: 'checks', level: 'read' },
      docs: LIST_DOCS,
      handle: (call) => {
        const { repository, params, query } = call;
        const ref = params['ref'] ?? '';
        const commit = resolveRef(repository, ref);
        if (commit === undefined) return problem(422, `No commit found for SHA: ${ref}`, LIST_DOCS);
        const there = repository.checkRuns.filter(({ suite }) => suite.headSha === commit.sha);
        const wanted = (query['filter'] === 'all' ? there : latest(there)).filter(
          ({ name, status, suite }) =>
            name === (query['check_name'] ?? name) &&
            status === (query['status'] ?? status) &&
            String(suite.app.id) === (query['app_id'] ?? String(suite.app.id)),
        );
        const { items, headers } = paginate(urls, call, wanted.toReversed());
        const runs = items.map((run) => checkRunPayload(urls, repository, run));
        return ok({ total_count: wanted.length, check_runs: runs }, headers);
      },
    }),
  ];
};

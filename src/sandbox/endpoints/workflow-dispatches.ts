import { invalidRequest, notFound, ok, problem, readOnly, type Answer } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { branchOrTag } from '../branch-or-tag.ts';
import { botLogin } from '../installation.ts';
import { repositoryRoute } from '../repository-route.ts';
import { resolveRef, type Repository } from '../repository.ts';
import { boolean, isObject, object, problemOfBody, text, texts } from '../request-schema.ts';
import { repositoryApi, repositoryHtml } from '../urls.ts';
import { pathOfWorkflow, readWorkflowFile, workflowPaths, type WorkflowFile } from '../workflow-file.ts';
import { type WorkflowRuns } from '../workflow-runs.ts';

const DOCS = 'https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event';
const MOST_INPUTS = 25;
const LARGEST_INPUTS = 65_535;

type Inputs = Readonly<Record<string, string>>;

/** Servers older than `return_run_details` do not permit the key, or overlook it. */
const bodyOf = (runDetails: Context['runDetails']) =>
  object({
    properties: {
      ref: text({ least: 1 }),
      inputs: texts(MOST_INPUTS),
      ...(runDetails !== 'refused' && { return_run_details: boolean }),
    },
    required: ['ref'],
    isClosed: true,
  });

/** GitHub's words for inputs that the workflow does not take. */
const wrongInputs = ({ inputs: declared = new Map() }: WorkflowFile, given: Inputs): string | undefined => {
  const unexpected = Object.keys(given).filter((name) => !declared.has(name));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  for (const [name, { required, hasDefault, options }] of declared) {
    const value = given[name];
    if (value === undefined && required && !hasDefault) return `Required input '${name}' not provided`;
    if (value !== undefined && options?.includes(value) === false)
      return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
  }
  return undefined;
};

const read = (path: string, content: string | undefined): WorkflowFile | Answer => {
  try {
    const file = content === undefined ? undefined : readWorkflowFile(path, content);
    return file?.inputs === undefined
      ? problem(422, "Workflow does not have 'workflow_dispatch' trigger", DOCS)
      : file;
  } catch (error) {
    return problem(422, `failed to parse workflow: ${String(error)}`, DOCS);
  }
};

/** @see https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event */
export const workflowDispatchRoutes = (context: Context, runs: WorkflowRuns): readonly Route[] => {
  const { world, urls, runDetails } = context;
  const schema = bodyOf(runDetails);

  /** By its file name or its number, among those on the default branch. */
  const find = (repository: Repository, asked: string): string | undefined => {
    const commit = resolveRef(repository, 'HEAD');
    return commit && workflowPaths(commit).find((path) => isAskedFor(repository, path, asked));
  };
  const isAskedFor = (repository: Repository, path: string, asked: string): boolean =>
    path === pathOfWorkflow(asked) || String(runs.workflowId(repository, path)) === asked;

  const handle = (call: RepositoryCall): Answer => {
    const { repository, body, caller } = call;
    const path = find(repository, call.params['workflow'] ?? '');
    if (path === undefined) return notFound(DOCS);
    if (repository.archived) return readOnly(DOCS);
    const reason = problemOfBody(schema, body);
    if (reason !== undefined) return invalidRequest(reason, DOCS);
    const { ref: asked, inputs: given, return_run_details: wantsDetails } = body ?? {};
    const ref = branchOrTag(repository, String(asked));
    if (ref === undefined) return problem(422, `No ref found for: ${String(asked)}`, DOCS);
    const file = read(path, ref.commit.files.get(path));
    if ('status' in file) return file;
    const inputs: Inputs = isObject(given) ? (given as Inputs) : {};
    if (JSON.stringify(inputs).length > LARGEST_INPUTS) return problem(422, 'inputs are too large.', DOCS);
    const wrong = wrongInputs(file, inputs);
    if (wrong !== undefined) return problem(422, wrong, DOCS);
    if (caller.kind !== 'installation') return notFound(DOCS);
    const sender = world.account(botLogin(caller.token.installation.app));
    const run = runs.begin(repository, { path, name: file.name, ref, inputs }, sender);
    if (wantsDetails !== true || runDetails === 'ignored') return { status: 204 };
    return ok({
      workflow_run_id: run.id,
      run_url: `${repositoryApi(urls, repository)}/actions/runs/${run.id}`,
      html_url: `${repositoryHtml(urls, repository)}/actions/runs/${run.id}`,
    });
  };

  return [
    repositoryRoute(context, {
      method: 'POST',
      path: '/actions/workflows/:workflow/dispatches',
      need: { name: 'actions', level: 'write' },
      docs: DOCS,
      handle,
    }),
  ];
};

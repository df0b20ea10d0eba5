import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import { issuePayload } from '../payloads/issue.ts';
import { releasePayload } from '../payloads/release.ts';
import { workflowPayload, workflowRunPayload, type WorkflowRun } from '../payloads/workflow-run.ts';

export interface IssueInput extends EmitOptions {
  readonly title?: string;
  readonly body?: string;
}

export interface ReleaseInput extends EmitOptions {
  readonly tag: string;
  readonly name?: string;
  readonly body?: string;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
  /** `published` when left out, or `created` for a draft. */
  readonly action?:
    'published' | 'released' | 'prereleased' | 'created' | 'edited' | 'deleted' | 'unpublished';
}

export interface WorkflowRunInput extends EmitOptions {
  /** Name of the workflow, such as `Build`. */
  readonly name: string;
  readonly branch?: string;
  readonly conclusion?:
    'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'neutral' | 'action_required';
  /** What started the run; `push` when left out. */
  readonly event?: string;
  readonly displayTitle?: string;
  readonly action?: 'requested' | 'in_progress' | 'completed';
  /** To tell several events of one run. */
  readonly runId?: number;
}

/** Things that happen in a repository without changing its files. */
export interface ActivityActions {
  readonly openIssue: (
    fullName: string,
    input?: IssueInput,
  ) => Promise<Emitted & { readonly number: number }>;
  readonly publishRelease: (
    fullName: string,
    input: ReleaseInput,
  ) => Promise<Emitted & { readonly releaseId: number }>;
  readonly completeWorkflowRun: (
    fullName: string,
    input: WorkflowRunInput,
  ) => Promise<Emitted & { readonly runId: number; readonly htmlUrl: string }>;
}

export const createActivityActions = (context: Context, emitter: Emitter): ActivityActions => {
  const { world, urls, clock } = context;
  const workflowIds = new Map<string, number>();

  const workflowId = (fullName: string, name: string): number => {
    const key = `${fullName} ${name}`;
    const id = workflowIds.get(key) ?? world.newId();
    workflowIds.set(key, id);
    return id;
  };

  return {
    openIssue: async (fullName, { title = 'Something is wrong', body, ...options } = {}) => {
      const repository = world.repository(fullName);
      const number = ++repository.lastNumber;
      const author = world.account(options.sender ?? DEFAULT_SENDER, 'User');
      const issue = { id: world.newId(), number, title, body: body ?? null, author, createdAt: clock() };
      const payload = { action: 'opened', issue: issuePayload(urls, repository, issue) };
      return { ...(await emitter.forRepository(repository, 'issues', payload, options)), number };
    },

    publishRelease: async (fullName, input) => {
      const repository = world.repository(fullName);
      const { tag, name = tag, body = '', prerelease = false, draft = false } = input;
      const releaseId = world.newId();
      const author = world.account(input.sender ?? DEFAULT_SENDER, 'User');
      const head = repository.branches.get(repository.defaultBranch);
      if (head !== undefined && !draft && !repository.tags.has(tag)) repository.tags.set(tag, head);
      const release = { id: releaseId, tag, name, body, prerelease, draft, author, createdAt: clock() };
      const action = input.action ?? (draft ? 'created' : 'published');
      const payload = { action, release: releasePayload(urls, repository, release) };
      return { ...(await emitter.forRepository(repository, 'release', payload, input)), releaseId };
    },

    completeWorkflowRun: async (fullName, input) => {
      const repository = world.repository(fullName);
      const { name, branch = repository.defaultBranch, action = 'completed', runId = world.newId() } = input;
      const commit = repository.commits.get(repository.branches.get(branch) ?? '');
      if (commit === undefined) throw new Error(`${fullName} has no branch ${branch} in the sandbox.`);
      const run: WorkflowRun = {
        id: runId,
        workflowId: workflowId(fullName, name),
        name,
        path: `.github/workflows/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.yml`,
        branch,
        commit,
        event: input.event ?? 'push',
        status: action,
        conclusion: action === 'completed' ? (input.conclusion ?? 'success') : null,
        displayTitle: input.displayTitle ?? commit.message,
        actor: world.account(input.sender ?? DEFAULT_SENDER, 'User'),
        createdAt: clock(),
      };
      const payload = {
        action,
        workflow_run: workflowRunPayload(urls, repository, run),
        workflow: workflowPayload(urls, repository, run),
      };
      const emitted = await emitter.forRepository(repository, 'workflow_run', payload, input);
      return { ...emitted, runId, htmlUrl: `${urls.html}/${fullName}/actions/runs/${runId}` };
    },
  };
};

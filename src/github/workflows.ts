import { answerIn, isRateLimit } from '../core/answer.ts';
import { ownerAndRepo, type Repository } from '../core/repository.ts';
import { type WorkflowFile } from '../flow/github-ports.ts';
import { type Authenticate } from './client.ts';
import { isInFull, refuseTooMuch } from './file-batch-answer.ts';

const FOLDER = '.github/workflows';

export const WORKFLOWS_QUERY = `query ($owner: String!, $name: String!, $expression: String!) {
  repository(owner: $owner, name: $name) {
    object(expression: $expression) {
      __typename
      ... on Tree {
        entries {
          name
          object {
            __typename
            ... on Blob {
              byteSize
              text
            }
          }
        }
      }
    }
  }
}`;

interface Answered {
  readonly data?: { readonly repository?: { readonly object?: Folder | null } | null } | null;
  readonly errors?: readonly { readonly type?: string; readonly message?: string }[];
}

interface Folder {
  readonly __typename?: string;
  readonly entries?: readonly Entry[] | null;
}

interface Entry {
  readonly name: string;
  readonly object?: {
    readonly __typename?: string;
    readonly byteSize?: number;
    readonly text?: string | null;
  } | null;
}

export interface WorkflowsOptions {
  readonly authenticate: Authenticate;
  readonly graphqlUrl: string;
}

/**
 * The workflow files on a repository's default branch, by one request.
 * https://docs.github.com/en/graphql/reference/objects#tree
 */
export const createWorkflows = ({ authenticate, graphqlUrl }: WorkflowsOptions) => ({
  workflowFiles: async (repository: Repository): Promise<readonly WorkflowFile[] | 'unreadable'> => {
    const { owner, repo } = ownerAndRepo(repository);
    const client = await authenticate(repository.installationId);
    try {
      const { data, headers } = (await client.request(`POST ${graphqlUrl}`, {
        query: WORKFLOWS_QUERY,
        variables: { owner, name: repo, expression: `HEAD:${FOLDER}` },
        request: { retries: 0 },
      })) as { readonly data: Answered; readonly headers: object };
      refuseTooMuch(data, headers);
      return filesIn(data);
    } catch (error) {
      const { response } = error as { readonly response?: { readonly data?: Answered; headers: object } };
      // A plugin of Octokit may have made an error of it.
      if (response?.data) refuseTooMuch(response.data, response.headers);
      const answer = answerIn(error);
      if (answer && REFUSALS.has(answer.status) && !isRateLimit(answer)) return 'unreadable';
      throw error;
    }
  },
});

const REFUSALS: ReadonlySet<number> = new Set([403, 404, 451]);

/** Throws where GitHub says neither what there is nor that we may not know it. */
const filesIn = ({ data, errors = [] }: Answered): readonly WorkflowFile[] | 'unreadable' => {
  if (errors.some(({ type }) => type === 'FORBIDDEN' || type === 'NOT_FOUND')) return 'unreadable';
  const { object } = data?.repository ?? {};
  if (errors.length > 0 || object === undefined) {
    throw new Error(`GitHub did not tell the workflow files: ${errors[0]?.message ?? 'no data'}`);
  }
  return (object?.entries ?? []).flatMap(({ name, object: file }): WorkflowFile[] =>
    /\.ya?ml$/.test(name) && file?.__typename === 'Blob'
      ? [{ path: `${FOLDER}/${name}`, ...(isInFull(file) && { text: file.text }) }]
      : [],
  );
};

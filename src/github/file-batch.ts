import { answerIn, isRateLimit } from '../core/answer.ts';
import { type FoundRepository } from '../core/found-repository.ts';
import { type Repository } from '../core/repository.ts';
import { workThrough } from '../core/work-through.ts';
import { type ConfigFile } from '../flow/ports.ts';
import { type Authenticate } from './client.ts';
import { type Answered, readAnswer, refuseTooMuch } from './file-batch-answer.ts';

export const FILES_QUERY = `query ($ids: [ID!]!, $expression: String!) {
  nodes(ids: $ids) {
    __typename
    ... on Repository {
      object(expression: $expression) {
        __typename
        ... on Blob {
          byteSize
          text
        }
      }
    }
  }
}`;

interface ErrorWithAnswer {
  readonly response?: { readonly data?: Answered; readonly headers: object };
}

/** How many are read alone at once. */
const ALONE_AT_ONCE = 8;

export interface FileBatchOptions {
  readonly authenticate: Authenticate;
  readonly path: string;
  readonly graphqlUrl: string;
  /** By REST, for what GraphQL did not tell or not in full. */
  readonly readAlone: (repository: Repository) => Promise<ConfigFile>;
}

/**
 * The files of up to 100 repositories of one installation by one request. Outcomes are those of REST. A query that GitHub
 * did not get done (it gives each 10 s) is asked again in halves, and what is missing then is read file by file.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export const createFileBatch = ({ authenticate, path, graphqlUrl, readAlone }: FileBatchOptions) => {
  /** What one request told; `undefined` when it came to nothing. Rejects where another would too: a rate limit, no connection, no access. */
  const ask = async (
    installationId: number,
    batch: readonly FoundRepository[],
  ): Promise<ReadonlyMap<number, ConfigFile> | undefined> => {
    const client = await authenticate(installationId);
    try {
      const { data, headers } = (await client.request(`POST ${graphqlUrl}`, {
        query: FILES_QUERY,
        variables: { ids: batch.map(({ nodeId }) => nodeId), expression: `HEAD:${path}` },
        request: { retries: 0 },
      })) as { readonly data: Answered; readonly headers: object };
      refuseTooMuch(data, headers);
      return readAnswer(
        data,
        batch.map(({ repository }) => repository.id),
      );
    } catch (error) {
      const { response } = error as ErrorWithAnswer;
      // A plugin of Octokit may have made an error of it.
      if (response?.data) refuseTooMuch(response.data, response.headers);
      const answer = answerIn(error);
      if (answer ? isRateLimit(answer) || answer.status === 401 : !isTimeOut(error)) throw error;
      return undefined;
    }
  };

  const askInHalves = async (
    installationId: number,
    batch: readonly FoundRepository[],
  ): Promise<ReadonlyMap<number, ConfigFile>> => {
    const whole = await ask(installationId, batch);
    if (whole || batch.length === 1) return whole ?? new Map<number, ConfigFile>();
    const middle = Math.ceil(batch.length / 2);
    const first = await ask(installationId, batch.slice(0, middle));
    const second = await ask(installationId, batch.slice(middle));
    return new Map([...(first ?? []), ...(second ?? [])]);
  };

  return async (
    installationId: number,
    batch: readonly FoundRepository[],
  ): Promise<ReadonlyMap<number, ConfigFile>> => {
    const files = new Map(await askInHalves(installationId, batch));
    const left = batch.map(({ repository }) => repository).filter(({ id }) => !files.has(id));
    await workThrough(left, { atOnce: ALONE_AT_ONCE, inTurn: 1 }, async ([repository]) => {
      if (repository) files.set(repository.id, await readAlone(repository));
    });
    return files;
  };
};

/** Of our own: fetch was given so long and no longer. */
const isTimeOut = (error: unknown): boolean =>
  (error as { readonly cause?: { readonly name?: unknown } }).cause?.name === 'TimeoutError';

import { answerIn, isRateLimit } from '../core/answer.ts';
import { type Json } from '../core/json.ts';
import { type FoundRepository, readFoundRepository } from '../core/found-repository.ts';
import { type Installation, ownerAndRepo } from '../core/repository.ts';
import { type Authenticate } from './client.ts';

interface InstallationData {
  readonly id: number;
  readonly account: object | null;
  readonly suspended_at?: string | null;
  readonly permissions: object;
}

/** The App, its installations and their repositories, as GitHub tells them. */
export const createInstallations = (authenticate: Authenticate) => ({
  /** https://docs.github.com/en/rest/apps/apps#get-the-authenticated-app */
  botLogin: async (): Promise<string> => {
    const { data } = await (await authenticate()).request('GET /app');
    return `${data?.slug ?? ''}[bot]`;
  },

  installations: async (): Promise<readonly Installation[]> => {
    const app = await authenticate();
    const found = await app.paginate('GET /app/installations', { per_page: 100 });
    return found.map(readInstallation);
  },

  installation: async (id: number): Promise<Installation | undefined> => {
    const app = await authenticate();
    return orGone(async () => {
      const { data } = await app.request('GET /app/installations/{installation_id}', { installation_id: id });
      return readInstallation(data);
    });
  },

  /** https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation */
  repositoriesOf: async (installationId: number): Promise<readonly FoundRepository[]> => {
    const client = await authenticate(installationId);
    // Page by page, because GitHub describes each repository in some 5 KB.
    return client.paginate('GET /installation/repositories', { per_page: 100 }, ({ data }) =>
      (data as readonly unknown[])
        .map((one) => readFoundRepository(one as Json, installationId))
        .filter((found) => found !== undefined),
    );
  },

  repository: async (installationId: number, fullName: string): Promise<FoundRepository | undefined> => {
    const client = await authenticate(installationId);
    return orGone(async () => {
      const { data } = await client.request('GET /repos/{owner}/{repo}', ownerAndRepo({ fullName }));
      return readFoundRepository(data as unknown as Json, installationId);
    });
  },
});

export const readInstallation = (data: InstallationData): Installation => ({
  id: data.id,
  account: (data.account as { login?: string } | null)?.login ?? '',
  suspended: typeof data.suspended_at === 'string',
  permissions: { ...data.permissions },
});

/** 403 too: a suspended installation, or a permission taken away. What we can't see is gone for us. */
const GONE: ReadonlySet<number> = new Set([403, 404, 410, 451]);

/** A rate limit says nothing about the thing itself, and must never make us forget it. */
export const orGone = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    const answer = answerIn(error);
    if (answer && GONE.has(answer.status) && !isRateLimit(answer)) return undefined;
    throw error;
  }
};

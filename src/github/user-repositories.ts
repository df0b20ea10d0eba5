import { type Reach } from '../flow/sign-in-ports.ts';
import { type Client } from './client.ts';
import { orGone } from './installations.ts';

interface UserRepository {
  readonly id: number;
  readonly permissions?: { readonly pull?: boolean; readonly push?: boolean };
}

/**
 * Both lists are of what user and App can reach, page by page.
 * https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-user-access-token
 */
export const reachOf = async (client: Client): Promise<Reach> => {
  const installations = await client.paginate('GET /user/installations', { per_page: 100 }, ({ data }) =>
    (data as readonly { readonly id: number }[]).map(({ id }) => id),
  );
  const readable = new Set<number>();
  const writable = new Set<number>();
  for (const installation_id of installations) {
    // One that is suspended, or that went meanwhile, shows nothing.
    const repositories = await orGone(() => repositoriesOf(client, installation_id));
    for (const { id, permissions } of repositories ?? []) {
      if (permissions?.pull !== true) continue;
      readable.add(id);
      if (permissions.push === true) writable.add(id);
    }
  }
  return { readable, writable };
};

const repositoriesOf = (client: Client, installation_id: number): Promise<UserRepository[]> =>
  client.paginate(
    'GET /user/installations/{installation_id}/repositories',
    { installation_id, per_page: 100 },
    ({ data }) =>
      (data as readonly UserRepository[]).map(({ id, permissions }) => ({
        id,
        ...(permissions && { permissions }),
      })),
  );

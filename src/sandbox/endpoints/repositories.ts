import { ok, problem } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { paginate } from '../paginate.ts';
import { fullRepositoryPayload, repositoryPayload } from '../payloads/repository.ts';
import { repositoryRoute } from '../repository-route.ts';
import { reaches } from '../token.ts';

/** @see https://docs.github.com/rest/apps/installations#list-repositories-accessible-to-the-app-installation */
const NEEDS_INSTALLATION = problem(
  403,
  'You must authenticate with an installation access token in order to list repositories for an installation.',
  'https://docs.github.com/rest/apps/installations#list-repositories-accessible-to-the-app-installation',
);

export const repositoryRoutes = (context: Context): readonly Route[] => {
  const { world, urls } = context;
  return [
    {
      method: 'GET',
      path: '/installation/repositories',
      handle: (call) => {
        if (call.caller.kind !== 'installation') return NEEDS_INSTALLATION;
        const { token } = call.caller;
        const all = [...world.repositories.values()].filter((repository) => reaches(token, repository));
        const { items, headers } = paginate(urls, call, all);
        const isSelected = token.installation.selection !== 'all' || token.repositoryIds !== undefined;
        const body = {
          total_count: all.length,
          repository_selection: isSelected ? 'selected' : 'all',
          repositories: items.map((repository) => repositoryPayload(urls, repository)),
        };
        return ok(body, headers);
      },
    },
    repositoryRoute(context, {
      method: 'GET',
      path: '',
      need: { name: 'metadata', level: 'read' },
      docs: 'https://docs.github.com/rest/repos/repos#get-a-repository',
      handle: ({ repository }) => ok(fullRepositoryPayload(urls, repository)),
    }),
  ];
};

import { notFound, ok } from '../answer.ts';
import { type Call, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { type Installation } from '../installation.ts';
import { paginate } from '../paginate.ts';
import { appPayload, installationPayload } from '../payloads/installation.ts';
import { redirect } from '../repository-route.ts';

/** @see https://docs.github.com/rest/apps/apps */
export const appRoutes = (context: Context): readonly Route[] => {
  const { world, urls } = context;

  const own = ({ caller }: Call): readonly Installation[] =>
    caller.kind === 'app' ? [...world.installations.values()].filter(({ app }) => app === caller.app) : [];

  return [
    {
      method: 'GET',
      path: '/app',
      handle: (call) =>
        call.caller.kind === 'app' ? ok(appPayload(urls, call.caller.app, own(call).length)) : notFound(),
    },
    {
      method: 'GET',
      path: '/app/installations',
      handle: (call) => {
        const { items, headers } = paginate(urls, call, own(call));
        return ok(
          items.map((installation) => installationPayload(urls, installation)),
          headers,
        );
      },
    },
    {
      method: 'GET',
      path: '/app/installations/:id',
      handle: (call) => {
        const installation = own(call).find(({ id }) => String(id) === call.params['id']);
        return installation === undefined ? notFound() : ok(installationPayload(urls, installation));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/installation',
      handle: (call) => {
        const docs =
          'https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app';
        const found = world.findRepository(call.params['owner'] ?? '', call.params['repo'] ?? '');
        if (found === undefined) return notFound(docs);
        const installation = own(call).find((one) => world.installationsOn(found.repository).includes(one));
        if (installation === undefined) return notFound(docs);
        return found.moved
          ? redirect(context, call, found.repository)
          : ok(installationPayload(urls, installation));
      },
    },
  ];
};

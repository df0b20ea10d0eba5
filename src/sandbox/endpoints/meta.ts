import { ok } from '../answer.ts';
import { type Route } from '../call.ts';
import { type Context } from '../context.ts';

/** Those keys of GitHub's answer that are about addresses. @see https://docs.github.com/rest/meta/meta#get-github-meta-information */
export const metaRoutes = ({ addresses }: Context): readonly Route[] => [
  {
    method: 'GET',
    path: '/meta',
    handle: () =>
      ok({
        verifiable_password_authentication: false,
        hooks: addresses.hooks,
        web: LOOPBACK,
        api: LOOPBACK,
        git: LOOPBACK,
      }),
  },
];

/** Where this GitHub is. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1/128'];

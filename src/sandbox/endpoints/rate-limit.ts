import { ok } from '../answer.ts';
import { type Route } from '../call.ts';
import { clientKey } from '../client-key.ts';
import { type Context } from '../context.ts';
import { type Resource } from '../rate-limit.ts';

/**
 * "Accessing this endpoint does not count against your REST API rate limit."
 * @see https://docs.github.com/rest/rate-limit/rate-limit
 */
export const rateLimitRoutes = ({ limiter }: Context): readonly Route[] => [
  {
    method: 'GET',
    path: '/rate_limit',
    handle: ({ caller }) => {
      const of = (resource: Resource): Readonly<Record<string, number>> => {
        const { limit, used, resetAt } = limiter.window(clientKey(caller), resource);
        return { limit, used, remaining: limit - used, reset: Math.ceil(resetAt / 1000) };
      };
      const core = of('core');
      const search = { limit: 30, used: 0, remaining: 30, reset: core['reset'] };
      return ok({ resources: { core, search, graphql: of('graphql') }, rate: core });
    },
  },
];

import { ok } from '../answer.ts';
import { type Route } from '../call.ts';
import { clientKey } from '../client-key.ts';
import { type Context } from '../context.ts';

/**
 * "Accessing this endpoint does not count against your REST API rate limit."
 * @see https://docs.github.com/rest/rate-limit/rate-limit
 */
export const rateLimitRoutes = ({ limiter }: Context): readonly Route[] => [
  {
    method: 'GET',
    path: '/rate_limit',
    handle: ({ caller }) => {
      const { limit, used, resetAt } = limiter.window(clientKey(caller));
      const core = { limit, used, remaining: limit - used, reset: Math.ceil(resetAt / 1000) };
      const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
      return ok({ resources: { core, search }, rate: core });
    },
  },
];

import { type RateLimit } from '../../flow/github-ports.ts';
import { renderTime } from '../terminal.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warn } = findingsOf('rate limit');

/** Below this part of the hour's requests it may end before the hour does. */
const LITTLE = 0.1;

export const checkRateLimits = (account: string, limits: readonly RateLimit[]): readonly Finding[] =>
  limits.length === 0
    ? [ok(`${account}: this GitHub sets none`)]
    : limits.map((limit) => checkOne(account, limit));

const checkOne = (account: string, { resource, limit, remaining, resetAt }: RateLimit): Finding => {
  const found = `${account}: ${remaining.toLocaleString('en-US')} of ${limit.toLocaleString('en-US')} requests left (${resource})`;
  return remaining < limit * LITTLE
    ? warn(
        found,
        `Nothing to do: it begins anew at ${renderTime(resetAt)}, and what waits goes on by itself.`,
      )
    : ok(found);
};

import { type Octokit } from '@octokit/rest';
import { createProbotAuth } from 'octokit-auth-probot';

/** The part of an authenticated Octokit that we use; Probot's and @octokit/rest's both have it. */
export type Client = Pick<Octokit, 'request' | 'paginate'>;

/** The App's own client, or with an id that installation's; Probot's `app.auth`. */
export type Authenticate = (installationId?: number) => Promise<Client>;

type ProbotAuthOptions = Parameters<typeof createProbotAuth>[0];

/**
 * Probot's authentication, but without a new Octokit for each webhook: our handler only writes the event down, and
 * works afterwards, from the record. Such a client is also made from what the payload says, which may be anything.
 */
export const createIntakeAuth = (options: ProbotAuthOptions) => {
  const auth = createProbotAuth(options);
  const authenticate = async (request: { type: string }): Promise<unknown> =>
    request.type === 'event-octokit' ? NO_CLIENT : (auth as (request: object) => Promise<unknown>)(request);
  return Object.assign(authenticate, { hook: auth.hook });
};

/** Probot's Context hooks itself into the client of each event; there is nothing here to hook into. */
const NO_CLIENT = { hook: { before: () => undefined } };

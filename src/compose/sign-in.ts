import { type GithubSignIn } from '../flow/sign-in-ports.ts';
import { createGithubSignIn } from '../github/oauth.ts';
import { type Settings } from '../settings.ts';

/** `undefined` where nobody can sign in with GitHub. */
export const composeSignIn = ({
  githubClient,
  urls,
}: Pick<Settings, 'githubClient' | 'urls'>): GithubSignIn | undefined =>
  githubClient && createGithubSignIn({ clientId: githubClient.id, clientSecret: githubClient.secret, urls });

import { type Environment, type Report } from './problem.ts';
import { createVariables } from './variables.ts';

/** A person's token, from GITHUB_TOKEN, GITHUB_TOKEN_FILE or GH_TOKEN. What could not be sent as a header is none. */
export const readToken = (env: Environment, report: Report): string | undefined => {
  const { secret, text } = createVariables(env, report);
  const token = secret('GITHUB_TOKEN') ?? text('GH_TOKEN');
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token;
  report('GITHUB_TOKEN', 'something that is not a token', 'give the token alone, as GitHub showed it');
  return undefined;
};

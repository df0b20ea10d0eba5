import { type Report } from './problem.ts';
import { type Variables } from './variables.ts';

export interface SignInSettings {
  /** The App's own, with which people sign in with GitHub; absent where they can't. */
  readonly githubClient?: { readonly id: string; readonly secret: string };
  /** Logins, in small letters, of those who see everything. */
  readonly operators: readonly string[];
  /** "https://relay.example.com": where people reach the pages. */
  readonly publicUrl?: string;
}

/** https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication */
const LOGIN = /^[a-z\d][a-z\d_-]{0,99}$/;

/**
 * Probot's set-up page writes GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET for every App, so these alone do not say that
 * anybody is to sign in with them: only where PUBLIC_URL is set too do people sign in with GitHub.
 */
export const readSignIn = ({ text, secret, url }: Variables, report: Report): SignInSettings => {
  const id = text('GITHUB_CLIENT_ID');
  const clientSecret = secret('GITHUB_CLIENT_SECRET');
  const publicUrl = readPublicUrl(url('PUBLIC_URL'), report);
  const operators = readOperators(text('OPERATORS'), report);

  if (id === undefined && clientSecret !== undefined) {
    report('GITHUB_CLIENT_ID', 'nothing', 'set it to the "Client ID" on the App’s page on GitHub');
  }
  if (id !== undefined && clientSecret === undefined) {
    report('GITHUB_CLIENT_SECRET', 'nothing', 'set it to a client secret, made on the App’s page on GitHub');
  }
  const needed = [
    ...(id === undefined ? ['GITHUB_CLIENT_ID'] : []),
    ...(text('PUBLIC_URL') === undefined ? ['PUBLIC_URL'] : []),
  ];
  if (operators.length > 0 && needed.length > 0) {
    report(
      'OPERATORS',
      `logins, without ${needed.join(' and ')}`,
      'set these too, so that people can sign in',
    );
  }
  const hasClient = id !== undefined && clientSecret !== undefined && publicUrl !== undefined;
  return {
    ...(hasClient && { githubClient: { id, secret: clientSecret } }),
    operators,
    ...(publicUrl !== undefined && { publicUrl }),
  };
};

/** The origin alone: the pages stand at the root. */
const readPublicUrl = (found: string | undefined, report: Report): string | undefined => {
  const parsed = found === undefined ? null : URL.parse(found);
  if (!parsed) return undefined;
  const { origin, href } = parsed;
  if (href === `${origin}/`) return origin;
  const remedy = 'give the address alone, without a path or a user, such as https://relay.example.com';
  report('PUBLIC_URL', withoutUser(parsed), remedy);
  return undefined;
};

const withoutUser = (url: URL): string => `${url.origin}${url.pathname}`;

const readOperators = (found: string | undefined, report: Report): readonly string[] => {
  const logins = (found ?? '')
    .toLowerCase()
    .split(',')
    .map((login) => login.trim())
    .filter((login) => login !== '');
  const wrong = logins.filter((login) => !LOGIN.test(login));
  if (wrong.length > 0)
    report('OPERATORS', wrong.join(), 'use logins on GitHub with commas between them, such as ada,grace');
  return logins.filter((login) => LOGIN.test(login));
};

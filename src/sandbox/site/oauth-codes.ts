import { createHash, randomBytes } from 'node:crypto';
import { type Account } from '../account.ts';
import { type Context } from '../context.ts';
import { type App } from '../installation.ts';
import { type UserToken } from '../user-token.ts';

/** @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
const CODE_LIFETIME_MS = 10 * 60_000;
const TOKEN_LIFETIME_S = 8 * 3600;

export interface Grant {
  readonly app: App;
  readonly user: Account;
  readonly redirectUri: string;
  /** Of PKCE, by S256; the code can be used without a verifier when it is undefined. */
  readonly challenge: string | undefined;
}

/** GitHub's own words. @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors */
const REFUSALS = {
  incorrect_client_credentials: 'The client_id and/or client_secret passed are incorrect.',
  redirect_uri_mismatch: 'The redirect_uri MUST match the registered callback URL for this application.',
  bad_verification_code: 'The code passed is incorrect or expired.',
} as const;

export type Fields = Readonly<Record<string, string>>;

const refusal = (error: keyof typeof REFUSALS): Fields => ({
  error,
  error_description: REFUSALS[error],
  error_uri: `https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#${error.replaceAll('_', '-')}`,
});

const randomToken = (prefix: string): string =>
  `${prefix}_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;

/** Codes that browsers bring to Apps, and the tokens that Apps get for them. */
export const createOauthCodes = ({ world, clock }: Pick<Context, 'world' | 'clock'>) => {
  const codes = new Map<string, Grant & { readonly until: number }>();

  return {
    issue: (grant: Grant): string => {
      const code = randomBytes(10).toString('hex');
      codes.set(code, { ...grant, until: clock() + CODE_LIFETIME_MS });
      return code;
    },
    /** The answer of `POST /login/oauth/access_token`. */
    exchange: (fields: Fields): Fields => {
      const app = [...world.apps.values()].find(({ clientId }) => clientId === fields['client_id']);
      if (app === undefined || app.clientSecret !== fields['client_secret'])
        return refusal('incorrect_client_credentials');
      const code = fields['code'] ?? '';
      const grant = codes.get(code);
      if (grant?.app !== app || clock() >= grant.until) return refusal('bad_verification_code');
      if (fields['redirect_uri'] !== undefined && fields['redirect_uri'] !== grant.redirectUri)
        return refusal('redirect_uri_mismatch');
      codes.delete(code);
      const challenge = createHash('sha256')
        .update(fields['code_verifier'] ?? '')
        .digest('base64url');
      if (grant.challenge !== undefined && grant.challenge !== challenge)
        return refusal('bad_verification_code');
      const token: UserToken = {
        value: randomToken('ghu'),
        user: grant.user,
        scopes: [],
        admin: new Set(),
        app,
        expiresAt: clock() + TOKEN_LIFETIME_S * 1000,
      };
      world.userTokens.set(token.value, token);
      return {
        access_token: token.value,
        expires_in: String(TOKEN_LIFETIME_S),
        refresh_token: randomToken('ghr'),
        refresh_token_expires_in: '15897600',
        scope: '',
        token_type: 'bearer',
      };
    },
  };
};

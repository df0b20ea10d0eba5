import { type Account } from './account.ts';
import { type App } from './installation.ts';

/**
 * A classic personal access token, or with `app` one that a person gave an App by signing in. `admin` are the ids of the
 * repositories that its owner administers; with any other, it is a stranger's.
 * @see https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
 */
export interface UserToken {
  /** `ghp_…`, `ghu_…` */
  readonly value: string;
  readonly user: Account;
  /** `admin:repo_hook` */
  readonly scopes: readonly string[];
  readonly admin: ReadonlySet<number>;
  readonly app?: App;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

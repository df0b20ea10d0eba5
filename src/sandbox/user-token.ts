import { type Account } from './account.ts';

/**
 * A classic personal access token. `admin` are the ids of the repositories that its owner administers; with any other, it
 * is a stranger's.
 * @see https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
 */
export interface UserToken {
  /** `ghp_…` */
  readonly value: string;
  readonly user: Account;
  /** `admin:repo_hook` */
  readonly scopes: readonly string[];
  readonly admin: ReadonlySet<number>;
}

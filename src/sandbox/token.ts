import { randomBytes } from 'node:crypto';
import { allows, selects, type Installation, type Level, type Permissions } from './installation.ts';
import { type Repository } from './repository.ts';

/** An installation access token: what the installation may do, or less where the request narrowed it. */
export interface Token {
  readonly value: string;
  readonly installation: Installation;
  readonly permissions: Permissions;
  /** Undefined: every repository of the installation. */
  readonly repositoryIds: ReadonlySet<number> | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app */
const LIFETIME_MS = 3_600_000;

export interface TokenStore {
  readonly issue: (narrowed: Omit<Token, 'value' | 'expiresAt'>, now: number) => Token;
  /** Undefined when it is unknown or has expired. */
  readonly find: (value: string, now: number) => Token | undefined;
  readonly revoke: (installation: Installation) => void;
}

export const createTokenStore = (): TokenStore => {
  const tokens = new Map<string, Token>();
  return {
    issue: (narrowed, now) => {
      const value = `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`;
      const token = { ...narrowed, value, expiresAt: now + LIFETIME_MS };
      tokens.set(value, token);
      return token;
    },
    find: (value, now) => {
      const token = tokens.get(value);
      return token !== undefined && now < token.expiresAt ? token : undefined;
    },
    revoke: (installation) => {
      for (const [value, token] of tokens) if (token.installation === installation) tokens.delete(value);
    },
  };
};

export const reaches = ({ installation, repositoryIds }: Token, repository: Repository): boolean =>
  selects(installation, repository) && (repositoryIds?.has(repository.id) ?? true);

/** Both must allow it: a permission taken from the installation later is gone from its tokens too. */
export const may = ({ installation, permissions }: Token, name: string, level: Level): boolean =>
  allows(permissions, name, level) && allows(installation.permissions, name, level);

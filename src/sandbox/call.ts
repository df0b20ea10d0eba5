import { type Answer } from './answer.ts';
import { type App, type Level } from './installation.ts';
import { type Repository } from './repository.ts';
import { type Token } from './token.ts';
import { type UserToken } from './user-token.ts';

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'installation'; readonly token: Token }
  | { readonly kind: 'user'; readonly token: UserToken }
  /** An App by its client id and secret. */
  | { readonly kind: 'client'; readonly app: App };

/** A request that may be answered: who asks is known, the limits allow it, the body could be read. */
export interface Call {
  readonly method: string;
  /** Without `/api/v3`, of GraphQL without `/api`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** An object, or undefined when the request had no body. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly caller: Caller;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `:name` is a segment, a last `*name` the rest, which may be empty. */
  readonly path: string;
  readonly handle: (call: Call) => Answer;
}

/** A permission that GitHub's reference asks for, as in "Contents: write". */
export interface Need {
  readonly name: string;
  readonly level: Level;
  /** What is shown to nobody but administrators, of a public repository too: the scopes that their classic tokens need, any of them. */
  readonly adminScopes?: readonly string[];
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

import { type Hooks } from './hooks.ts';
import { type RateLimiter } from './rate-limit.ts';
import { type TokenStore } from './token.ts';
import { type Urls } from './urls.ts';
import { type World } from './world.ts';

/** Servers from before February 2026 overlook the key, or refuse it. */
export type RunDetails = 'told' | 'ignored' | 'refused';

/** What the endpoints and the sandbox's own methods work with. */
export interface Context {
  readonly world: World;
  readonly tokens: TokenStore;
  readonly limiter: RateLimiter;
  readonly hooks: Hooks;
  readonly urls: Urls;
  /** What `GET /meta` tells. */
  readonly addresses: { hooks: readonly string[] };
  /** What the server makes of `return_run_details`. */
  readonly runDetails: RunDetails;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

import { type Context, type Hono } from 'hono';
import { type GithubUrls } from '../../core/github-context.ts';
import { type RouteIndex } from '../../core/route-index.ts';
import { type Clock, type Log, type Store } from '../../flow/ports.ts';
import { type Viewer } from './viewer.ts';

/** What each request carries once it is known who asks. */
export interface DeskEnv {
  readonly Variables: { viewer: Viewer };
}

export type DeskApp = Hono<DeskEnv>;
export type DeskContext = Context<DeskEnv>;

/** Who a request is from. */
export interface Sessions {
  /** `undefined` where nobody is signed in. */
  viewerOf(context: Context): Promise<Viewer | undefined>;
}

export interface DeskOptions {
  readonly store: Store;
  readonly index: RouteIndex;
  readonly sessions: Sessions;
  /** Adds the pages by which one comes in and goes: all that is shown without a session. */
  readonly addEntrance?: (app: DeskApp) => void;
  /** "https://relay.example.com": where people reach these pages. Absent where that is wherever the server listens. */
  readonly publicUrl?: string;
  readonly urls: GithubUrls;
  readonly clock: Clock;
  readonly log: Log;
  /** Has what a page made due looked for at once, as nothing else in this process would. */
  readonly changed: () => void;
  /** Calls `listener` soon after something of the record changed; returns what ends that. */
  readonly onChange: (listener: () => void) => () => void;
  /** Aborted when the server stops: what is open ends then. */
  readonly closing?: AbortSignal;
}

import { type Hono } from 'hono';
import { type AppDeclaration } from '../../config/app-manifest.ts';
import { type Clock, type Log } from '../../flow/ports.ts';
import { type Registered, type Registration } from '../../flow/set-up-ports.ts';
import { type Progress } from './progress.ts';

export interface SetUpOptions {
  readonly declaration: AppDeclaration;
  /** "https://github.com" */
  readonly githubUrl: string;
  readonly webhookPath: string;
  readonly publicUrl?: string;
  /** The login of an organisation that is to own the App. */
  readonly organisation?: string;
  /** This GitHub reaches us where the browser does: it is on the same machine. */
  readonly isGithubNear: boolean;
  /** There is a channel already, and so it is what is meant. */
  readonly hasChannel: boolean;
  /** The channel through which webhooks may come; undefined where there is none, and none could be made. */
  readonly channel: () => Promise<string | undefined>;
  readonly registration: Registration;
  /** A private key as people paste it, read as the settings read it; undefined where it is none. */
  readonly readKey: (text: string) => string | undefined;
  /**
   * Writes the credentials down; where they can't be, gives in words why. They are in force in any case, unless others were
   * kept before: of two browsers the first one counts.
   */
  readonly keep: (app: Registered, chosen: Chosen) => Kept | Promise<Kept>;
  readonly progress: Progress;
  readonly door: Door;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** What is written down beside the credentials. */
export interface Chosen {
  readonly webhookProxyUrl?: string;
  readonly publicUrl?: string;
}

export type Kept = { readonly path: string } | { readonly problem: string; readonly values: Values };

/** Variables and their values, secrets among them. */
export type Values = Readonly<Record<string, string>>;

/** Who may enter. */
export interface Door {
  /** What somebody who is not at this machine must know; another one as soon as it was used. */
  readonly code: () => string;
  /** A session, where the code is right. */
  readonly open: (code: string) => string | undefined;
  readonly isSession: (session: string) => boolean;
  /** For whoever sits at this machine. */
  readonly admit: () => string;
}

export interface SetUpEnv {
  readonly Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } };
  readonly Variables: { readonly session: string };
}

export type SetUpApp = Hono<SetUpEnv>;

import { type Registered } from '../../flow/set-up-ports.ts';
import { type Values } from './options.ts';

/** One line of `hub-relay doctor`. */
export interface Checked {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly text: string;
  readonly remedy?: string;
}

/**
 * How far a set-up has come. `asked`: there is no App yet; `starting`: there is one, and the server starts with it; `running`;
 * `failed`: it could not start.
 */
export type Phase = 'asked' | 'starting' | 'running' | 'failed';

/** What the pages of the set-up and the server that takes their place know together; it lives as long as the process. */
export interface Progress {
  phase: Phase;
  app?: Pick<Registered, 'name' | 'pageUrl'>;
  /** Where the credentials are. */
  keptIn?: string;
  /** Those that could not be written, until they were shown once. */
  unkept?: Values | undefined;
  /** Why they could not be written, in words. */
  unkeptBecause?: string;
  /** Why the server could not start: an error of ours, rendered. */
  problem?: string;
  findings?: readonly Checked[] | undefined;
  /** The page that says how it went was shown since the App was registered. */
  isShown: boolean;
}

export const createProgress = (): Progress => ({ phase: 'asked', isShown: false });

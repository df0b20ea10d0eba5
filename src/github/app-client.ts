import { Octokit } from '@octokit/rest';
import { createProbotAuth } from 'octokit-auth-probot';
import { type Client } from './client.ts';

export interface AppClientOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly apiUrl: string;
  /** The client is this installation's then, with a token where GitHub wants one. */
  readonly installationId?: number;
}

const TIME_OUT = 10_000;

/** The App itself (a JWT for each request), for commands that run without Probot's server. Rejects after 10 s without an answer. */
export const createAppClient = ({ apiUrl, ...auth }: AppClientOptions): Client =>
  new Octokit({
    authStrategy: createProbotAuth,
    auth,
    baseUrl: apiUrl,
    userAgent: 'hub-relay',
    log: SILENT,
    request: { fetch: timelyFetch },
  });

/** Rejects after 10 s without an answer, or earlier where the caller says so. */
export const timelyFetch = (input: string, init?: RequestInit): Promise<Response> => {
  const late = AbortSignal.timeout(TIME_OUT);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, late]) : late });
};

export const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

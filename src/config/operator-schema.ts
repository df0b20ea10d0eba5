import { z } from 'zod';
import { textOrList } from './schema-filters.ts';

/** What the operator's own files have in common, `endpoints.yml` and `sources.yml`. */

const MAX_SECRETS = 10;

/** What begins like a secret is none of a variable's name, though it could be one. */
const VARIABLE = /^(?!whsec_|gh[pousr]_|github_pat_)[A-Za-z_][A-Za-z0-9_]{0,199}$/;

const variable = z.string().regex(VARIABLE, {
  error: 'the name of an environment variable, such as DEPLOY_STATUS_SECRET, and not the secret itself',
});

export const secretNames = (use: string) =>
  textOrList(variable, MAX_SECRETS).describe(
    `The names of the environment variables that hold its secrets, at most ${MAX_SECRETS}; ${use}`,
  );

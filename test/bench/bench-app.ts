import { EVENT_NAMES } from '../../src/core/event.ts';

/** The App as it is registered with the GitHub on localhost: what `app.yml` asks for, as far as a benchmark needs it. */
export const BENCH_APP = {
  name: 'Bench',
  events: EVENT_NAMES,
  permissions: {
    metadata: 'read',
    contents: 'write',
    actions: 'read',
    issues: 'read',
    pull_requests: 'read',
  },
} as const;

export const SECRET = 'a-secret-for-the-benchmark';

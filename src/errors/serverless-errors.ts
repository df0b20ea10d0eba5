/** Those of running without a server of our own: Probot's adapters, and `hub-relay send`. */
export const SERVERLESS_ERRORS = {
  'not-compared': {
    text: 'The configuration could not be compared with GitHub, not even once, so that no event was planned.',
    remedy: 'Look at the log above for what GitHub answered. Nothing is lost: the next run tries again.',
  },
  'database-passing': {
    text: 'A database file is gone with the function or the run that wrote it, and what it had recorded too.',
    remedy: 'Set DATABASE_URL to a PostgreSQL server, as in postgres://user:password@host:5432/database.',
  },
  'app-not-installed': {
    text: 'The App is not installed on the repository whose workflow runs.',
    remedy: 'Install the App there; APP_ID and PRIVATE_KEY must be those of this App.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;

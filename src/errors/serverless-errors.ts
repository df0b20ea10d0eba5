/** Those of running without a server of our own: Probot's adapters, and `hub-relay send`. */
export const SERVERLESS_ERRORS = {} as const;

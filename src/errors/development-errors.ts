/** Those of local development: `hub-relay dev` and the channel that brings webhooks to it. */
export const DEVELOPMENT_ERRORS = {} as const;

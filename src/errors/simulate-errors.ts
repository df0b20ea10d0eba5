/** Those of `hub-relay simulate`. */
export const SIMULATE_ERRORS = {} as const;

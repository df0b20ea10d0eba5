/** Those of the page that registers the App. */
export const SET_UP_ERRORS = {} as const;

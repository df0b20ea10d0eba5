/** Those of the commands that write files: `hub-relay init`, `hub-relay migrate`, `hub-relay backup`. */
export const FILE_ERRORS = {} as const;

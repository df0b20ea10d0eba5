/** Those of the commands that write files: `hub-relay init`, `hub-relay migrate`, `hub-relay backup`. */
export const FILE_ERRORS = {
  'init-undecided': {
    text: 'It is not said what is to be written.',
    remedy:
      'For a spoke give --spoke --notify <owner/name>, for a hub --hub --accept <pattern>; or run it in a terminal, and it asks.',
  },
  'init-unusable': {
    text: 'No right file comes of these answers.',
    remedy: 'Correct the flag that is meant; `hub-relay init --help` lists them all.',
  },
  'init-exists': {
    text: 'There is a file already that holds something else, and nothing was written.',
    remedy: 'Take over by hand what you need of the lines above, or give --force to overwrite it.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;

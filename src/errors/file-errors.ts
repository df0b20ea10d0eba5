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
  'migrate-nothing': {
    text: 'None of the workflows notifies another repository in a way that is known.',
    remedy:
      'docs/migrating.md lists the ways that are; what sits in a script of its own has to be written by hand.',
  },
  'migrate-empty': {
    text: 'The directory holds no workflow.',
    remedy: 'Name .github/workflows, or a file that ends in .yml or .yaml.',
  },
  'migrate-exists': {
    text: 'The file exists, and nothing was written.',
    remedy: 'Copy the routes that were printed into it, then check it with `hub-relay validate`.',
  },
  'migrate-unwritable': {
    text: 'The file could not be written.',
    remedy: 'Run the command in the repository’s own directory, as somebody who may write there.',
  },
  'backup-exists': {
    text: 'There is a file already, and nothing was copied.',
    remedy: 'Name another file, or give --force to overwrite it.',
  },
  'database-missing': {
    text: 'There is no database yet.',
    remedy:
      'Set DATABASE_URL as the server has it; where there is no server yet, `hub-relay start` makes it.',
  },
  'backup-itself': {
    text: 'That file belongs to the database itself, and nothing was copied.',
    remedy: 'Name a file beside it, best on another disk.',
  },
  'backup-postgres': {
    text: 'The database is PostgreSQL, which has its own tools for that.',
    remedy:
      'Run `pg_dump --format=custom --file=hub-relay.dump "$DATABASE_URL"`; docs/operating.md says more.',
  },
} as const satisfies Record<string, { text: string; remedy: string }>;

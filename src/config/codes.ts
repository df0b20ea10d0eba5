/** Every code that a problem in a config file can have: what it means, and what to do about it. */
export const CONFIG_CODES = {
  'config-too-large': {
    text: 'The file is over 64 KiB and was not read.',
    remedy:
      'Say with patterns and lists what is said many times; one route can have several events and paths.',
  },
  'config-yaml': {
    text: 'The file is not valid YAML.',
    remedy:
      'Correct the place named; most often a value that begins with *, !, [, @ or a backquote needs quotes.',
  },
  'config-duplicate-key': {
    text: 'The same key stands twice in one place.',
    remedy: 'Keep one of them; YAML would silently forget the other.',
  },
  'config-duplicate': {
    text: 'The same thing is named twice in a place where each is named once.',
    remedy: 'Rename one of them, or remove it.',
  },
  'config-unknown-key': {
    text: 'There is no such key in this place.',
    remedy: 'Correct its spelling or its indentation, or remove it.',
  },
  'config-missing-key': {
    text: 'A key that must be here is not.',
    remedy: 'Add it.',
  },
  'config-wrong-type': {
    text: 'A value is of another kind than this key takes.',
    remedy: 'Write what the message says is allowed; quotes make a text of any value.',
  },
  'config-wrong-value': {
    text: 'A value is of the right kind, but not one that this key takes.',
    remedy: 'Write one of the values that the message lists.',
  },
  'config-limit': {
    text: 'Something is larger, longer, deeper or more than is allowed.',
    remedy: 'Make it smaller; most of these limits are GitHub’s own.',
  },
  'config-conflict': {
    text: 'Two keys stand together that exclude each other.',
    remedy: 'Keep the one that says what you mean; a list of patterns can include and, with !, exclude.',
  },
  'config-filter': {
    text: 'An event has a filter, or an activity type, that GitHub does not know for it.',
    remedy: 'Move it to the event it belongs to, or remove it.',
  },
  'config-pattern': {
    text: 'A pattern can’t be read, or could never match.',
    remedy: 'Correct it after the cheat sheet of filter patterns in GitHub’s docs.',
  },
  'config-expression': {
    text: 'An expression can’t be read.',
    remedy: 'Correct it; only the github context is available, and texts stand in single quotes.',
  },
  'config-no-effect': {
    text: 'This is allowed, but does nothing here.',
    remedy: 'Remove it, or move it to where it has an effect. The file stays in force.',
  },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

export type ConfigCode = keyof typeof CONFIG_CODES;

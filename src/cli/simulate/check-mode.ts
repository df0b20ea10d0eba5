import { RelayError } from '../../errors.ts';
import { flagOf, HAPPENING_OPTIONS, isGiven, type SimulateOptions } from './options.ts';

/** Where the payload comes from. */
export type Source = 'imagined' | 'file' | 'github';

type Said = SimulateOptions & { readonly named: string | undefined };

interface Conflict {
  readonly isSo: (said: Said) => boolean;
  readonly why: string;
}

const CONFLICTS: readonly Conflict[] = [
  {
    isSo: ({ file, fromGithub }) => file !== undefined && fromGithub !== undefined,
    why: 'The payload is either of a --file, or --from-github.',
  },
  {
    isSo: ({ event, file }) => event !== undefined && file === undefined,
    why: '--event tells what a --file holds; otherwise write the event first: `hub-relay simulate push …`.',
  },
  {
    isSo: ({ sameId, fromGithub }) => sameId === true && fromGithub === undefined,
    why: '--same-id takes over the id of a delivery --from-github.',
  },
  {
    isSo: ({ sameId, count }) => sameId === true && count !== undefined,
    why: 'Of several deliveries with the --same-id all but one count for nothing: leave out --count.',
  },
  {
    isSo: ({ rate, count }) => rate !== undefined && count === undefined,
    why: '--rate says how fast --count deliveries are sent.',
  },
  {
    isSo: ({ curl, print }) => curl === true && print === true,
    why: 'Either --print or --curl.',
  },
  {
    isSo: ({ curl, print, count }) => count !== undefined && (curl === true || print === true),
    why: 'One payload is printed: leave out --count.',
  },
  {
    isSo: ({ curl, json }) => curl === true && json === true,
    why: 'A --curl line is no --json; for the payload alone use --print.',
  },
];

/** Throws `simulate-options` where what is asked for does not go together. */
export const checkMode = (named: string | undefined, options: SimulateOptions): Source => {
  const conflict = CONFLICTS.find(({ isSo }) => isSo({ ...options, named }));
  if (conflict) throw new RelayError('simulate-options', conflict.why);
  const source =
    options.file !== undefined ? 'file' : options.fromGithub !== undefined ? 'github' : 'imagined';
  if (source === 'imagined') return source;
  const idle = HAPPENING_OPTIONS.filter((option) => isGiven(options, option)).map(flagOf);
  const extra = named === undefined ? idle : [`"${named}"`, ...idle];
  if (extra.length > 0) {
    const what = source === 'file' ? 'The --file' : 'The delivery';
    throw new RelayError('simulate-options', `${what} tells what happened: leave out ${extra.join(', ')}.`);
  }
  return source;
};

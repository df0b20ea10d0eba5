import { EVENT_NAMES, type EventName, isEventName, MAX_NAME } from '../../core/event.ts';
import { printable } from '../../core/printable.ts';
import { RelayError } from '../../errors.ts';
import {
  ACTIONS,
  CONCLUSIONS,
  flagOf,
  HAPPENING_OPTIONS,
  type HappeningOptions,
  isGiven,
  optionsOf,
} from './options.ts';

/** The event that is meant. Throws `simulate-options` where there is none, or the options can't be true of it together. */
export const checkHappening = (named: string | undefined, options: HappeningOptions): EventName => {
  if (named === undefined || !isEventName(named)) {
    const found = named === undefined ? 'No event is named' : `"${printable(named)}" is no event of a route`;
    throw new RelayError('simulate-options', `${found}; there are ${EVENT_NAMES.join(', ')}.`);
  }
  const why = whyNot(named, options);
  if (why !== undefined) throw new RelayError('simulate-options', why);
  return named;
};

/** The first thing that can't be; `undefined` when everything can. */
const whyNot = (event: EventName, options: HappeningOptions): string | undefined =>
  ofAnother(event, options) ??
  ofAction(event, options) ??
  CONFLICTS.find(({ isSo }) => isSo(options, event))?.why ??
  ofNames(options);

const ofAnother = (event: EventName, options: HappeningOptions): string | undefined => {
  if (!isGiven(options, 'repo')) return 'Say where it happens: --repo owner/name.';
  const allowed = optionsOf(event);
  const strange = HAPPENING_OPTIONS.find((option) => isGiven(options, option) && !allowed.includes(option));
  if (strange === undefined) return undefined;
  const hint = HINTS[`${event} ${strange}`];
  if (hint !== undefined) return `${flagOf(strange)} says nothing of ${event}: ${hint}`;
  return `${flagOf(strange)} says nothing of ${event}, which takes ${allowed.map(flagOf).join(', ')}.`;
};

const HINTS: Readonly<Record<string, string>> = {
  'pull_request path':
    'its payload lists no files. Hub Relay asks GitHub for those of its number: name a real one with --number.',
  'pull_request ref': 'use --head and --base.',
  'release ref': 'use --tag.',
  'workflow_run tag': 'use --ref.',
  'push title': 'use --message.',
  'push action': 'a push has none; use --created, --deleted or --forced.',
};

const ofAction = (event: EventName, { action, conclusion }: HappeningOptions): string | undefined => {
  const actions: readonly string[] = ACTIONS[event];
  if (action !== undefined && !actions.includes(action))
    return `${event} has no action "${printable(action)}" here; use ${actions.join(', ')}.`;
  const conclusions: readonly string[] = CONCLUSIONS;
  if (conclusion !== undefined && !conclusions.includes(conclusion))
    return `"${printable(conclusion)}" is no conclusion of a run; use ${conclusions.join(', ')}.`;
  return undefined;
};

interface Conflict {
  readonly isSo: (options: HappeningOptions, event: EventName) => boolean;
  readonly why: string;
}

const CONFLICTS: readonly Conflict[] = [
  {
    isSo: ({ private: isPrivate, public: isPublic }) => isPrivate === true && isPublic === true,
    why: 'A repository is either --private or --public.',
  },
  {
    isSo: ({ ref, tag }) => ref !== undefined && tag !== undefined,
    why: 'A push is of a branch, --ref, or of a tag, --tag, not of both.',
  },
  {
    isSo: ({ deleted, ...rest }) =>
      deleted === true &&
      (rest.created === true || rest.forced === true || rest.sha !== undefined || hasCommit(rest)),
    why: 'What is --deleted has no commit any more: leave out --path, --message, --sha, --created and --forced.',
  },
  {
    isSo: (options, event) =>
      event === 'push' && isTag(options) && (options.forced === true || hasCommit(options)),
    why: 'The push of a tag lists no commits, and so no files: leave out --path, --message and --forced.',
  },
  {
    isSo: ({ created, forced }) => created === true && forced === true,
    why: 'What is --created has nothing that --forced could replace.',
  },
  {
    isSo: ({ conclusion, action = 'completed' }) => conclusion !== undefined && action !== 'completed',
    why: 'Only a run that is completed has a --conclusion.',
  },
  {
    isSo: ({ merged, action }) => merged === true && action !== 'closed',
    why: 'A pull request is --merged with --action closed.',
  },
  {
    isSo: ({ draft, merged, action }, event) =>
      event === 'pull_request' && draft === true && (merged === true || action === 'ready_for_review'),
    why: 'A pull request that is merged or ready for review is no --draft any more.',
  },
  {
    isSo: ({ head, base = 'main', fork }, event) =>
      event === 'pull_request' && fork === undefined && head === base,
    why: 'The --head of a pull request is another branch than its --base, or one of a --fork.',
  },
  {
    isSo: ({ draft, action = 'published' }, event) =>
      event === 'release' && draft === true && ['published', 'released', 'prereleased'].includes(action),
    why: 'A --draft is not published: use --action created, edited or deleted.',
  },
  {
    isSo: ({ prerelease, action }) => prerelease === true && action === 'released',
    why: 'A --prerelease is not released: GitHub says published, and prereleased.',
  },
];

const hasCommit = ({ path, message }: Pick<HappeningOptions, 'path' | 'message'>): boolean =>
  path.length > 0 || message !== undefined;

const isTag = ({ tag, ref }: Pick<HappeningOptions, 'tag' | 'ref'>): boolean =>
  tag !== undefined || ref?.startsWith('refs/tags/') === true;

/** Names that GitHub lets nobody give. The longest lengthens by `refs/heads/`. */
const ofNames = (options: HappeningOptions): string | undefined => {
  const refs = (['ref', 'tag', 'base', 'head'] as const).filter((option) => {
    const name = options[option];
    return name !== undefined && !isRefName(name);
  });
  if (refs.length > 0) return `${refs.map(flagOf).join(', ')}: git lets no branch and no tag be called so.`;
  const logins = (['sender', 'fork'] as const).filter((option) => !LOGIN.test(options[option] ?? 'mona'));
  if (logins.length > 0) return `${logins.map(flagOf).join(', ')}: nobody on GitHub is called so.`;
  const empty = (['title', 'workflow', 'startedBy'] as const).filter((option) => options[option] === '');
  if (empty.length > 0) return `${empty.map(flagOf).join(', ')}: there is nothing in it.`;
  if (options.path.some((path) => path === '' || path.startsWith('/')))
    return '--path: write it as the repository has it, such as docs/a.adoc.';
  if (options.label.includes('')) return '--label: there is nothing in it.';
  return undefined;
};

/** With the underscore of users that an enterprise manages, and a bot's ending. */
const LOGIN = /^[A-Za-z\d](?:[\w-]{0,98})(?:\[bot\])?$/;

/** https://git-scm.com/docs/git-check-ref-format */
const isRefName = (name: string): boolean =>
  Buffer.byteLength(name) <= MAX_NAME - 'refs/heads/'.length &&
  name.isWellFormed() &&
  !/[\u0000- \u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[./-]|[./]$|^@$/.test(name);

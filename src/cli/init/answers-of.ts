import { type Answers, canHave, type HubAnswers, type Listening } from '../../config/starter/answers.ts';
import { type EventName } from '../../core/event.ts';
import { nameKey, ownerOf } from '../../core/repository.ts';
import { matchesRepository } from '../../core/repository-pattern.ts';
import { RelayError } from '../../errors.ts';
import { type Terminal } from '../terminal.ts';
import { type Learned } from './learn.ts';
import {
  askForEvents,
  askForHubs,
  askForKind,
  askForPatterns,
  askForSpokes,
  askWhoAsks,
} from './questions.ts';

/** What can be said on the command line. An empty text in `subscribe` stands for those that the hub accepts. */
export interface InitFlags {
  readonly spoke?: boolean;
  readonly hub?: boolean;
  readonly notify: readonly string[];
  readonly accept: readonly string[];
  readonly subscribe: readonly string[];
  readonly on?: readonly EventName[];
  readonly branches?: readonly string[];
  readonly paths?: readonly string[];
  readonly eventType?: string;
}

/** `isAsked`: somebody answered questions, and will want to see what comes of it. */
export interface Answered {
  readonly answers: Answers;
  readonly isAsked: boolean;
}

/** From the flags where they say what it is to be, otherwise from whoever sits there. */
export const answersOf = async (
  flags: InitFlags,
  learned: Learned,
  terminal: Terminal,
): Promise<Answered> => {
  const isSpoke = flags.spoke === true || flags.notify.length > 0;
  const isHub = flags.hub === true || flags.accept.length > 0 || flags.subscribe.length > 0;
  if (isSpoke && isHub) {
    throw unusable('found flags of a spoke and of a hub; write one file, and add the rest to it by hand');
  }
  const isAsked = !isSpoke && !isHub;
  if (isAsked && !terminal.ask) throw new RelayError('init-undecided', 'Nobody is there to be asked.');
  const kind = isAsked ? await askForKind(learned.name, terminal) : isSpoke ? 'spoke' : 'hub';
  const answers =
    kind === 'spoke'
      ? await spokeAnswers(flags, learned, terminal, isAsked)
      : await hubAnswers(flags, learned, terminal, isAsked);
  return { answers, isAsked };
};

const spokeAnswers = async (
  flags: InitFlags,
  learned: Learned,
  terminal: Terminal,
  isAsked: boolean,
): Promise<Answers> => {
  const hubs = flags.notify.length > 0 ? flags.notify : await askForHubs(learned.name, terminal);
  if (learned.name !== undefined && hubs.some((hub) => nameKey(hub) === nameKey(learned.name ?? '')))
    throw unusable(`found ${learned.name} itself as its hub; a repository does not notify itself`);
  return { kind: 'spoke', hubs, ...(await listeningOf(flags, learned, terminal, isAsked)) };
};

const hubAnswers = async (
  flags: InitFlags,
  learned: Learned,
  terminal: Terminal,
  isAsked: boolean,
): Promise<Answers> => {
  const standard = learned.name === undefined ? undefined : `${ownerOf(learned.name)}/*`;
  const named = flags.accept.length > 0 ? flags.accept : flags.subscribe.filter((text) => text !== '');
  const needsNobody = named.length > 0 || (standard !== undefined && !isAsked);
  const spokes =
    named.length > 0 ? named : needsNobody ? [standard ?? ''] : await askForSpokes(standard, terminal);
  const asks = isAsked ? await askWhoAsks(terminal) : flags.subscribe.length > 0 ? 'hub' : 'spokes';
  const accept = asks === 'spokes' || flags.accept.length > 0 ? spokes : [];
  const patterns = flags.subscribe.flatMap((text) => (text === '' ? spokes : [text]));
  const subscribe = asks === 'hub' ? withoutItself(patterns.length > 0 ? patterns : spokes, learned) : [];
  if (subscribe.length === 0 && (flags.branches ?? flags.paths) !== undefined) {
    throw unusable('branches and paths are said in the files of the spokes, or here with --subscribe');
  }
  const isFiltered = subscribe.length > 0;
  const listening = await listeningOf(flags, learned, terminal, isAsked, isFiltered);
  return { kind: 'hub', accept, subscribe, ...listening } satisfies HubAnswers;
};

/** Patterns for all of an owner's repositories mean the hub too. */
const withoutItself = (patterns: readonly string[], { name }: Learned): readonly string[] =>
  name !== undefined && matchesRepository(patterns, name) ? [...patterns, `!${name}`] : patterns;

const listeningOf = async (
  flags: InitFlags,
  { branch }: Learned,
  terminal: Terminal,
  isAsked: boolean,
  isFiltered = true,
): Promise<Listening> => {
  const events = flags.on ?? (isAsked ? await askForEvents(terminal) : ['push']);
  const patternsOf = async (name: 'branches' | 'paths', standard: readonly string[]) => {
    const can = isFiltered && events.some((event) => canHave(event, name));
    const given = flags[name];
    if (given !== undefined && !can)
      throw unusable(`none of ${events.join(', ')} can be filtered by ${name}`);
    return given ?? (can ? (isAsked ? await askForPatterns(name, standard, terminal) : standard) : []);
  };
  return {
    events,
    branches: await patternsOf('branches', [branch]),
    paths: await patternsOf('paths', []),
    ...(flags.eventType !== undefined && { eventType: flags.eventType }),
  };
};

const unusable = (found: string): RelayError => new RelayError('init-unusable', `${found}.`);

import { consider } from '../core/consider.ts';
import { type Event, eventTitle, isEventName, readEvent } from '../core/event.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { time } from '../core/markdown.ts';
import { type Repository } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { subjectOf } from '../core/subject.ts';
import { createBudget } from './budget.ts';
import { type Clock, type ListedEvent, type Store, type StoredEvent } from './ports.ts';

export interface HistoryOptions {
  readonly store: Pick<Store, 'events'>;
  readonly index: RouteIndex;
  readonly urls: GithubUrls;
  readonly botLogin: () => string | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** What the last events on record would have made of each route. */
export interface History {
  /** How many events were looked at. */
  readonly looked: number;
  /** In words, newest first. */
  readonly firesOf: (routeId: string) => readonly string[];
}

type Named = Pick<Repository, 'id' | 'fullName' | 'formerNames'>;

const LAST = 20;
/** Others than those that a route can name are among them. */
const LISTED = 60;
/** How long a file of a stranger may keep us from everybody's work; milliseconds. */
const TIME = 1_000;

/** The last 20 events of some repositories, judged by this index; of each event once. */
export const createHistory = (
  options: HistoryOptions,
): ((repositories: readonly Named[]) => Promise<History>) => {
  const { store, clock } = options;
  const budget = createBudget(clock, TIME);
  const lists = new Map<number, Promise<readonly ListedEvent[]>>();
  const judged = new Map<string, Judged | undefined>();

  const judge = async (id: string): Promise<Judged | undefined> => {
    if (!judged.has(id) && !budget.isOver()) {
      const stored = await store.events.find(id);
      judged.set(id, stored && (await budget.spend(() => judgedEvent(stored, options))));
    }
    return judged.get(id);
  };

  return async (repositories) => {
    const all = await Promise.all(
      repositories.map((repository) => {
        const list = lists.get(repository.id) ?? eventsOf(repository, store);
        lists.set(repository.id, list);
        return list;
      }),
    );
    const newest = all
      .flat()
      .toSorted((a, b) => b.receivedAt - a.receivedAt)
      .slice(0, LAST);
    const seen: Judged[] = [];
    for (const { id } of newest) {
      const event = await judge(id);
      if (event) seen.push(event);
    }
    return {
      looked: seen.length,
      firesOf: (routeId) => seen.filter(({ fires }) => fires.has(routeId)).map(({ words }) => words),
    };
  };
};

/** A name says nothing of who had it when an event came: events of another repository may be private. */
const eventsOf = async (
  { id, fullName, formerNames = [] }: Named,
  store: HistoryOptions['store'],
): Promise<readonly ListedEvent[]> => {
  const names = [fullName, ...formerNames];
  const lists = await Promise.all(
    names.map((repository) => store.events.list({ repository, limit: LISTED })),
  );
  return lists
    .flat()
    .filter(
      ({ name, state, repositoryId }) => isEventName(name) && state !== 'rejected' && repositoryId === id,
    );
};

interface Judged {
  readonly words: string;
  readonly fires: ReadonlySet<string>;
}

/** `undefined` where the event cannot be read any more. */
const judgedEvent = (
  stored: StoredEvent,
  { index, urls, ...options }: HistoryOptions,
): Judged | undefined => {
  const event = read(stored);
  if (!event) return undefined;
  const botLogin = options.botLogin();
  const { findings } = consider(event, { index, urls, ...(botLogin !== undefined && { botLogin }) });
  const fires = findings.filter(({ outcome }) => outcome === 'fires').map(({ route }) => route.id);
  return { words: inWords(event), fires: new Set(fires) };
};

const read = (stored: StoredEvent): Event | undefined => {
  try {
    const { event, missing } = readEvent({ ...stored, payload: JSON.parse(stored.body) });
    return missing.length === 0 ? event : undefined;
  } catch {
    return undefined;
  }
};

const inWords = (event: Event): string => {
  const { ref, sha } = subjectOf(event);
  const what = [eventTitle(event), ref, sha?.slice(0, 7)].filter((part) => part !== undefined);
  return `${time(event.receivedAt)} ${what.join(' ')}`;
};

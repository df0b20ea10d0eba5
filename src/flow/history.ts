import { consider } from '../core/consider.ts';
import { type Event, eventTitle, isEventName, readEvent } from '../core/event.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { type Repository } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { subjectOf } from '../core/subject.ts';
import { time } from '../core/markdown.ts';
import { type Clock, type Store } from './ports.ts';

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

const LAST = 20;
/** Others than those that a route can name are among them. */
const LISTED = 60;
/** A file of a stranger must not keep us longer from everybody's work; milliseconds. */
const PATIENCE = 1_000;

/** The last 20 events of these repositories, judged by this index. */
export const createHistory = async (
  repositories: readonly Pick<Repository, 'fullName'>[],
  options: HistoryOptions,
): Promise<History> => {
  const { store, clock, index, urls } = options;
  const lists = await Promise.all(
    repositories.map(({ fullName }) => store.events.list({ repository: fullName, limit: LISTED })),
  );
  const listed = lists
    .flat()
    .filter(({ name, state }) => isEventName(name) && state !== 'rejected')
    .toSorted((a, b) => b.receivedAt - a.receivedAt)
    .slice(0, LAST);
  const fires = new Map<string, string[]>();
  const until = clock.now() + PATIENCE;
  let looked = 0;
  for (const { id } of listed) {
    if (clock.now() > until) break;
    const stored = await store.events.find(id);
    if (!stored) continue;
    looked += 1;
    const { event } = readEvent({ ...stored, payload: JSON.parse(stored.body) });
    const botLogin = options.botLogin();
    const { findings } = consider(event, { index, urls, ...(botLogin !== undefined && { botLogin }) });
    for (const { route, outcome } of findings) {
      if (outcome === 'fires') fires.set(route.id, [...(fires.get(route.id) ?? []), inWords(event)]);
    }
  }
  return { looked, firesOf: (routeId) => fires.get(routeId) ?? [] };
};

const inWords = (event: Event): string => {
  const { ref, sha } = subjectOf(event);
  const what = [eventTitle(event), ref, sha?.slice(0, 7)].filter((part) => part !== undefined);
  return `${time(event.receivedAt)} ${what.join(' ')}`;
};

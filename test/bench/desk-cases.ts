import { STATES } from '../../src/core/lifecycle.ts';
import { type Notification } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { type Viewer } from '../../src/web/desk/viewer.ts';

/** One question to the pages. With `isStream` only the beginning of the answer counts: the rest comes as fast as it is read. */
export interface Case {
  readonly name: string;
  readonly path: string;
  readonly viewer: Viewer;
  readonly isStream?: boolean;
  /** 200 where it is left out. */
  readonly status?: number;
}

const OPERATOR: Viewer = { isOperator: true, actor: 'link', name: 'operator' };

const member = (ids: ReadonlySet<number>): Viewer => ({
  isOperator: false,
  actor: 'github:ada',
  name: 'ada',
  readable: ids,
  writable: ids,
});

/** Repositories by how often the sample speaks of them, the most often first. */
const byWeight = (ids: readonly number[]): readonly number[] => {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
};

/** What is asked follows from what is there, whoever filled the store. */
export const casesFor = async ({ notifications, repositories }: Store): Promise<readonly Case[]> => {
  const newest = await notifications.list({ limit: 1_000 });
  const oldest = await notifications.list({ limit: 1_000, before: await middleOf(newest, notifications) });
  const [first] = newest;
  const last = oldest.at(-1);
  if (!first || !last) throw new Error('There is no notification to look at.');
  const known = (await repositories.all()).map(({ repository }) => repository);
  const sample = byWeight([...newest, ...oldest].flatMap(({ spokeId, hubId = spokeId }) => [spokeId, hubId]));
  const ids = [...new Set([...sample, ...known.map(({ id }) => id)])];
  const few = member(new Set(ids.slice(0, 3)));
  const rare = member(new Set(ids.slice(-3)));
  const many = member(new Set(ids.slice(0, 300)));
  const withPage = known.find(({ id }) => id === first.spokeId) ?? known[0];
  const dead = newest.find(({ state }) => state === 'dead') ?? first;

  const list = (query: Readonly<Record<string, string>>): string =>
    `/notifications?${new URLSearchParams(query).toString()}`;
  const deep = { before: `${last.createdAt}.${last.id}` };
  const unusual = { hub: 'nobody/nowhere', text: 'no-such-word-anywhere' };
  const of = (viewer: Viewer, name: string, path: string): Case => ({ name, path, viewer });
  const operator = (name: string, path: string): Case => of(OPERATOR, name, path);

  return [
    operator('overview', '/'),
    of(few, 'overview, member of 3', '/'),
    of(many, 'overview, member of 300', '/'),
    operator('notifications', '/notifications'),
    ...STATES.map((state) => operator(`notifications, ${state}`, list({ state }))),
    operator('notifications, dead or refused', '/notifications?state=dead&state=refused'),
    operator('notifications, of a hub', list({ hub: first.hub })),
    operator('notifications, of a spoke', list({ spoke: first.spoke })),
    operator('notifications, of a pair and state', list({ hub: dead.hub, spoke: dead.spoke, state: 'dead' })),
    operator('notifications, of a repository', list({ repository: first.hub })),
    operator('notifications, of an event', list({ event: 'release' })),
    operator('notifications, of an event that is not there', list({ event: 'issues' })),
    operator('notifications, of an event type', list({ type: first.eventType })),
    operator(
      'notifications, between times',
      list({ since: iso(last.createdAt), until: iso(first.createdAt) }),
    ),
    operator('notifications, text found at once', list({ text: first.hub })),
    operator('notifications, text of one', list({ text: last.id })),
    operator('notifications, text of one, in part', list({ text: last.id.slice(0, -2) })),
    operator('notifications, text not found', list({ text: unusual.text })),
    operator('notifications, hub not found', list({ hub: unusual.hub })),
    operator('notifications, text and state', list({ text: unusual.text, state: 'dead' })),
    operator('notifications, deep', list(deep)),
    operator('notifications, deep and dead', list({ ...deep, state: 'dead' })),
    of(few, 'notifications, member of 3', '/notifications'),
    of(rare, 'notifications, member of 3 quiet ones', '/notifications'),
    of(many, 'notifications, member of 300', '/notifications'),
    of(many, 'notifications, member of 300, deep', list(deep)),
    of(many, 'notifications, member of 300, dead', list({ state: 'dead' })),
    of(many, 'notifications, member of 300, text not found', list({ text: unusual.text })),
    operator('notification', `/notifications/${first.id}`),
    operator('notification, dead', `/notifications/${dead.id}`),
    operator('notification, old', `/notifications/${last.id}`),
    {
      ...of(rare, 'notification, not for them', `/notifications/${first.id}`),
      status: 404,
    },
    operator('repositories', '/repositories'),
    ...(withPage ? [operator('repository', `/repositories/${withPage.fullName}`)] : []),
    operator('try', '/try'),
    ...(['ndjson', 'csv'] as const).map((format): Case => ({
      name: `export, first rows of ${format}`,
      path: `/notifications/export?format=${format}`,
      viewer: OPERATOR,
      isStream: true,
    })),
    {
      name: 'export of what is not found',
      path: `/notifications/export?format=ndjson&text=${unusual.text}&state=dead`,
      viewer: OPERATOR,
      isStream: true,
    },
  ];
};

const iso = (at: number): string => new Date(at).toISOString();

/** A time with about half of the record before it: found by halving, since nobody counts a million. */
const middleOf = async (
  newest: readonly Notification[],
  notifications: Store['notifications'],
): Promise<number> => {
  let [early, late] = [0, newest[0]?.createdAt ?? 0];
  while (late - early > 60_000) {
    const middle = Math.floor((early + late) / 2);
    const isAny = (await notifications.list({ limit: 1, before: middle })).length > 0;
    if (isAny) late = middle;
    else early = middle;
  }
  // From the oldest, a twentieth of the way to the newest.
  return Math.floor(late + ((newest[0]?.createdAt ?? 0) - late) / 20);
};

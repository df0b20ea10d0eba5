import { logAgainst } from './audit-log.ts';
import { isRecorded } from '../../src/core/event.ts';
import { type Attempt, type Notification } from '../../src/flow/notification-ports.ts';
import { type ListedEvent, type Store } from '../../src/flow/ports.ts';
import { type Delivery } from '../../src/sandbox/hooks.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';

/** Everything on record, with the attempts of each notification. */
interface OnRecord {
  readonly events: readonly ListedEvent[];
  readonly notifications: readonly Notification[];
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
}

export interface Audit {
  /** A sentence for each thing that is wrong. */
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** All that is on record, as JSON text. */
  readonly text: string;
}

type Fates = (spoke: string) => Readonly<Record<string, string>>;

interface Arrival {
  readonly hub: string;
  readonly id: string;
  readonly attempt: number;
  readonly at: number;
}

const MOST = 100_000;

const readRecord = async (store: Store): Promise<OnRecord> => {
  const events = await store.events.list({ limit: MOST });
  const notifications = await store.notifications.list({ limit: MOST });
  const attempts = new Map<string, readonly Attempt[]>();
  for (const { id } of notifications) attempts.set(id, await store.notifications.attempts(id));
  return { events, notifications, attempts };
};

/** What the hubs saw. */
export const arrivalsIn = (sandbox: Sandbox, hubs: Iterable<string>): readonly Arrival[] =>
  [...hubs].flatMap((hub) =>
    sandbox.repository(hub).dispatches.map(({ at, clientPayload }) => {
      const { id, attempt } = clientPayload.relay as { id: string; attempt: number };
      return { hub, id, attempt, at };
    }),
  );

/** GitHub also tells an App of check suites that nobody asked for. */
export const isForRecord = ({ event, action }: Delivery): boolean =>
  isRecorded({ event, ...(action !== null && { action }) });

/**
 * Holds what the hubs saw and what is on record against what happened on GitHub.
 * `fates` are the hubs of a spoke and what must become of a notification for each.
 */
export const audit = async (store: Store, sandbox: Sandbox, fates: Fates): Promise<Audit> => {
  const record = await readRecord(store);
  const hubs = new Set(record.notifications.map(({ hub }) => hub));
  const arrivals = arrivalsIn(sandbox, hubs);
  const sent = new Map(
    sandbox.deliveries.filter(isForRecord).map((delivery) => [delivery.guid, delivery.repositoryId]),
  );
  const attempts = [...record.attempts.values()].flat();
  const log = await logAgainst(store, record);
  return {
    problems: [
      ...eventsAgainst(record, sent, sandbox, fates),
      ...record.notifications.flatMap((notification) =>
        arrivalsAgainst(notification, record.attempts.get(notification.id) ?? [], arrivals),
      ),
      ...strangers(record, arrivals),
      ...log.problems,
    ],
    counts: {
      events: sent.size,
      notifications: record.notifications.length,
      attempts: attempts.length,
      most: Math.max(...record.notifications.map((notification) => notification.attempts)),
      'may have arrived': attempts.filter(({ mayHaveArrived }) => mayHaveArrived).length,
      interrupted: attempts.filter(({ reason }) => reason?.includes('before the answer came')).length,
      arrivals: arrivals.length,
      duplicates: arrivals.length - new Set(arrivals.map(({ id }) => id)).size,
    },
    text: JSON.stringify([record.events, record.notifications, attempts, log.text]),
  };
};

const eventsAgainst = (
  { events, notifications }: OnRecord,
  sent: ReadonlyMap<string, number | null>,
  sandbox: Sandbox,
  fates: Fates,
): readonly string[] => {
  const states = new Map(events.map(({ id, state }) => [id, state]));
  const ofEvent = Map.groupBy(notifications, ({ eventId }) => eventId);
  const names = new Map([...sandbox.deliveries].map(({ guid, requestBody }) => [guid, spokeIn(requestBody)]));
  const problems = events.filter(({ id }) => !sent.has(id)).map(({ id }) => `GitHub never sent event ${id}`);
  for (const guid of sent.keys()) {
    const state = states.get(guid);
    if (state !== 'planned') problems.push(`event ${guid} is ${state ?? 'lost'}`);
    const expected = Object.entries(fates(names.get(guid) ?? '')).map(([hub, fate]) => `${hub} ${fate}`);
    const found = (ofEvent.get(guid) ?? []).map(
      (notification) => `${notification.hub} ${notification.state}`,
    );
    const differ = found.toSorted().join(', ') !== expected.toSorted().join(', ');
    if (differ)
      problems.push(`event ${guid} led to: ${found.join(', ')}; and not to: ${expected.join(', ')}`);
  }
  return problems;
};

const spokeIn = (body: string): string =>
  (JSON.parse(body) as { repository: { full_name: string } }).repository.full_name;

/** What was delivered came once for each attempt that was taken or may have been, and nothing else came. */
const arrivalsAgainst = (
  { id, hub, state }: Notification,
  attempts: readonly Attempt[],
  arrivals: readonly Arrival[],
): readonly string[] => {
  const own = arrivals.filter((arrival) => arrival.id === id);
  const problems: string[] = [];
  const say = (problem: string): void => void problems.push(`${id}, ${state}, for ${hub}: ${problem}`);
  if (state === 'delivered' && own.length === 0) say('never arrived');
  if (state !== 'delivered' && own.length > 0) say('arrived all the same');
  for (const { number, outcome, mayHaveArrived } of attempts) {
    const times = own.filter(({ attempt }) => attempt === number).length;
    if (outcome === undefined) say(`attempt ${number} is still open`);
    if (times > 1) say(`attempt ${number} arrived ${times} times`);
    if (times === 0 && outcome === 'delivered') say(`attempt ${number} was taken, but did not arrive`);
    if (times > 0 && outcome !== 'delivered' && !mayHaveArrived) say(`attempt ${number} arrived, unmarked`);
  }
  const numbers = new Set(attempts.map(({ number }) => number));
  for (const { attempt, hub: at } of own) {
    if (!numbers.has(attempt)) say(`attempt ${attempt} arrived, and is not on record`);
    if (at !== hub) say(`arrived at ${at}`);
  }
  return problems;
};

const strangers = ({ notifications }: OnRecord, arrivals: readonly Arrival[]): readonly string[] => {
  const known = new Set(notifications.map(({ id }) => id));
  return arrivals.filter(({ id }) => !known.has(id)).map(({ id, hub }) => `${hub} got the unknown ${id}`);
};

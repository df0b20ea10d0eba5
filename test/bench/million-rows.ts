import { createHash } from 'node:crypto';
import { derivedId } from '../../src/core/derived-id.ts';
import { endpointId, endpointTitle } from '../../src/core/endpoint.ts';
import { type State } from '../../src/core/lifecycle.ts';
import { all, fail, pass } from '../../src/core/verdict.ts';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { type TrafficRow, type WordsRow } from '../../src/store/desk-tables.ts';
import { toEventRow } from '../../src/store/event-row.ts';
import { toDraft } from '../../src/store/notification-row.ts';
import {
  AHEAD,
  type AttemptRow,
  BEHIND,
  type EventRow,
  type HubRow,
  type InstallationRow,
  type LaneRow,
  LEFT,
  type NotificationRow,
  type RepositoryRow,
} from '../../src/store/tables.ts';
import { hourOf } from '../../src/core/hour.ts';
import { toWordsRow } from '../../src/store/words.ts';

/** What a store of that size has, over the thirty days before `now`, the same at each run. */
export interface Size {
  readonly notifications: number;
  readonly spokes?: number;
  readonly hubs?: number;
  readonly now: number;
}

/** One notification, and what comes with it; its event only with the first one that follows from it. */
export interface Made {
  readonly event?: EventRow;
  readonly notification: NotificationRow;
  readonly words: WordsRow;
  readonly attempt?: AttemptRow;
}

const DAYS = 30 * 24 * 3_600_000;
const LANES = 3;
const EVENTS = ['push', 'push', 'push', 'push', 'release', 'workflow_run', 'create'] as const;
/** The newest of them are yet to be sent. */
const UNDER_WAY = 600;

export const spokeId = (index: number): number => 1_000 + index;
export const hubId = (index: number): number => (index === 0 ? endpointId('deploy') : 9_000 + index);
export const spokeName = (index: number): string => `acme/component-${index}`;
export const hubName = (index: number): string =>
  index === 0 ? endpointTitle('deploy') : `acme/site-${index}`;
const laneOf = (hub: number): number => (hub === 0 ? hubId(0) : 1 + (hub % LANES));

/** George Marsaglia's xorshift, so that each run makes the same. */
const randomness = (): (() => number) => {
  let state = 2_463_534_242;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
};

const stateOf = (random: number, left: number): State => {
  if (left < UNDER_WAY) return left < 20 ? 'sending' : left % 4 === 0 ? 'waiting' : 'pending';
  if (random < 0.97) return 'delivered';
  return random < 0.98 ? 'dead' : random < 0.993 ? 'refused' : 'merged';
};

/** In the order of time. A few spokes and hubs have most of them. */
export function* madeRows({ notifications: size, spokes = 40, hubs = 10, now }: Size): Generator<Made> {
  const random = randomness();
  let event: EventRow | undefined;
  for (let number = 0; number < size; number++) {
    const at = Math.floor(now - DAYS + (number * DAYS) / size);
    const spoke = Math.floor(spokes * random() ** 2);
    const hub = Math.floor(hubs * random() ** 1.5);
    const isNew = event === undefined || number % 5 !== 4;
    if (isNew || event === undefined) event = anEventRow(number, spoke, at, random());
    const state = stateOf(random(), size - number);
    const of = notificationOf(number, event, spoke, hub, at, state);
    const tookMs = Math.floor(2 ** (6 + 8 * random()));
    yield {
      ...(isNew && { event }),
      notification: rowOf(of, state, at, tookMs, number),
      words: toWordsRow(of, at),
      ...(isTried(state) && { attempt: attemptOf(of.id, state, at, tookMs) }),
    };
  }
}

const anEventRow = (number: number, spoke: number, at: number, random: number): EventRow => ({
  ...toEventRow(
    {
      id: derivedId('event', String(number)),
      name: EVENTS[Math.floor(random * EVENTS.length)] ?? 'push',
      installationId: 1,
      repositoryId: spokeId(spoke),
      repository: spokeName(spoke),
      sender: 'octocat',
      receivedAt: at,
      state: 'recorded',
      body: JSON.stringify({ repository: { full_name: spokeName(spoke) }, filler: 'x'.repeat(400) }),
    },
    number,
  ),
  state: 'planned',
  planned_at: at,
  plans: 1,
  verdict: JSON.stringify(pass('event', 'one route matched')),
});

const notificationOf = (
  number: number,
  event: EventRow,
  spoke: number,
  hub: number,
  at: number,
  state: State,
): NewNotification => {
  const sha = createHash('sha1').update(String(number)).digest('hex');
  const ref = `refs/heads/${number % 3 === 0 ? 'main' : `topic/${number % 997}`}`;
  const spokeTitle = spokeName(number % 5 === 4 ? Number(event.repository_id) - spokeId(0) : spoke);
  const refused = fail('policy.accept', `${hubName(hub)} does not accept ${spokeTitle}`);
  return {
    id: derivedId('notification', String(number)),
    eventId: event.id,
    route: `${spokeTitle}:notify[${number % 3}]`,
    spokeId: Number(event.repository_id),
    spoke: spokeTitle,
    hubId: hubId(hub),
    hub: hubName(hub),
    lane: laneOf(hub),
    eventType: number % 7 === 0 ? 'docs-updated' : 'component-updated',
    ref,
    occurredAt: at,
    state: state === 'refused' ? 'refused' : 'pending',
    ...(state === 'refused' && { reason: refused.reason }),
    verdict: all('route', 'it matched', [
      pass('on.push.branches', `"${ref}" matches "main"`),
      state === 'refused' ? refused : pass('policy', 'both sides agree'),
    ]),
    chain: [Number(event.repository_id)],
    streak: 1,
    payload: { event: event.name, repository: spokeTitle, ref, sha, subject: { title: 'y'.repeat(300) } },
    dueAt: at,
  };
};

const rowOf = (
  of: NewNotification,
  state: State,
  at: number,
  tookMs: number,
  number: number,
): NotificationRow => {
  const isUnsent = state === 'pending' || state === 'waiting' || state === 'sending';
  return {
    ...toDraft(of, at, number),
    state,
    updated_at: at + tookMs,
    attempts: isTried(state) ? 1 : 0,
    last_attempt: isTried(state) ? 1 : 0,
    turn: number,
    ...(isUnsent && {
      queue: `${of.hubId ?? 0} ${of.eventType} ${of.ref ?? ''}`,
      front: state === 'sending' ? LEFT : number % 2 === 0 ? AHEAD : BEHIND,
    }),
    ...(state === 'dead' && { code: 'hub-not-found', reason: 'GitHub answered 404: Not Found' }),
  };
};

const isTried = (state: State): boolean => state === 'delivered' || state === 'dead' || state === 'sending';

const attemptOf = (id: string, state: State, at: number, tookMs: number): AttemptRow => ({
  notification_id: id,
  number: 1,
  started_at: at,
  duration_ms: state === 'sending' ? null : tookMs,
  request: JSON.stringify({ event_type: 'component-updated' }),
  status: state === 'dead' ? 404 : 204,
  answer: null,
  outcome: state === 'dead' || state === 'delivered' ? state : null,
  reason: 'GitHub accepted it.',
  may_have_arrived: 0,
});

/** What they add up to. */
export class TrafficSum {
  readonly #counts = new Map<string, TrafficRow>();

  add({ state, spoke_id, hub_id, created_at, updated_at }: NotificationRow): void {
    if (state !== 'delivered' && state !== 'dead' && state !== 'refused' && state !== 'merged') return;
    const speed = state === 'delivered' ? Math.floor(Math.log2(updated_at - created_at)) : -1;
    const row = { hour: hourOf(updated_at), spoke_id, hub_id: hub_id ?? 0, outcome: state, speed };
    const key = Object.values(row).join(' ');
    this.#counts.set(key, { ...row, count: (this.#counts.get(key)?.count ?? 0) + 1 });
  }

  rows(): readonly TrafficRow[] {
    return [...this.#counts.values()];
  }
}

/** Who is there. */
export const madeDirectory = ({ spokes = 40, hubs = 10, now }: Size) => {
  const lanes = [hubId(0), ...Array.from({ length: LANES }, (_, index) => index + 1)];
  return {
    installations: lanes
      .filter((id) => id > 0)
      .map((id): InstallationRow => ({ id, account: `acme-${id}`, suspended: 0, permissions: '{}' })),
    lanes: lanes.map((lane): LaneRow => ({
      lane,
      held_until: lane === 2 ? now + 600_000 : 0,
      free_at: 0,
      strikes: 0,
      due_at: now,
      turn: 0,
      quota_left: null,
      quota_reset_at: null,
    })),
    hubs: Array.from({ length: hubs }, (_, index): HubRow => ({
      id: hubId(index),
      lane: laneOf(index),
      turn: 0,
      failures: 0,
      broken_at: index === 3 ? now - 3_600_000 : null,
      code: index === 3 ? 'hub-archived' : null,
      reason: index === 3 ? 'GitHub answered 403: Repository was archived' : null,
    })),
    repositories: [
      ...Array.from({ length: spokes }, (_, index) => repositoryOf(spokeId(index), spokeName(index), 1)),
      ...Array.from({ length: hubs - 1 }, (_, index) =>
        repositoryOf(hubId(index + 1), hubName(index + 1), laneOf(index + 1)),
      ),
    ],
  };
};

const repositoryOf = (id: number, fullName: string, installation: number): RepositoryRow => ({
  id,
  full_name: fullName,
  installation_id: installation,
  visibility: 'private',
  archived: 0,
  default_branch: 'main',
  former_names: '[]',
  config_state: 'missing',
  config_text: null,
  config_etag: null,
  config_problem: null,
  config_stamp: null,
  config_reading: null,
  config_own: null,
  config_note: null,
});

import { consider, spokeOf, type Finding } from '../core/consider.ts';
import { type Event, readEvent } from '../core/event.ts';
import { type ChangedFiles } from '../core/facts.ts';
import { needsChangedFiles } from '../core/match.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type GitHub } from './github-ports.ts';
import {
  type Clock,
  type Log,
  type NewNotification,
  type Plan,
  type Store,
  type StoredEvent,
} from './ports.ts';
import { type Upkeep } from './upkeep.ts';

export interface PlanOptions {
  readonly store: Store;
  readonly github: GitHub;
  readonly index: RouteIndex;
  readonly upkeep: Upkeep;
  readonly urls: GithubUrls;
  readonly botLogin: () => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPlanned: () => void;
}

const BATCH = 50;
const AFTER_TROUBLE = [2_000, 10_000, 60_000, 300_000];

/**
 * One turn: plans the recorded events that are due, up to a batch, in the order in which they came; returns when the next one is.
 * An event first brings our own knowledge up to date (a push that changes a config file is judged by that file, as
 * GitHub Actions does), then its routes are considered, and the result is committed in one transaction.
 */
export const createPlanTurn = (options: PlanOptions) => async (): Promise<number | undefined> => {
  const { store, clock } = options;
  const due = await store.events.due(clock.now(), BATCH);
  const saved: Promise<void>[] = [];
  for (const stored of due) {
    // Judged one after the other, for an event may change what is known; saved together, in one commit.
    const planned = await judge(stored, options).catch((error: unknown) => postpone(stored, error, options));
    if (planned)
      saved.push(save(planned, options).catch((error: unknown) => postpone(stored, error, options)));
  }
  await Promise.all(saved);
  return store.events.nextDue();
};

const postpone = async (stored: StoredEvent, error: unknown, options: PlanOptions): Promise<undefined> => {
  const { store, clock, log } = options;
  const wait = AFTER_TROUBLE[Math.min(stored.plans, AFTER_TROUBLE.length - 1)] ?? 0;
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ event: stored.id, err: error }, 'event could not be planned yet and will be tried again');
  await store.events.postpone(stored.id, clock.now() + wait, reason);
};

interface Planned {
  readonly id: string;
  readonly plan: Plan;
  readonly routes: number;
}

const judge = async (stored: StoredEvent, options: PlanOptions): Promise<Planned> => {
  const { event } = readEvent({ ...stored, payload: JSON.parse(stored.body) });
  await options.upkeep(event);
  const changedFiles = await readChangedFiles(event, options);
  const botLogin = options.botLogin();
  const { verdict, findings } = consider(event, {
    index: options.index,
    urls: options.urls,
    ...(botLogin !== undefined && { botLogin }),
    ...(changedFiles && { changedFiles }),
  });
  const at = options.clock.now();
  const notifications = findings
    .filter((finding) => finding.outcome !== 'silent')
    .map((finding) => notificationOf(event, finding, at));
  return { id: event.id, plan: { at, verdict, notifications }, routes: findings.length };
};

const save = async ({ id, plan, routes }: Planned, options: PlanOptions): Promise<void> => {
  await options.store.events.planned(id, plan);
  const fired = plan.notifications.filter(({ state }) => state === 'pending').length;
  const refused = plan.notifications.length - fired;
  options.log.info({ event: id, routes, fired, refused }, 'event planned');
  if (fired > 0) options.onPlanned();
};

/** Asks GitHub only when a route's answer depends on it. */
const readChangedFiles = async (event: Event, options: PlanOptions): Promise<ChangedFiles | undefined> => {
  const spoke = spokeOf(event, options.index);
  if (!spoke || !options.index.routesOf(spoke).some((route) => needsChangedFiles(route.rule.on, event))) {
    return undefined;
  }
  return options.github.changedFiles(spoke.repository, event);
};

const notificationOf = (event: Event, finding: Finding, at: number): NewNotification => {
  const { route, hub, verdict } = finding;
  return {
    id: finding.id,
    eventId: event.id,
    route: route.id,
    spokeId: event.repositoryId ?? 0,
    spoke: event.repository ?? '',
    hub: hub?.repository.fullName ?? route.hub ?? '',
    ...(hub && { hubId: hub.repository.id, lane: hub.repository.installationId }),
    eventType: finding.eventType,
    ...(finding.ref !== undefined && { ref: finding.ref }),
    ...(finding.outcome === 'fires' ? { state: 'pending' } : { state: 'refused', reason: verdict.reason }),
    verdict,
    payload: finding.payload,
    dueAt: at,
  };
};

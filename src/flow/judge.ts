import { type Considered, type Finding, matchRoutes } from '../core/consider.ts';
import { type Event } from '../core/event.ts';
import { type ChangedFiles } from '../core/facts.ts';
import { type GithubUrls } from '../core/github-context.ts';
import { dispatchedRunOf, hubRunsOf } from '../core/hub-run.ts';
import { type Member } from '../core/in-force.ts';
import { at as valueAt, numberAt } from '../core/json.ts';
import { readRepository } from '../core/repository.ts';
import { NO_PAST, type Past, trailOf } from '../core/lineage.ts';
import { needsChangedFiles } from '../core/match.ts';
import { occurredAt } from '../core/occurred.ts';
import { targetTitle } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { spokeOf } from '../core/speaker.ts';
import { endpointId } from '../core/endpoint.ts';
import { subjectOf } from '../core/subject.ts';
import { type GitHub } from './github-ports.ts';
import { type NewNotification, type SpokeSource } from './notification-ports.ts';
import { type Clock, type Plan, type Store } from './ports.ts';
import { askedBy } from './asked.ts';
import { deliveryReportOf, failureReportOf } from './new-reports.ts';

export interface JudgeOptions {
  readonly store: Store;
  readonly github: GitHub;
  readonly index: RouteIndex;
  readonly urls: GithubUrls;
  readonly botLogin: () => string | undefined;
  readonly clock: Clock;
}

export interface Planned {
  readonly id: string;
  readonly plan: Plan;
  readonly routes: number;
}

/** What follows from an event: its notifications, with every reason, and what is to be told on GitHub because of it. */
export const judge = async (event: Event, options: JudgeOptions): Promise<Planned> => {
  const changedFiles = await readChangedFiles(event, options);
  const botLogin = options.botLogin();
  const { spoke, isAnyMatched, conclude } = matchRoutes(event, {
    index: options.index,
    urls: options.urls,
    ...(botLogin !== undefined && { botLogin }),
    ...(changedFiles && { changedFiles }),
  });
  const considered = conclude(spoke && isAnyMatched ? await readPast(event, spoke, options) : NO_PAST);
  const { verdict, findings } = considered;
  const at = options.clock.now();
  const notifications = findings
    .filter((finding) => finding.outcome !== 'silent')
    .map((finding) => ({
      ...notificationOf(event, finding, considered, at),
      ...(spoke && reportsOf(event, finding, spoke)),
    }));
  // A source speaks for what happened, and not for what became of our own.
  const isByApp = event.source === undefined;
  const runs = isByApp ? hubRunsOf(event) : [];
  const dispatchedRun = isByApp ? dispatchedRunOf(event) : undefined;
  const reports = isByApp ? await askedBy(event, { ...options, at }) : [];
  const plan = { at, verdict, notifications, runs, reports, ...(dispatchedRun && { dispatchedRun }) };
  return { id: event.id, plan, routes: findings.length };
};

/** Which notifications led to an event is asked of the record. */
const readPast = async (event: Event, spoke: Member, { store }: JudgeOptions): Promise<Past> => {
  const { ids, within, lately } = trailOf(event);
  return {
    told: ids.length === 0 ? [] : await store.notifications.told(ids, within),
    streak: await store.notifications.streak(spoke.repository.id, lately),
  };
};

/** Asks GitHub only when a route's answer depends on it. */
const readChangedFiles = async (event: Event, options: JudgeOptions): Promise<ChangedFiles | undefined> => {
  if (event.name !== 'pull_request') return undefined;
  const spoke = spokeOf(event, options.index);
  if (!spoke || !options.index.routesOf(spoke).some((route) => needsChangedFiles(route.rule.on, event))) {
    return undefined;
  }
  return options.github.changedFiles(spoke.repository, numberAt(event.payload, 'pull_request.number') ?? 0);
};

const notificationOf = (
  event: Event,
  finding: Finding,
  { chain, streak }: Pick<Considered, 'chain' | 'streak'>,
  at: number,
): NewNotification => {
  const { route, hub, verdict } = finding;
  const source = sourceOf(event);
  const fires = finding.outcome === 'fires';
  const coalesce = fires ? route.rule.coalesce : undefined;
  return {
    id: finding.id,
    eventId: event.id,
    route: route.id,
    spokeId: event.repositoryId ?? 0,
    spoke: event.repository ?? '',
    hub: hub?.repository.fullName ?? targetTitle(route),
    ...addressOf(finding),
    eventType: finding.eventType,
    ...(finding.target && { target: finding.target }),
    ...(source && { source }),
    ...(finding.ref !== undefined && { ref: finding.ref }),
    occurredAt: occurredAt(event),
    ...(coalesce !== undefined && { coalesce }),
    ...(fires ? { state: 'pending' } : { state: 'refused', reason: verdict.reason }),
    verdict,
    chain,
    streak,
    payload: finding.payload,
    dueAt: at + (coalesce ?? 0),
  };
};

/** Each installation is a lane, and each endpoint is one. */
const addressOf = ({ hub, target }: Finding): Pick<NewNotification, 'hubId' | 'lane'> => {
  if (hub) return { hubId: hub.repository.id, lane: hub.repository.installationId };
  if (target?.kind !== 'endpoint') return {};
  const id = endpointId(target.endpoint);
  return { hubId: id, lane: id };
};

const sourceOf = ({ source, payload }: Event): SpokeSource | undefined => {
  const repository = source === undefined ? undefined : readRepository(valueAt(payload, 'repository'), 0);
  return source !== undefined && repository ? { name: source, visibility: repository.visibility } : undefined;
};

/** Who is told on GitHub how this notification fares, where its route asks for it. */
const reportsOf = (
  event: Event,
  { route, hub }: Finding,
  spoke: Member,
): Pick<NewNotification, 'report' | 'failure'> => {
  const isInstalled = event.source === undefined;
  const report = isInstalled ? deliveryReportOf({ route, spoke, hub }, subjectOf(event)) : undefined;
  const failure = failureReportOf({ route, spoke, hub });
  return { ...(report && { report }), ...(failure && { failure }) };
};

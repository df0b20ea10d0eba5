import { obstacleOf } from '../core/obstacle.ts';
import { isEndpoint } from '../core/endpoint.ts';
import { targetTitle } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { failureReportOf, routeIn, stoppedReportOf } from './new-reports.ts';
import { type Clock, type Log, type Store } from './ports.ts';
import { type DueReport, type FiredRoute } from './report-ports.ts';

export interface AlarmOptions {
  readonly store: Pick<Store, 'reports' | 'hubs' | 'marks'>;
  readonly index: RouteIndex;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** There is something to tell on GitHub. */
  readonly onAsked: () => void;
}

const MARK = 'silenced-hubs';

/** A repository that is transferred leaves one installation before it comes to another: that is no alarm. Milliseconds. */
const CALM = 3_000;

/**
 * Finds hubs that were told something, and cannot be reached any more: at once when that is learned, and not when
 * the next event meets it. Which ones were reported already is in the mark `silenced-hubs`, and written down after the
 * reports are: a crash in between reports them once more, which changes nothing.
 */
export const createAlarmTurn = (options: AlarmOptions): (() => Promise<number | undefined>) => {
  const { clock } = options;
  let dueAt: number | undefined;

  return async () => {
    dueAt ??= clock.now() + CALM;
    if (clock.now() < dueAt) return dueAt;
    dueAt = undefined;
    await lookForAlarms(options);
    return undefined;
  };
};

/** At once, for a process that ends when nothing changes any more. */
export const lookForAlarms = async (options: AlarmOptions): Promise<void> => {
  await closeOrphans(options);
  await look(options);
};

const look = async (options: AlarmOptions): Promise<void> => {
  const { store, index } = options;
  const before = new Set(readMark(await store.marks.read(MARK)));
  const told = await store.hubs.told();
  const now = new Set(told.filter((id) => isSilenced(id, index)));
  const changed = new Set(told.filter((id) => now.has(id) !== before.has(id)));
  if (changed.size === 0) return;
  const fired = await store.reports.fired([...new Set([...now, ...changed])]);
  const reports = reportsAbout(fired, { changed, silenced: now }, options);
  if (reports.length > 0) {
    await store.reports.ask(reports);
    options.onAsked();
  }
  await store.marks.write(MARK, JSON.stringify([...now].toSorted((a, b) => a - b)));
};

/** An issue about a route that is in no file any more would stay open for ever. */
const closeOrphans = async ({ store, index, clock, onAsked }: AlarmOptions): Promise<void> => {
  const open = await store.reports.open();
  const orphans = open.filter(({ subject }) => !index.hasRoute(...routeIn(subject)));
  if (orphans.length === 0) return;
  await store.reports.ask(orphans.map((report) => ({ report, dueAt: clock.now() })));
  onAsked();
};

const readMark = (text = '[]'): readonly number[] => {
  try {
    const ids: unknown = JSON.parse(text);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : [];
  } catch {
    return [];
  }
};

const isSilenced = (hubId: number, index: RouteIndex): boolean =>
  isEndpoint(hubId)
    ? index.operator.endpoint(hubId) === undefined
    : obstacleOf('', foundIn(index, hubId), index) !== undefined;

/** Of all that were ever told: what their files say is of no interest. */
const foundIn = (index: RouteIndex, hubId: number) => {
  const repository = index.repository(hubId);
  return repository && { repository };
};

interface Hubs {
  /** Those of which it was not known yet that they are, or are no more. */
  readonly changed: ReadonlySet<number>;
  readonly silenced: ReadonlySet<number>;
}

/** For each route that is still in force: its issue where it wants one, else the check run of its spoke's newest commit. */
const reportsAbout = (
  fired: readonly FiredRoute[],
  { changed, silenced }: Hubs,
  { index, clock, log }: AlarmOptions,
): readonly DueReport[] => {
  const dueAt = clock.now();
  const reports: DueReport[] = [];
  for (const [spokeId, ofSpoke] of Map.groupBy(fired, (one) => one.spokeId)) {
    const spoke = index.member(spokeId);
    const routes = spoke ? index.routesOf(spoke) : [];
    const shown: FiredRoute[] = [];
    for (const one of ofSpoke) {
      const route = routes.find(({ id }) => id === one.route);
      if (!spoke || !route) continue;
      const failure = failureReportOf({ route, spoke, hub: index.member(one.hubId) });
      if (!failure && route.kind === 'notify') shown.push(one);
      if (!changed.has(one.hubId)) continue;
      say(log, silenced.has(one.hubId), {
        route: route.id,
        spoke: spoke.repository.fullName,
        hub: targetTitle(route),
      });
      if (failure)
        reports.push({ report: { ...failure, subject: { ...failure.subject, stopped: true } }, dueAt });
    }
    if (!spoke || !shown.some(({ hubId }) => changed.has(hubId))) continue;
    const stopped = shown.filter(({ hubId }) => silenced.has(hubId)).map(({ route }) => route);
    reports.push({ report: stoppedReportOf(spoke.repository, stopped), dueAt });
  }
  return reports;
};

const say = (log: Log, isStopped: boolean, fields: object): void => {
  if (isStopped) log.warn(fields, 'a route has stopped: its hub cannot be reached any more');
  else log.info(fields, 'a route that had stopped works again');
};

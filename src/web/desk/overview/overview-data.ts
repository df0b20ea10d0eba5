import { hourOf } from '../../../core/hour.ts';
import { type Backlog, type LaneStatus, type ListedNotification } from '../../../flow/desk-ports.ts';
import { type Store } from '../../../flow/ports.ts';
import { searchFor } from '../notifications/search.ts';
import { type Veil } from '../veil.ts';
import { mayRead, sightOf, type Viewer } from '../viewer.ts';
import { type Bucket, bucketsOf, beginOf, ONE_DAY, ONE_WEEK, sumOf } from './buckets.ts';
import { type Graph, graphOf } from './graph.ts';

/** `held` counts for whoever notified it, so it is there for operators alone. */
export interface ShownHub {
  readonly hubId: number;
  readonly hub: string;
  readonly since: number;
  readonly code: string;
  readonly reason: string;
  readonly held?: number;
}

/** What the overview tells whoever looks at it. `lanes` and `backlog` are there for operators alone. */
export interface OverviewData {
  readonly now: number;
  readonly days: 1 | 7;
  readonly broken: readonly ShownHub[];
  readonly lanes?: readonly LaneStatus[];
  readonly backlog?: Backlog;
  /** What ended since the hour began, and in the last day. */
  readonly hour: Bucket;
  readonly day: Bucket;
  readonly buckets: readonly Bucket[];
  readonly graph: Graph;
  /** There may be more pairs than those that are drawn or counted in the graph. */
  readonly hasMorePairs: boolean;
  readonly newest: readonly ListedNotification[];
}

const MOST_DRAWN = 60;
const MOST_PAIRS = 500;
const MOST_NEWEST = 20;

export interface Asked {
  readonly viewer: Viewer;
  /** Hides what this viewer may not read. */
  readonly veil: Veil;
  readonly now: number;
  readonly days: 1 | 7;
}

export const readOverview = async (
  { desk, hubs }: Pick<Store, 'desk' | 'hubs'>,
  { viewer, veil, now, days }: Asked,
): Promise<OverviewData> => {
  const sight = sightOf(viewer);
  const cut = days === 7 ? ONE_WEEK : ONE_DAY;
  const [broken, pairs, hours, found, lanes, backlog] = await Promise.all([
    hubs.broken(),
    desk.pairs(beginOf(ONE_DAY, now), MOST_PAIRS, sight),
    desk.traffic(Math.min(beginOf(ONE_DAY, now), beginOf(cut, now)), sight),
    searchFor(desk, viewer, veil)({}, { limit: MOST_NEWEST }),
    viewer.isOperator ? desk.lanes(now) : undefined,
    viewer.isOperator ? desk.backlog() : undefined,
  ]);
  return {
    now,
    days,
    broken: broken
      .filter(({ hubId }) => mayRead(viewer, hubId))
      .map(({ held, ...hub }) => ({
        ...hub,
        reason: veil(hub.reason),
        ...(viewer.isOperator && { held }),
      })),
    ...(lanes && { lanes }),
    ...(backlog && { backlog }),
    hour: sumOf(hours, hourOf(now), Infinity),
    day: sumOf(hours, beginOf(ONE_DAY, now), Infinity),
    buckets: bucketsOf(hours, cut, now),
    graph: graphOf(pairs, MOST_DRAWN),
    hasMorePairs: pairs.length >= MOST_PAIRS,
    newest: found.notifications,
  };
};

/** Whether anything was ever to be told, as far as this viewer sees. */
export const isEmpty = ({ newest, broken, day }: OverviewData): boolean =>
  newest.length === 0 && broken.length === 0 && day.delivered + day.dead + day.refused === 0;

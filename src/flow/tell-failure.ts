import { failureReport } from '../core/failure-report.ts';
import { textAt } from '../core/json.ts';
import { maySee, onlyNamed } from '../core/may-see.ts';
import { type Repository } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { errorOf } from '../errors.ts';
import { obstacleOf } from '../core/obstacle.ts';
import { routeIn } from './new-reports.ts';
import { type Store } from './ports.ts';
import { type Report } from './report-ports.ts';
import { type Wanted } from './wanted.ts';

export interface TellFailureOptions {
  readonly store: Pick<Store, 'reports'>;
  readonly index: RouteIndex;
}

/** How a route fares that asks for an issue when it fails. */
export const createTellFailure =
  ({ store, index }: TellFailureOptions) =>
  async (report: Report, repository: Repository): Promise<Wanted> => {
    const { id, subject, isOpen } = report;
    const [route, spokeId] = routeIn(subject);
    const hubName = textAt(subject, 'hub') ?? '';
    const outcomes = await store.reports.outcomes(id);
    const hub = index.memberByName(hubName);
    const spoke = index.member(outcomes.lastDead?.spokeId ?? spokeId);
    // It has told its hub before, or it is none that stopped.
    const hasFired = isOpen || outcomes.deliveredAt !== undefined || subject.stopped === true;
    const obstacle = hasFired ? obstacleOf(hubName, hub, index) : undefined;
    const mayShowHub = maySee(repository, hub?.repository ?? onlyNamed(hubName));
    const mayShowSpoke = spoke && maySee(repository, spoke.repository);
    const issue = failureReport(outcomes, {
      id,
      route,
      hub: hubName,
      mayShowHub,
      isInForce: index.hasRoute(route, spokeId),
      explain: errorOf,
      ...(obstacle && { obstacle }),
      ...(mayShowSpoke && { spoke: spoke.repository.fullName }),
    });
    return { issue };
  };

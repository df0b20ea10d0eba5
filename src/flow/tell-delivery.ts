import { deliveryReport } from '../core/delivery-report.ts';
import { maySee, onlyNamed } from '../core/may-see.ts';
import { nameKey, type Repository } from '../core/repository.ts';
import { type Member } from '../core/in-force.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { derivedId } from '../core/derived-id.ts';
import { textAt, numberAt } from '../core/json.ts';
import { errorOf } from '../errors.ts';
import { type GitHub } from './github-ports.ts';
import { type Clock, type Store } from './ports.ts';
import { type Report } from './report-ports.ts';
import { type Wanted } from './wanted.ts';

export interface TellDeliveryOptions {
  readonly store: Pick<Store, 'reports'>;
  readonly github: Pick<GitHub, 'commitOf'>;
  readonly index: RouteIndex;
  readonly clock: Pick<Clock, 'now'>;
}

/** How a commit's hub was told, by what the record says now. */
export const createTellDelivery =
  ({ store, github, index, clock }: TellDeliveryOptions) =>
  async (report: Report, repository: Repository): Promise<Wanted> => {
    const { subject, sha } = report;
    const name = textAt(subject, 'hub') ?? '';
    const hubId = numberAt(subject, 'hubId');
    if (sha === undefined) {
      const found = await github.commitOf(repository, textAt(subject, 'ref') ?? '');
      return found === undefined
        ? {}
        : { redirect: { ...report, ...ofCommit(repository, found, name, hubId) } };
    }
    const notifications = await store.reports.notifications(report.id);
    // They are older than what is kept.
    if (notifications.length === 0) return {};
    const spoke = index.member(repository.id);
    const hub = hubId === undefined ? index.memberByName(name) : index.member(hubId);
    const required = spoke ? requiredRoutes(spoke, index) : new Set<string>();
    return deliveryReport(notifications, {
      sha,
      // As the route names it: a hub that everybody can't see may have another name by now.
      hub: name,
      now: clock.now(),
      mayShowHub: maySee(repository, hub?.repository ?? onlyNamed(name)),
      isRequired: (route) => required.has(route),
      explain: errorOf,
    });
  };

const ofCommit = ({ id }: Repository, sha: string, hub: string, hubId: number | undefined) => ({
  id: derivedId('delivery', String(id), sha, String(hubId ?? nameKey(hub))),
  sha,
  subject: { hub, hubId: hubId ?? null },
});

const requiredRoutes = (spoke: Member, index: RouteIndex): ReadonlySet<string> =>
  new Set(
    index
      .routesOf(spoke)
      .filter(({ rule }) => rule.report === 'required')
      .map(({ id }) => id),
  );

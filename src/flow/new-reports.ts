import { derivedId } from '../core/derived-id.ts';
import { type Member } from '../core/in-force.ts';
import { type JsonObject, listAt, numberAt, textAt } from '../core/json.ts';
import { maySee } from '../core/may-see.ts';
import { haveSameOwner, nameKey, type Repository } from '../core/repository.ts';
import { matchesRepository } from '../core/repository-pattern.ts';
import { type Route, targetTitle, wantsReport } from '../core/route.ts';
import { type Subject } from '../core/subject.ts';
import { type NewReport } from './report-ports.ts';

/** Whom a route connects. `hub` is absent where the App is not installed there. */
export interface Ends {
  readonly route: Route;
  readonly spoke: Member;
  readonly hub?: Member | undefined;
}

/**
 * The check run that tells the spoke's commit how its hub was told; where the route wants one, and the event has a commit,
 * or a tag that leads to one. There is one for each commit and hub.
 */
export const deliveryReportOf = (
  ends: Ends,
  { sha, ref }: Pick<Subject, 'sha' | 'ref'>,
): NewReport | undefined => {
  const { route, spoke, hub } = ends;
  const { repository } = spoke;
  const place = sha ?? ref;
  const name = hub?.repository.fullName ?? targetTitle(route);
  if (!wantsReport(route.rule) || place === undefined || !mayWriteTo(ends)) return undefined;
  return {
    id: derivedId('delivery', String(repository.id), place, String(hub?.repository.id ?? nameKey(name))),
    kind: 'delivery',
    repositoryId: repository.id,
    lane: repository.installationId,
    ...(sha !== undefined && { sha }),
    subject: { hub: name, hubId: hub?.repository.id ?? null, ...(sha === undefined && { ref: place }) },
  };
};

/**
 * A spoke asks for its own commits. A hub that subscribes writes to those only of spokes that have its owner, or that
 * name it under `publish`, and that may show its name.
 */
const mayWriteTo = ({ route, spoke, hub }: Ends): boolean => {
  if (route.kind === 'notify') return true;
  if (!hub || !maySee(spoke.repository, hub.repository)) return false;
  const { fullName } = hub.repository;
  return (
    haveSameOwner(fullName, spoke.repository.fullName) ||
    spoke.config.publish.some(({ to }) => matchesRepository(to, fullName))
  );
};

/** The issue about a route that fails: in the spoke, or, of `subscribe`, one for all its spokes in the hub. */
export const failureReportOf = ({ route, spoke, hub }: Ends): NewReport | undefined => {
  const isNotify = route.kind === 'notify';
  const shownIn = isNotify ? spoke.repository : hub?.repository;
  if (route.rule['on-failure'] !== 'issue' || !shownIn) return undefined;
  return {
    id: derivedId('failure', route.id, isNotify ? String(spoke.repository.id) : ''),
    kind: 'failure',
    repositoryId: shownIn.id,
    lane: shownIn.installationId,
    subject: { route: route.id, hub: targetTitle(route), spokeId: spoke.repository.id },
  };
};

/** Of which route such an issue is, and of whose events. */
export const routeIn = (subject: JsonObject): readonly [id: string, spokeId: number] => [
  textAt(subject, 'route') ?? '',
  numberAt(subject, 'spokeId') ?? 0,
];

/** The check run about a config file, as it is in this commit. With `pulls`, only if one of these pull requests changes it. */
export const configReportOf = (
  repository: Repository,
  sha: string,
  pulls: readonly number[] = [],
): NewReport => ({
  id: derivedId('config', String(repository.id), sha),
  kind: 'config',
  repositoryId: repository.id,
  lane: repository.installationId,
  sha,
  subject: pulls.length === 0 ? {} : { pulls: [...pulls] },
});

export const pullsOf = ({ subject }: Pick<NewReport, 'subject'>): readonly number[] =>
  listAt(subject, 'pulls').filter((pull) => typeof pull === 'number');

/** The same on the newest commit of the default branch, because these routes stopped. */
export const stoppedReportOf = (repository: Repository, stopped: readonly string[]): NewReport => ({
  id: derivedId('stopped', String(repository.id)),
  kind: 'config',
  repositoryId: repository.id,
  lane: repository.installationId,
  subject: { ref: `refs/heads/${repository.defaultBranch}`, stopped: [...stopped] },
});

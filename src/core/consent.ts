import { type Member, type Source } from './in-force.ts';
import { type Question } from './question.ts';
import { haveSameOwner } from './repository.ts';
import { matchesRepository } from './repository-pattern.ts';
import { type Route } from './route.ts';
import { type Target } from './target.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** What consent depends on: not the event, but who tells whom, of what, and who asked for it. */
export interface Parties extends Pick<Question, 'spoke' | 'hub' | 'eventType'> {
  readonly route: Pick<Route, 'kind' | 'hub'>;
  /** Of the hub, where it is to be started by workflow_dispatch. */
  readonly workflow?: string;
}

type ConsentRule = (parties: Parties) => Verdict;

export const spokeIsReady = ({
  spoke: { repository },
  isSpokeSuspended,
  source,
}: Pick<Question, 'spoke' | 'isSpokeSuspended' | 'source'>): Verdict => {
  const rule = 'policy.spoke';
  if (isSpokeSuspended) return fail(rule, `the installation on ${repository.fullName} is suspended`);
  return source === undefined
    ? pass(rule, `the App is installed on ${repository.fullName}`)
    : pass(rule, `the source "${source}" speaks for ${repository.fullName}`);
};

export const bothAgree: ConsentRule = (parties) =>
  parties.route.kind === 'notify' ? hubAccepts(parties) : spokePublishes(parties);

const hubAccepts: ConsentRule = ({ spoke, hub, route, eventType, workflow }) => {
  const rule = 'policy.accept';
  const name = hub?.repository.fullName ?? route.hub ?? '';
  const source = hub?.sources.accept;
  if (source?.note !== undefined) return fail(rule, `${name} accepts nobody: ${noteOf(source, name)}`);
  const from = (hub?.config.accept ?? [])
    .map((accept, index) => ({ accept, index }))
    .filter(({ accept }) => matchesRepository(accept.from, spoke.repository.fullName));
  if (from.length === 0) return fail(rule, `${name} has no accept entry for ${spoke.repository.fullName}`);
  const placed = (index: number): string => `accept[${index}]${placeOf(source, name)}`;
  if (workflow !== undefined) {
    const entry = from.find(({ accept }) => accept.workflows?.includes(workflow));
    return entry
      ? pass(rule, `${name} lets ${spoke.repository.fullName} start ${workflow}: ${placed(entry.index)}`)
      : fail(
          rule,
          `${name} accepts from ${spoke.repository.fullName}, but no accept entry says workflows: [${workflow}]`,
        );
  }
  const allowing = from.find(({ accept }) => accept['event-types']?.includes(eventType) ?? true);
  if (allowing) {
    const entry = placed(allowing.index);
    return pass(rule, `${name} accepts "${eventType}" from ${spoke.repository.fullName}: ${entry}`);
  }
  const types = from.flatMap(({ accept }) => accept['event-types'] ?? []).join(', ');
  return fail(rule, `${name} accepts only [${types}] from ${spoke.repository.fullName}, not "${eventType}"`);
};

const spokePublishes: ConsentRule = ({ spoke, hub, route }) => {
  const rule = 'policy.publish';
  const name = hub?.repository.fullName ?? route.hub ?? '';
  const { fullName, visibility } = spoke.repository;
  if (visibility === 'public') return pass(rule, `${fullName} is public`);
  if (haveSameOwner(fullName, name)) return pass(rule, `${fullName} has the same owner`);
  const index = spoke.config.publish.findIndex((publish) => matchesRepository(publish.to, name));
  const source = spoke.sources.publish;
  if (index !== -1)
    return pass(rule, `${fullName} publishes to ${name}: publish[${index}]${placeOf(source, fullName)}`);
  const why = source.note === undefined ? '' : ` (${noteOf(source, fullName)})`;
  return fail(rule, `${fullName} is ${visibility} and does not name ${name} under "publish"${why}`);
};

/** The operator says who may use an endpoint. Which ones there are, nobody else is told. */
export const endpointIsOpen = ({
  route,
  endpoint,
  spoke: { repository },
}: Pick<Question, 'endpoint' | 'spoke'> & { readonly route: Pick<Route, 'endpoint'> }): Verdict => {
  const rule = 'policy.endpoint';
  const name = route.endpoint ?? '';
  return endpoint && matchesRepository(endpoint.allow, repository.fullName)
    ? pass(rule, `the endpoint "${name}" is open to ${repository.fullName}`)
    : fail(rule, `the operator defined no endpoint "${name}" that is open to ${repository.fullName}`);
};

export const nothingLeaks = ({ spoke, hub }: Pick<Parties, 'spoke' | 'hub'>): Verdict => {
  const rule = 'policy.privacy';
  const { fullName, visibility } = spoke.repository;
  if (visibility === 'public') return pass(rule, `${fullName} is public`);
  if (hub?.repository.visibility !== 'public') return pass(rule, 'the hub is not public');
  if (spoke.config['allow-public-hubs']) {
    const place = placeOf(spoke.sources['allow-public-hubs'], fullName);
    return pass(rule, `${fullName} says allow-public-hubs: true${place}`);
  }
  return fail(
    rule,
    `${fullName} is ${visibility}, ${hub.repository.fullName} is public, and the spoke did not allow that`,
  );
};

/** Where it stands, unless in the file of the repository that was just named. */
const placeOf = (source: Source | undefined, named: string): string =>
  source === undefined || source.definedIn === named ? '' : ` in ${source.definedIn}`;

const noteOf = ({ definedIn, note = '' }: Source, named: string): string =>
  definedIn === named ? note : `${definedIn}: ${note}`;

/** A notification that is about to be sent, with who is party to it now. `spoke`: why nobody speaks for it any more. */
export interface Pending extends Pick<Question, 'isSpokeSuspended' | 'source' | 'endpoint' | 'eventType'> {
  readonly route: Pick<Route, 'kind' | 'hub' | 'endpoint'>;
  readonly target?: Target;
  readonly spoke: Member | string;
  /** Absent where it is not installed any more. */
  readonly hub?: Member;
}

/**
 * Whether both sides agree still, when what was planned is sent: hours, or, when it is replayed, weeks may have passed.
 * Of a hub that is gone, suspended or archived GitHub itself says so.
 */
export const stillAgree = ({ spoke, target, ...pending }: Pending): Verdict => {
  if (typeof spoke === 'string') return fail('policy.spoke', spoke);
  const isThere = spokeIsReady({ spoke, ...pending });
  const agree = (...parts: readonly Verdict[]) =>
    all('policy', 'both sides agree still', [isThere, ...parts]);
  if (target?.kind === 'endpoint') return agree(endpointIsOpen({ spoke, ...pending }));
  if (!pending.hub) return isThere;
  const parties = { spoke, ...pending, ...(target && { workflow: target.workflow }) };
  return agree(bothAgree(parties), nothingLeaks(parties));
};

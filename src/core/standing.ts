import { bothAgree, endpointIsOpen, nothingLeaks, type Parties } from './consent.ts';
import { eventTypesOf } from './event-types.ts';
import { type Member } from './in-force.ts';
import { maySee, onlyNamed } from './may-see.ts';
import { grants } from './permissions.ts';
import { hubIsReady } from './policy.ts';
import { type Installation } from './repository.ts';
import { neededPermission, type Route, workflowOf } from './route.ts';
import { RouteIndex } from './route-index.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** What can be said of a route without an event. It stands when each of its four verdicts passes. */
export interface Standing {
  readonly route: Route;
  readonly spoke: Member;
  readonly hub?: Member;
  /** The hub's. */
  readonly installation?: Installation;
  /** There is a hub, or an endpoint, that can be told. */
  readonly reach: Verdict;
  /** We may write to it. */
  readonly permission: Verdict;
  /** Both sides agree to at least one of the event types; where not to all, its parts say to which. */
  readonly consent: Verdict;
  readonly leak: Verdict;
  /** Those that the route can send, and of these those that both sides agree to. */
  readonly eventTypes: readonly string[];
  readonly agreed: readonly string[];
  /** Whoever reads the spoke may know the hub. */
  readonly mayShowHub: boolean;
  /** They may also know the file that says whom it accepts, which may be that of its owner's `.github`. */
  readonly mayShowConsent: boolean;
  readonly stands: boolean;
}

export const standingOf = (route: Route, spoke: Member, index: RouteIndex): Standing => {
  if (route.endpoint !== undefined) return standingOfEndpoint(route, spoke, index);
  const hub = route.hub === undefined ? undefined : index.memberByName(route.hub);
  const installation = hub && index.installation(hub.repository.installationId);
  const who = { route, spoke, ...(hub && { hub }), ...(installation && { installation }) };
  const verdicts = {
    reach: hubIsReady(who),
    permission: permissionOf(route, installation),
    leak: nothingLeaks(who),
  };
  const consent = consentOf(who);
  const stands = [...Object.values(verdicts), consent.consent].every(({ passed }) => passed);
  const mayShowHub =
    route.hub === undefined || maySee(spoke.repository, hub?.repository ?? onlyNamed(route.hub));
  const mayShowConsent = mayShowHub && (!hub || maySee(spoke.repository, sourceOf(hub, index)));
  return { ...who, ...verdicts, ...consent, mayShowHub, mayShowConsent, stands };
};

/** What its operator says of it is all there is. */
const standingOfEndpoint = (route: Route, spoke: Member, { operator }: RouteIndex): Standing => {
  const endpoint = operator.endpoint(route.endpoint ?? '');
  const open = endpointIsOpen({ route, spoke, ...(endpoint && { endpoint }) });
  const eventTypes = eventTypesOf(route.rule);
  return {
    route,
    spoke,
    reach: open,
    permission: pass('permission', 'an endpoint needs none of GitHub’s'),
    consent: open,
    leak: pass('policy.privacy', 'the operator decides who may use an endpoint'),
    eventTypes,
    agreed: open.passed ? eventTypes : [],
    mayShowHub: true,
    mayShowConsent: true,
    stands: open.passed,
  };
};

const sourceOf = ({ sources, repository }: Member, index: RouteIndex) => {
  const { definedIn } = sources.accept;
  if (definedIn === repository.fullName) return repository;
  return index.memberByName(definedIn)?.repository ?? onlyNamed(definedIn);
};

const permissionOf = ({ hub = '', rule: asked }: Route, installation: Installation | undefined): Verdict => {
  const rule = 'permission';
  if (!installation) return fail(rule, `the App is not installed on ${hub}`);
  const { account } = installation;
  const needed = neededPermission(asked);
  return grants(installation, needed, 'write')
    ? pass(rule, `${account} grants "${needed}: write"`)
    : fail(rule, `${account} does not grant "${needed}: write" on ${hub}`);
};

type Consented = Pick<Standing, 'consent' | 'eventTypes' | 'agreed'>;

const consentOf = (who: Omit<Parties, 'eventType'> & Pick<Standing, 'route'>): Consented => {
  const eventTypes = eventTypesOf(who.route.rule);
  const workflow = workflowOf(who.route.rule);
  const parts = eventTypes.map((eventType) =>
    bothAgree({ ...who, eventType, ...(workflow !== undefined && { workflow }) }),
  );
  const agreed = eventTypes.filter((_, at) => parts[at]?.passed);
  const [first] = parts;
  if (!first) return { consent: fail('policy.accept', 'the route names no event'), eventTypes, agreed };
  if (agreed.length === 0 || agreed.length < eventTypes.length) {
    const { rule } = first;
    const consent =
      agreed.length === 0 ? all(rule, '', parts) : pass(rule, partly(eventTypes, agreed), parts);
    return { consent, eventTypes, agreed };
  }
  return { consent: first, eventTypes, agreed };
};

const partly = (eventTypes: readonly string[], agreed: readonly string[]): string =>
  `both sides agree to ${agreed.join(', ')}, but not to ` +
  eventTypes.filter((type) => !agreed.includes(type)).join(', ');

/** A standing as it may be told to whoever reads the spoke. */
export type ShownStanding = Pick<
  Standing,
  'route' | 'reach' | 'permission' | 'consent' | 'leak' | 'eventTypes' | 'agreed' | 'stands'
>;

/**
 * Of a hub that its readers may not know, nothing is told but whether it can be notified; and where not, in one sentence for
 * every cause: anybody may name anything in a file, and must not learn by that what there is. `undefined` where the
 * route itself is that hub's and not to be told.
 */
export const shownStanding = ({
  route,
  reach,
  permission,
  consent,
  leak,
  ...standing
}: Standing): ShownStanding | undefined => {
  const { eventTypes, stands, spoke } = standing;
  const { agreed } = standing;
  const shown = { route, leak, eventTypes, stands };
  const what = agreed.length < eventTypes.length ? partly(eventTypes, agreed) : 'both sides agree';
  if (standing.mayShowConsent || (standing.mayShowHub && route.kind === 'subscribe'))
    return { ...shown, reach, permission, consent, agreed };
  if (standing.mayShowHub) {
    const refused = `${route.hub ?? ''} does not accept ${spoke.repository.fullName}`;
    const { rule } = consent;
    return {
      ...shown,
      reach,
      permission,
      consent: agreed.length > 0 ? pass(rule, what) : fail(rule, refused),
      agreed,
    };
  }
  if (route.kind === 'subscribe') return undefined;
  const { hub = '' } = route;
  // Of this owner's own repositories it may be told that there is none: the one that is hidden had the name before.
  if (!stands && standing.hub && maySee(spoke.repository, onlyNamed(hub)))
    return shownStanding(standingOf(route, spoke, new RouteIndex()));
  if (!stands) {
    const cannot = `${hub} can't be told: there is no such repository, the App is not installed there or may not write to it, or it does not accept ${spoke.repository.fullName}`;
    return {
      ...shown,
      reach: fail(reach.rule, cannot),
      permission: fail(permission.rule, cannot),
      consent: fail(consent.rule, cannot),
      agreed: [],
    };
  }
  return {
    ...shown,
    reach: pass(reach.rule, `${hub} can be told`),
    permission: pass(permission.rule, `${hub} can be told`),
    consent: pass(consent.rule, what),
    agreed,
  };
};

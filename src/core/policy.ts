import { type Event } from './event.ts';
import { at, numberAt, textAt } from './json.ts';
import { matchesRepository } from './repository-pattern.ts';
import { type Installation, nameKey, ownerOf } from './repository.ts';
import { type Member } from './route-index.ts';
import { type Route } from './route.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** What the rules look at. `hub` and `installation` are absent where the App is not installed on the hub. */
export interface Question {
  readonly event: Event;
  readonly route: Route;
  readonly spoke: Member;
  readonly hub?: Member;
  /** The hub's installation. */
  readonly installation?: Installation;
  readonly eventType: string;
  /** Login of the App's own bot ("hub-relay[bot]"), once it is known. */
  readonly botLogin?: string;
}

type PolicyRule = (question: Question) => Verdict;

/** Whether this hub may be told of this event. Every rule answers, so that a refusal shows all its reasons. */
export const decide = (question: Question): Verdict =>
  all(
    'policy',
    'both sides agree, and nothing private leaks',
    RULES.map((rule) => rule(question)),
  );

const supported: PolicyRule = ({ route }) => {
  const rule = 'policy.target';
  if (route.hub === undefined) return fail(rule, 'this version cannot deliver to an endpoint yet');
  if ('workflow' in route.rule)
    return fail(rule, 'this version cannot start a workflow by workflow_dispatch yet');
  return pass(rule, `repository_dispatch to ${route.hub}`);
};

const hubIsReady: PolicyRule = ({ route, spoke, hub, installation }) => {
  const rule = 'policy.hub';
  if (!hub || !installation) return fail(rule, `the App is not installed on ${route.hub ?? 'the endpoint'}`);
  const name = hub.repository.fullName;
  if (installation.suspended) return fail(rule, `the installation on ${installation.account} is suspended`);
  if (hub.repository.archived) return fail(rule, `${name} is archived`);
  if (hub.repository.id === spoke.repository.id) return fail(rule, `${name} is the spoke itself`);
  return pass(rule, `the App is installed on ${name}`);
};

const bothAgree: PolicyRule = (question) =>
  question.route.kind === 'notify' ? hubAccepts(question) : spokePublishes(question);

const hubAccepts: PolicyRule = ({ spoke, hub, route, eventType }) => {
  const rule = 'policy.accept';
  const name = hub?.repository.fullName ?? route.hub ?? 'the endpoint';
  if (hub?.note !== undefined) return fail(rule, `${name} accepts nobody: ${hub.note}`);
  const from = (hub?.config.accept ?? []).filter((accept) =>
    matchesRepository(accept.from, spoke.repository.fullName),
  );
  if (from.length === 0) return fail(rule, `${name} has no accept entry for ${spoke.repository.fullName}`);
  const allowed = from.some((accept) => accept['event-types']?.includes(eventType) ?? true);
  if (allowed) return pass(rule, `${name} accepts "${eventType}" from ${spoke.repository.fullName}`);
  const types = from.flatMap((accept) => accept['event-types'] ?? []).join(', ');
  return fail(rule, `${name} accepts only [${types}] from ${spoke.repository.fullName}, not "${eventType}"`);
};

const spokePublishes: PolicyRule = ({ spoke, hub, route }) => {
  const rule = 'policy.publish';
  const name = hub?.repository.fullName ?? route.definedIn;
  const { fullName, visibility } = spoke.repository;
  if (visibility === 'public') return pass(rule, `${fullName} is public`);
  if (nameKey(ownerOf(fullName)) === nameKey(ownerOf(name)))
    return pass(rule, `${fullName} has the same owner`);
  if (spoke.config.publish.some((publish) => matchesRepository(publish.to, name))) {
    return pass(rule, `${fullName} publishes to ${name}`);
  }
  return fail(rule, `${fullName} is ${visibility} and does not name ${name} under "publish"`);
};

const nothingLeaks: PolicyRule = ({ spoke, hub }) => {
  const rule = 'policy.privacy';
  const { fullName, visibility } = spoke.repository;
  if (visibility === 'public') return pass(rule, `${fullName} is public`);
  if (hub?.repository.visibility !== 'public') return pass(rule, 'the hub is not public');
  if (spoke.config['allow-public-hubs']) return pass(rule, `${fullName} says allow-public-hubs: true`);
  return fail(
    rule,
    `${fullName} is ${visibility}, ${hub.repository.fullName} is public, and the spoke did not allow that`,
  );
};

const nothingLoops: PolicyRule = ({ event, route, botLogin }) => {
  const rule = 'policy.loop';
  if (botLogin !== undefined && event.sender === botLogin)
    return fail(rule, `${botLogin} itself caused this event`);
  if (event.name === 'workflow_run' && route.rule.chain !== true && wasDispatched(event)) {
    return fail(rule, 'a dispatch started this run, and the route does not say chain: true');
  }
  return pass(rule, 'not caused by a dispatch of ours');
};

/** People start workflows by hand too (workflow_dispatch): only what a bot started can be an echo of us. */
const wasDispatched = ({ payload }: Event): boolean => {
  const cause = textAt(payload, 'workflow_run.event');
  if (cause === 'repository_dispatch') return true;
  return cause === 'workflow_dispatch' && textAt(payload, 'workflow_run.triggering_actor.type') === 'Bot';
};

const forksAreWelcome: PolicyRule = ({ event, route }) => {
  const rule = 'policy.fork';
  if (!isFromFork(event)) return pass(rule, 'not from a fork');
  if (route.rule.forks === true) return pass(rule, 'from a fork, and the route says forks: true');
  return fail(rule, 'the pull request comes from a fork, and the route does not say forks: true');
};

/** A pull request, or the run of one, whose head is not surely in the repository itself; a deleted fork’s is null. */
export const isFromFork = ({ name, payload }: Event): boolean => {
  if (name === 'workflow_run') return isForkRun(payload);
  if (name !== 'pull_request') return false;
  const head = numberAt(payload, 'pull_request.head.repo.id');
  return head === undefined || head !== numberAt(payload, 'repository.id');
};

const isForkRun = (payload: Event['payload']): boolean => {
  const head = at(payload, 'workflow_run.head_repository');
  if (head === undefined) return false;
  return numberAt(head, 'id') !== numberAt(payload, 'repository.id');
};

const RULES: readonly PolicyRule[] = [
  supported,
  hubIsReady,
  bothAgree,
  nothingLeaks,
  nothingLoops,
  forksAreWelcome,
];

import { bothAgree, endpointIsOpen, nothingLeaks, spokeIsReady } from './consent.ts';
import { isFromFork } from './fork.ts';
import { chainsAreWelcome, fewHops, noEndlessStreak, noRepositoryTwice, notByOurBot } from './loops.ts';
import { grants } from './permissions.ts';
import { unreachable } from './obstacle.ts';
import { neededPermission, workflowOf } from './route.ts';
import { type PolicyRule, type Question } from './question.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** Whether this hub, or endpoint, may be told of this event. Every rule answers, so that a refusal shows all its reasons. */
export const decide = (question: Question): Verdict =>
  all(
    'policy',
    'both sides agree, and nothing private leaks',
    [...(question.route.hub === undefined ? OF_ENDPOINTS : OF_HUBS), ...OF_ALL].map((rule) => rule(question)),
  );

export const hubIsReady = ({
  route,
  spoke,
  hub,
  installation,
}: Pick<Question, 'route' | 'spoke' | 'hub' | 'installation'>): Verdict => {
  const rule = 'policy.hub';
  const asked = route.hub ?? '';
  const why = unreachable(asked, hub, installation);
  if (!hub || !installation || why !== undefined) return fail(rule, why ?? asked);
  const name = hub.repository.fullName;
  if (hub.repository.id === spoke.repository.id) return fail(rule, `${name} is the spoke itself`);
  const needed = neededPermission(route.rule);
  return pass(
    rule,
    grants(installation, needed, 'write')
      ? `the App is installed on ${name}`
      : `the App is installed on ${name}, but not granted "${needed}: write" there: ${LACKING[needed]}`,
  );
};

/** A whole installation waits for the one; for the other, only what needs it fails. */
const LACKING = {
  contents: 'what is for it waits',
  actions: 'GitHub will refuse to start its workflow',
} as const;

const forksAreWelcome: PolicyRule = ({ event, route }) => {
  const rule = 'policy.fork';
  if (!isFromFork(event)) return pass(rule, 'not from a fork');
  if (route.rule.forks === true) return pass(rule, 'from a fork, and the route says forks: true');
  return fail(rule, 'the pull request comes from a fork, and the route does not say forks: true');
};

const consentOfBoth: PolicyRule = (question) => {
  const workflow = workflowOf(question.route.rule);
  return bothAgree({ ...question, ...(workflow !== undefined && { workflow }) });
};

const OF_HUBS: readonly PolicyRule[] = [spokeIsReady, hubIsReady, consentOfBoth, nothingLeaks];

/** The operator let the repository use it: nothing of it is public. */
const OF_ENDPOINTS: readonly PolicyRule[] = [spokeIsReady, endpointIsOpen];

const OF_ALL: readonly PolicyRule[] = [
  notByOurBot,
  chainsAreWelcome,
  fewHops,
  noRepositoryTwice,
  noEndlessStreak,
  forksAreWelcome,
];

/** The rules that look at the two repositories, and not at the event: what they refuse, they refuse each time. */
const AGREEMENT: ReadonlySet<string> = new Set([
  'policy.endpoint',
  'policy.spoke',
  'policy.hub',
  'policy.accept',
  'policy.publish',
  'policy.privacy',
]);

export const isAgreement = (rule: string): boolean => AGREEMENT.has(rule);

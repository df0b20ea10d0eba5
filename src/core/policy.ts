import { bothAgree, nothingLeaks, spokeIsReady } from './consent.ts';
import { isFromFork } from './fork.ts';
import { chainsAreWelcome, fewHops, noEndlessStreak, noRepositoryTwice, notByOurBot } from './loops.ts';
import { mayDispatch } from './permissions.ts';
import { unreachable } from './obstacle.ts';
import { type PolicyRule, type Question } from './question.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** Whether this hub may be told of this event. Every rule answers, so that a refusal shows all its reasons. */
export const decide = (question: Question): Verdict =>
  all(
    'policy',
    'both sides agree, and nothing private leaks',
    RULES.map((rule) => rule(question)),
  );

export const targetIsSupported = ({ route }: Pick<Question, 'route'>): Verdict => {
  const rule = 'policy.target';
  if (route.hub === undefined) return fail(rule, 'this version cannot deliver to an endpoint yet');
  if ('workflow' in route.rule)
    return fail(rule, 'this version cannot start a workflow by workflow_dispatch yet');
  return pass(rule, `repository_dispatch to ${route.hub}`);
};

export const hubIsReady = ({
  route,
  spoke,
  hub,
  installation,
}: Pick<Question, 'route' | 'spoke' | 'hub' | 'installation'>): Verdict => {
  const rule = 'policy.hub';
  const asked = route.hub ?? 'the endpoint';
  const why = unreachable(asked, hub, installation);
  if (!hub || !installation || why !== undefined) return fail(rule, why ?? asked);
  const name = hub.repository.fullName;
  if (hub.repository.id === spoke.repository.id) return fail(rule, `${name} is the spoke itself`);
  return pass(
    rule,
    mayDispatch(installation)
      ? `the App is installed on ${name}`
      : `the App is installed on ${name}, but not granted "contents: write" there: what is for it waits`,
  );
};

const forksAreWelcome: PolicyRule = ({ event, route }) => {
  const rule = 'policy.fork';
  if (!isFromFork(event)) return pass(rule, 'not from a fork');
  if (route.rule.forks === true) return pass(rule, 'from a fork, and the route says forks: true');
  return fail(rule, 'the pull request comes from a fork, and the route does not say forks: true');
};

const RULES: readonly PolicyRule[] = [
  targetIsSupported,
  spokeIsReady,
  hubIsReady,
  bothAgree,
  nothingLeaks,
  notByOurBot,
  chainsAreWelcome,
  fewHops,
  noRepositoryTwice,
  noEndlessStreak,
  forksAreWelcome,
];

/** The rules that look at the two repositories, and not at the event: what they refuse, they refuse each time. */
const AGREEMENT: ReadonlySet<string> = new Set([
  'policy.target',
  'policy.spoke',
  'policy.hub',
  'policy.accept',
  'policy.publish',
  'policy.privacy',
]);

export const isAgreement = (rule: string): boolean => AGREEMENT.has(rule);

import { contentOf, targetOf } from './content.ts';
import { derivedId } from './derived-id.ts';
import { type Event, isEventName } from './event.ts';
import { type ChangedFiles, factsOf } from './facts.ts';
import {
  compileExpression,
  evaluateCondition,
  type Expression,
  type ExpressionProblem,
} from './expression.ts';
import { githubContexts, type GithubContext, type GithubUrls } from './github-context.ts';
import { type Member, notesOf } from './in-force.ts';
import { type JsonObject } from './json.ts';
import { chainThrough, type Lineage, longestOf, NO_PAST, type Past, type Step } from './lineage.ts';
import { matchOn } from './match.ts';
import { LIMITS, type Relay } from './payload.ts';
import { decide } from './policy.ts';
import { haveSameOwner } from './repository.ts';
import { type RouteIndex } from './route-index.ts';
import { type Route, targetTitle } from './route.ts';
import { speakerOf } from './speaker.ts';
import { type Subject, subjectOf } from './subject.ts';
import { type Target } from './target.ts';
import { all, fail, pass, type Verdict } from './verdict.ts';

/** What an event means for one route: it is `silent` (does not match), `refused` by policy, or `fires`. */
export interface Finding {
  readonly route: Route;
  readonly outcome: 'fires' | 'refused' | 'silent';
  readonly verdict: Verdict;
  readonly eventType: string;
  /** The same for the same event and route, whenever and wherever it is planned. */
  readonly id: string;
  readonly hub?: Member;
  /** Absent for a repository_dispatch. */
  readonly target?: Target;
  readonly payload: JsonObject;
  readonly ref?: string;
}

export interface Considered {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** The ids of the repositories that the event's notifications come through, its own last. */
  readonly chain: readonly number[];
  /** How many notifications in a row they end, each of which may have led to the next. */
  readonly streak: number;
}

export interface Surroundings {
  readonly index: RouteIndex;
  readonly urls: GithubUrls;
  readonly botLogin?: string;
  /** The files that a pull request changes, where a route needs them. */
  readonly changedFiles?: ChangedFiles;
  /** What the record knows of the event's origin. */
  readonly past?: Past;
}

/** What was found before the record is asked where the event came from. */
export interface Matched {
  /** Who speaks; absent where nobody does. */
  readonly spoke?: Member;
  /** Whether a route matches: without one, what the record knows makes no difference. */
  readonly isAnyMatched: boolean;
  readonly conclude: (past: Past) => Considered;
}

/** Event → one finding for each route that speaks of its repository, with every reason. */
export const consider = (event: Event, { past = NO_PAST, ...surroundings }: Surroundings): Considered =>
  matchRoutes(event, surroundings).conclude(past);

/** The first half of `consider`: which routes speak of the event's repository and match. */
export const matchRoutes = (event: Event, surroundings: Omit<Surroundings, 'past'>): Matched => {
  if (!isEventName(event.name)) return unmatched(`routes cannot name the event "${event.name}"`);
  const speaker = speakerOf(event, surroundings.index);
  if ('why' in speaker) return unmatched(speaker.why);
  const { spoke } = speaker;
  const routes = surroundings.index.routesOf(spoke);
  const notes = notesOf(spoke).map((note) => fail('file', note));
  if (routes.length === 0) {
    return { spoke, ...unmatched(`no route speaks of ${spoke.repository.fullName}`, notes) };
  }
  const facts = factsOf(event, surroundings.changedFiles);
  const contextOf = githubContexts(event, surroundings.urls);
  const matched = routes.map((route) => {
    const context = contextOf(route.definedIn);
    return { route, context, matches: [matchOn(route.rule.on, facts), ...condition(route, context)] };
  });
  const isMatched = ({ matches }: (typeof matched)[number]): boolean => matches.every(({ passed }) => passed);
  return {
    spoke,
    isAnyMatched: matched.some(isMatched),
    conclude: (past) => {
      const subject = subjectOf(event);
      const { lineage, chain } = originOf(spoke, surroundings.index, past);
      const considered = matched.map((one) =>
        considerRoute({ event, spoke, subject, lineage, chain, ...one, ...surroundings }),
      );
      return concluded(spoke, considered, notes, { lineage, chain });
    },
  };
};

const concluded = (
  spoke: Member,
  considered: readonly Finding[],
  notes: readonly Verdict[],
  { lineage, chain }: Origin,
): Considered => {
  const { findings, crowd } = withoutCrowd(considered, spoke);
  const fired = findings.filter((finding) => finding.outcome === 'fires').length;
  const count = considered.length;
  const reason = `${fired} of ${count} ${count === 1 ? 'route fires' : 'routes fire'}`;
  const parts = [...notes, ...findings.map((finding) => finding.verdict), ...crowd];
  return {
    verdict: fired > 0 ? pass('event', reason, parts) : fail('event', reason, parts),
    findings,
    chain: chain.map(({ id }) => id),
    streak: lineage.streak + 1,
  };
};

/** Anyone may ask for anything: what strangers are refused is put on record only so often for one event. */
const MOST_STRANGERS = 100;

const withoutCrowd = (
  findings: readonly Finding[],
  { repository }: Member,
): { readonly findings: readonly Finding[]; readonly crowd: readonly Verdict[] } => {
  const isOfStranger = ({ route, outcome }: Finding): boolean =>
    outcome === 'refused' &&
    route.kind === 'subscribe' &&
    !haveSameOwner(route.definedIn, repository.fullName);
  const crowd = new Set(findings.filter(isOfStranger).slice(MOST_STRANGERS));
  if (crowd.size === 0) return { findings, crowd: [] };
  const reason = `${crowd.size} more subscriptions of other owners were refused, and are not listed`;
  return { findings: findings.filter((finding) => !crowd.has(finding)), crowd: [fail('strangers', reason)] };
};

interface Origin {
  readonly lineage: Lineage;
  readonly chain: readonly Step[];
}

/** Names that not everyone may know are not told to whom the chain comes later. */
const originOf = ({ repository }: Member, index: RouteIndex, past: Past): Origin => {
  const stepOf = (id: number): Step => {
    const known = index.member(id)?.repository;
    return { id, name: known?.visibility === 'public' ? known.fullName : 'private' };
  };
  const own: Step = { id: repository.id, name: repository.fullName };
  const chains = past.told.map((told) => [
    ...chainThrough(told, repository.id).slice(0, -1).map(stepOf),
    own,
  ]);
  return { lineage: { chains, streak: past.streak }, chain: longestOf(chains, own) };
};

interface Asked extends Omit<Surroundings, 'past'>, Origin {
  readonly event: Event;
  readonly route: Route;
  readonly spoke: Member;
  /** What its filters and its condition say. */
  readonly matches: readonly Verdict[];
  readonly context: GithubContext;
  readonly subject: Subject;
}

const considerRoute = (asked: Asked): Finding => {
  const { event, route, spoke, matches, index, botLogin, lineage, chain } = asked;
  const eventType = route.rule['event-type'] ?? defaultEventType(event);
  const id = notificationId(event.id, route.id);
  const hub = route.hub === undefined ? undefined : index.memberByName(route.hub);
  const endpoint = route.endpoint === undefined ? undefined : index.operator.endpoint(route.endpoint);
  const ends = { ...(hub && { hub }), ...(endpoint && { endpoint }) };
  const { ref } = asked.subject;
  const target = targetOf({ event, route, ...ends });
  const found = {
    route,
    eventType,
    id,
    ...(hub && { hub }),
    ...(target && { target }),
    ...(ref !== undefined && { ref }),
  };
  const title = `${route.id} → ${hub?.repository.fullName ?? targetTitle(route)}`;

  if (matches.some((part) => !part.passed)) {
    return { ...found, outcome: 'silent', verdict: all(title, '', matches), payload: {} };
  }
  const installation = hub && index.installation(hub.repository.installationId);
  const spokeInstallation = index.installation(spoke.repository.installationId);
  const policy = decide({
    event,
    route,
    spoke,
    eventType,
    lineage,
    isSpokeSuspended: spokeInstallation?.suspended ?? false,
    ...ends,
    ...(event.source !== undefined && { source: event.source }),
    ...(installation && { installation }),
    ...(botLogin !== undefined && { botLogin }),
  });
  const via = chain.map(({ name }) => name);
  const relay: Relay = {
    id,
    eventId: event.id,
    route: route.id,
    ...(endpoint && { eventType }),
    hop: via.length,
    via,
  };
  const built = policy.passed ? contentOf({ ...asked, ...ends }, relay) : { payload: {}, verdicts: [] };
  const verdict = all(title, `fires "${eventType}"`, [...matches, policy, ...built.verdicts]);
  return { ...found, outcome: verdict.passed ? 'fires' : 'refused', verdict, payload: built.payload };
};

const condition = ({ rule }: Route, context: GithubContext): readonly Verdict[] => {
  if (rule.if === undefined) return [];
  const compiled = conditionOf(rule, rule.if);
  return ['problem' in compiled ? fail('if', compiled.problem) : evaluateCondition(compiled, context)];
};

const conditions = new WeakMap<Route['rule'], Expression | ExpressionProblem>();

/** Compiled once for each rule: they come from files that were read once and never change. */
const conditionOf = (rule: Route['rule'], text: string): Expression | ExpressionProblem => {
  const compiled = conditions.get(rule) ?? compileExpression(text);
  conditions.set(rule, compiled);
  return compiled;
};

/** Cut to what GitHub takes; its own names are far shorter. */
const defaultEventType = ({ name, action }: Event): string =>
  (action === undefined ? name : `${name}-${action}`).slice(0, LIMITS.eventType).toWellFormed();

/** Planning the same event twice makes the same notification. */
export const notificationId = (eventId: string, routeId: string): string => derivedId(eventId, routeId);

const unmatched = (reason: string, parts: readonly Verdict[] = []): Matched => ({
  isAnyMatched: false,
  conclude: () => ({ verdict: fail('event', reason, parts), findings: [], chain: [], streak: 0 }),
});

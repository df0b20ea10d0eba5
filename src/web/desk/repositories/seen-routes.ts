import { type Member } from '../../../core/in-force.ts';
import { type Repository } from '../../../core/repository.ts';
import { type Route } from '../../../core/route.ts';
import { RouteIndex } from '../../../core/route-index.ts';
import { standingOf } from '../../../core/standing.ts';
import { createBudget } from '../../../flow/budget.ts';
import { type Clock } from '../../../flow/ports.ts';
import { type Facet, facetsOf } from '../../../flow/route-facets.ts';
import { veilAll, veilFor } from '../veil.ts';
import { mayRead, type Viewer } from '../viewer.ts';

/** A route as somebody may know it. `facets` are absent where its hub is not theirs to see, which is then not told either. */
export interface SeenRoute {
  readonly route: Route;
  readonly spoke: Repository;
  /** Absent for an endpoint, and where it is not known or not theirs. */
  readonly hub?: Repository;
  readonly facets?: readonly Facet[];
}

/** One rule of a file, and each spoke for which it stands there. */
export interface SeenRule {
  readonly route: Route;
  readonly spokes: readonly SeenRoute[];
}

export const mayReadName = (viewer: Viewer, index: RouteIndex, fullName: string): boolean => {
  if (viewer.isOperator) return true;
  const found = index.memberByName(fullName);
  return found !== undefined && mayRead(viewer, found.repository.id);
};

/** Whom a spoke tells, as far as the file that says so is the viewer's to read. */
export const routesFrom = (spoke: Member, viewer: Viewer, index: RouteIndex): readonly SeenRoute[] =>
  readableRoutes(spoke, viewer, index).map((route) => seen(route, spoke, viewer, index));

export const readableRoutes = (spoke: Member, viewer: Viewer, index: RouteIndex): readonly Route[] =>
  index.routesOf(spoke).filter(({ definedIn }) => mayReadName(viewer, index, definedIn));

const seen = (route: Route, spoke: Member, viewer: Viewer, index: RouteIndex): SeenRoute => {
  const about = { route, spoke: spoke.repository };
  if (route.hub !== undefined && !mayReadName(viewer, index, route.hub)) return about;
  const standing = standingOf(route, spoke, index);
  const sources = [
    ...[spoke.sources.publish, spoke.sources['allow-public-hubs']],
    ...(standing.hub ? [standing.hub.sources.accept] : []),
  ];
  const facets = veilAll([...silenceOf(spoke, index), ...facetsOf(standing)], veilFor(viewer, index));
  return {
    ...about,
    ...(standing.hub && { hub: standing.hub.repository }),
    facets: sources.every(({ definedIn }) => mayReadName(viewer, index, definedIn))
      ? facets
      : facets.map(withoutSource),
  };
};

/** Why nothing is heard of a spoke, whatever the route says. */
const silenceOf = ({ repository }: Member, index: RouteIndex): readonly Facet[] => {
  const installation = index.installation(repository.installationId);
  if (installation?.suspended !== true) return [];
  return [
    {
      name: 'spoke',
      level: 'fail',
      text: `nothing is heard of ${repository.fullName}: its installation is suspended`,
      remedy: 'Its owner can lift that on the installation’s page.',
    },
  ];
};

/** An owner's defaults may be closed to whoever reads one repository: then not told is where consent was looked for, and why. */
const withoutSource = (facet: Facet): Facet =>
  facet.text !== undefined && (facet.name === 'consent' || facet.name === 'privacy')
    ? { ...facet, text: GENERAL[facet.name] }
    : facet;

const GENERAL = {
  consent: 'not both sides agree to it',
  privacy: 'the spoke is closed, the hub is public, and the spoke did not allow that',
} as const;

/** So many repositories are shown with one rule; and for so long, in milliseconds, all of them are looked at. */
const MOST_SPOKES = 50;
const TIME = 100;

export interface SeenRules {
  readonly rules: readonly SeenRule[];
  /** Of each rule, by its route's id: how many more spokes there are than are listed. */
  readonly more: ReadonlyMap<string, number>;
  /** There was time for all repositories. */
  readonly isWhole: boolean;
}

/** Who tells a hub, from the files and the spokes that the viewer may read. */
export const routesTo = async (
  hub: Member,
  viewer: Viewer,
  index: RouteIndex,
  clock: Pick<Clock, 'now'>,
): Promise<SeenRules> => {
  const budget = createBudget(clock, TIME);
  const rules = new Map<string, { route: Route; spokes: SeenRoute[] }>();
  const more = new Map<string, number>();
  // What other hubs ask for need not be looked at.
  const hubAlone = aloneIn(index, hub);
  const take = (spoke: Member): void => {
    if (spoke.repository.id === hub.repository.id) return;
    for (const route of hubAlone.routesOf(spoke).filter((one) => isTo(one, hub, index))) {
      if (!mayReadName(viewer, index, route.definedIn)) continue;
      const rule = rules.get(route.id) ?? { route, spokes: [] };
      rules.set(route.id, rule);
      if (rule.spokes.length < MOST_SPOKES) rule.spokes.push(seen(route, spoke, viewer, index));
      else more.set(route.id, (more.get(route.id) ?? 0) + 1);
    }
  };
  const done = (isWhole: boolean): SeenRules => ({ rules: [...rules.values()], more, isWhole });
  for (const spoke of membersFor(viewer, index)) {
    const isDone = await budget.spend(() => {
      take(spoke);
      return true;
    });
    if (isDone !== true) return done(false);
  }
  return done(true);
};

const aloneIn = (index: RouteIndex, { repository: { id } }: Member): RouteIndex => {
  const alone = new RouteIndex(index.operator);
  const declared = index.declared(id);
  if (declared) alone.save(declared);
  return alone;
};

const isTo = ({ hub }: Route, { repository }: Member, index: RouteIndex): boolean =>
  hub !== undefined && index.memberByName(hub)?.repository.id === repository.id;

/** Every repository that we know and the viewer may read. */
export function* membersFor(viewer: Viewer, index: RouteIndex): Generator<Member> {
  if (viewer.isOperator) yield* index.members();
  else
    for (const id of viewer.readable) {
      const member = index.member(id);
      if (member) yield member;
    }
}

import { type CheckedRoute, type Finding } from '../core/config-report.ts';
import { type Declared, type Member } from '../core/in-force.ts';
import { maySee } from '../core/may-see.ts';
import { obstacleOf } from '../core/obstacle.ts';
import { type Repository } from '../core/repository.ts';
import { type Route } from '../core/route.ts';
import { eventTypesOf } from '../core/event-types.ts';
import { RouteIndex } from '../core/route-index.ts';
import { standingOf } from '../core/standing.ts';
import { type CheckRoutesOptions } from './check-routes.ts';
import { createHistory } from './history.ts';
import { createListening } from './listening.ts';

/** A file of a stranger must not keep us longer from everybody's work; milliseconds. */
const PATIENCE = 1_000;
/** So many spokes are named, and their events looked at. */
const MOST_NAMED = 5;

/** Each `subscribe` route of a hub's file, as it would fare if the file were in force. */
export const checkSubscriptions = async (
  proposed: Declared,
  options: CheckRoutesOptions,
): Promise<readonly CheckedRoute[]> => {
  const { repository: hub, own } = proposed;
  const rules = own.subscribe ?? [];
  if (rules.length === 0) return [];
  const index = options.index.with(proposed);
  const listening = createListening(options.github);
  const told = spokesOf(proposed, options);
  const installation = index.installation(hub.installationId);
  const obstacle = obstacleOf(hub.fullName, { repository: hub }, installation);
  const checked: CheckedRoute[] = [];
  for (const [at, rule] of rules.entries()) {
    const id = `${hub.fullName}:subscribe[${at}]`;
    const standings = (told.get(id) ?? []).map(({ spoke, route }) => standingOf(route, spoke, index));
    const spokes = standings
      .filter(({ stands }) => stands)
      .map(({ spoke }) => spoke.repository)
      .filter((one) => maySee(hub, one));
    const history = await createHistory(spokes.slice(0, MOST_NAMED), { ...options, index });
    const eventTypes = eventTypesOf(rule);
    checked.push({
      name: `subscribe[${at}]`,
      target: `from ${rule.from.join(', ')}`,
      eventTypes,
      installed: {
        isGood: obstacle?.rule !== 'policy.hub',
        text: obstacle?.reason ?? 'the App is installed here',
      },
      permission:
        obstacle === undefined
          ? { isGood: true, text: 'this installation grants "contents: write"' }
          : { isGood: false, text: obstacle.reason },
      accepted: agreement(spokes),
      listens: await listening(hub, eventTypes, rule),
      looked: history.looked,
      fires: history.firesOf(id),
      notes: [],
    });
  }
  return checked;
};

/** Of the others not even the number is told. */
const agreement = (spokes: readonly Repository[]): Finding => {
  if (spokes.length === 0)
    return {
      isGood: undefined,
      text: 'no repository that everybody here may know matches and agrees; a private one of another owner must name this hub under "publish"',
    };
  const names = spokes.slice(0, MOST_NAMED).map(({ fullName }) => fullName);
  const more = spokes.length - names.length;
  return { isGood: true, text: `it hears of ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}` };
};

interface Subscribed {
  readonly spoke: Member;
  readonly route: Route;
}

const spokesOf = (
  proposed: Declared,
  { index, clock }: CheckRoutesOptions,
): ReadonlyMap<string, readonly Subscribed[]> => {
  const hubAlone = new RouteIndex();
  hubAlone.save(proposed);
  const found = new Map<string, Subscribed[]>();
  const until = clock.now() + PATIENCE;
  for (const spoke of index.members()) {
    if (spoke.repository.id === proposed.repository.id) continue;
    if (clock.now() > until) break;
    for (const route of hubAlone.routesOf(spoke)) {
      if (route.kind === 'subscribe') found.set(route.id, [...(found.get(route.id) ?? []), { spoke, route }]);
    }
  }
  return found;
};

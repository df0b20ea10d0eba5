import { type CheckedRoute, type Finding } from '../core/config-report.ts';
import { eventTypesOf } from '../core/event-types.ts';
import { type Declared } from '../core/in-force.ts';
import { maySee } from '../core/may-see.ts';
import { obstacleOf } from '../core/obstacle.ts';
import { type Repository } from '../core/repository.ts';
import { RouteIndex } from '../core/route-index.ts';
import { type Inquiry } from './inquiry.ts';

/** So many spokes are named, and their events looked at. */
const MOST_NAMED = 5;

/** Each `subscribe` route of a hub's file, as it would fare if the file were in force. */
export const checkSubscriptions = async (
  proposed: Declared,
  inquiry: Inquiry,
): Promise<readonly CheckedRoute[]> => {
  const { repository: hub, own } = proposed;
  const rules = own.subscribe ?? [];
  if (rules.length === 0) return [];
  const { index, listening, history } = inquiry;
  const { heard, isWhole } = await heardBy(proposed, inquiry);
  const obstacle = obstacleOf(hub.fullName, { repository: hub }, index);
  const checked: CheckedRoute[] = [];
  for (const [at, rule] of rules.entries()) {
    const id = `${hub.fullName}:subscribe[${at}]`;
    const spokes = heard.get(id) ?? [];
    const past = await history(spokes.slice(0, MOST_NAMED));
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
      accepted: agreement(spokes, isWhole),
      listens: await listening(hub, eventTypes, rule),
      looked: past.looked,
      fires: past.firesOf(id),
      notes: [],
    });
  }
  return checked;
};

/** Of the others not even the number is told. */
const agreement = (spokes: readonly Repository[], isWhole: boolean): Finding => {
  if (spokes.length === 0)
    return {
      isGood: undefined,
      text: isWhole
        ? 'no repository that everybody here may know matches and agrees; a private one of another owner must name this hub under "publish"'
        : 'there was no time to look at all repositories, and none so far matches and agrees',
    };
  const names = spokes.slice(0, MOST_NAMED).map(({ fullName }) => fullName);
  const more = spokes.length - names.length;
  const others = more > 0 ? ` and ${more} more` : '';
  const soFar = isWhole ? '' : ', and there was no time to look at the others';
  return { isGood: true, text: `it hears of ${names.join(', ')}${others}${soFar}` };
};

interface Heard {
  /** By the id of the route. */
  readonly heard: ReadonlyMap<string, readonly Repository[]>;
  /** Every repository was looked at. */
  readonly isWhole: boolean;
}

/**
 * The spokes that each of its routes hears of, as far as those who read the hub may know them: and then they agree, being
 * public, or closed as the hub and of its owner (rules 2 and 3 of the policy).
 */
const heardBy = async (proposed: Declared, { index, budget }: Inquiry): Promise<Heard> => {
  const { repository: hub } = proposed;
  const hubAlone = new RouteIndex();
  hubAlone.save(proposed);
  const heard = new Map<string, Repository[]>();
  for (const spoke of index.members()) {
    const { repository } = spoke;
    if (repository.id === hub.id || !maySee(hub, repository)) continue;
    const routes = await budget.spend(() =>
      hubAlone.routesOf(spoke).filter((route) => route.kind === 'subscribe'),
    );
    if (!routes) return { heard, isWhole: false };
    for (const { id } of routes) {
      const known = heard.get(id);
      if (known) known.push(repository);
      else heard.set(id, [repository]);
    }
  }
  return { heard, isWhole: true };
};

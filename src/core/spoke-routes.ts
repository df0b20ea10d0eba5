import { type Declared, type Member } from './in-force.ts';
import { haveSameOwner, nameKey, ownerOf, type Repository } from './repository.ts';
import { excludes, matchesRepository } from './repository-pattern.ts';
import { type Route } from './route.ts';

/** What the owner says for all repositories is not meant for the hub itself. */
export const notifications = ({ repository, config, sources }: Member): readonly Route[] => {
  const { definedIn } = sources.notify;
  const isShared = definedIn !== repository.fullName;
  const isItself = (hub = ''): boolean => nameKey(hub) === nameKey(repository.fullName);
  return config.notify.flatMap((rule, index): Route[] =>
    isShared && isItself(rule.hub)
      ? []
      : [
          {
            id: `${definedIn}:notify[${index}]`,
            definedIn,
            kind: 'notify',
            ...(rule.hub !== undefined && { hub: rule.hub }),
            ...(rule.endpoint !== undefined && { endpoint: rule.endpoint }),
            rule,
          },
        ],
  );
};

/** The rules of a hub that name this spoke. */
export const subscriptions = ({ repository: hub, own }: Declared, spoke: Member): readonly Route[] =>
  (own.subscribe ?? []).flatMap((rule, index): Route[] => {
    if (!matchesRepository(namesFor(hub, spoke, rule.from), spoke.repository.fullName)) return [];
    const { fullName } = hub;
    return [
      { id: `${fullName}:subscribe[${index}]`, definedIn: fullName, kind: 'subscribe', hub: fullName, rule },
    ];
  });

/**
 * A wildcard for the owner asks for all that anyone may see. Private repositories of strangers are not meant by it: each
 * of their events would be a refusal on record, for every hub of anybody that asks for everything.
 */
const namesFor = (hub: Repository, spoke: Member, from: readonly string[]): readonly string[] => {
  const { fullName, visibility } = spoke.repository;
  const isMeant =
    visibility === 'public' || haveSameOwner(fullName, hub.fullName) || spoke.config.publish.length > 0;
  return isMeant ? from : ownersNamedIn(from);
};

const narrowed = new WeakMap<readonly string[], readonly string[]>();

/** Without what has a wildcard for the owner; the same list each time, so that it is compiled once. */
const ownersNamedIn = (from: readonly string[]): readonly string[] => {
  const known = narrowed.get(from);
  if (known) return known;
  const named = from.filter((pattern) => excludes(pattern) || /^[\w.-]+$/.test(ownerOf(pattern)));
  narrowed.set(from, named);
  return named;
};

import { type Declared, defaultsName, inForce, isDefaultsOf, type Member } from './in-force.ts';
import { NO_OPERATOR, type Operator } from './operator.ts';
import { type OwnConfig, type Route } from './route.ts';
import { haveSameOwner, nameKey, ownerOf, type Installation, type Repository } from './repository.ts';
import { matchesRepository } from './repository-pattern.ts';
import { Sets } from './sets.ts';

/**
 * Every repository on which the App is installed, with its routes, in memory: handling an event asks nobody.
 * Hubs that subscribe are found by the owner their patterns name, so an event looks at few of them.
 */
export class RouteIndex {
  /** What routes may name beside hubs, and who speaks beside the App. */
  readonly operator: Operator;
  #installations = new Map<number, Installation>();
  #declared = new Map<number, Declared>();
  #idByName = new Map<string, number>();
  #idsByFormerName = new Sets();
  #subscribers = new Sets();

  constructor(operator: Operator = NO_OPERATOR) {
    this.operator = operator;
  }

  saveInstallation(installation: Installation): void {
    this.#installations.set(installation.id, installation);
  }

  removeInstallation(id: number): void {
    this.#installations.delete(id);
    for (const { repository } of this.#declared.values()) {
      if (repository.installationId === id) this.remove(repository.id);
    }
  }

  save(declared: Declared): void {
    const { id, fullName, formerNames = [] } = declared.repository;
    this.remove(id);
    this.#declared.set(id, declared);
    this.#idByName.set(nameKey(fullName), id);
    for (const name of formerNames) this.#idsByFormerName.add(nameKey(name), id);
    for (const owner of subscribedOwners(declared.own)) this.#subscribers.add(owner, id);
  }

  remove(id: number): void {
    const declared = this.#declared.get(id);
    if (!declared) return;
    const { fullName, formerNames = [] } = declared.repository;
    this.#declared.delete(id);
    if (this.#idByName.get(nameKey(fullName)) === id) this.#idByName.delete(nameKey(fullName));
    for (const name of formerNames) this.#idsByFormerName.take(nameKey(name), id);
    for (const owner of subscribedOwners(declared.own)) this.#subscribers.take(owner, id);
  }

  /** As it would be if this repository said that; what follows changes neither the other. */
  with(declared: Declared): RouteIndex {
    const other = new RouteIndex(this.operator);
    other.#installations = new Map(this.#installations);
    other.#declared = new Map(this.#declared);
    other.#idByName = new Map(this.#idByName);
    other.#idsByFormerName = this.#idsByFormerName.copy();
    other.#subscribers = this.#subscribers.copy();
    other.save(declared);
    return other;
  }

  *members(): Generator<Member> {
    for (const id of this.#declared.keys()) {
      const member = this.member(id);
      if (member) yield member;
    }
  }

  /** Of the repositories that everybody can read. */
  *publicIds(): Generator<number> {
    for (const [id, { repository }] of this.#declared) if (repository.visibility === 'public') yield id;
  }

  get size(): number {
    return this.#declared.size;
  }

  /** As they stand in the files: defaults count once. Of files with problems nothing is in force. */
  sizes(): { readonly repositories: number; readonly routes: number; readonly filesWithProblems: number } {
    let routes = 0;
    let filesWithProblems = 0;
    for (const { own, note } of this.#declared.values()) {
      routes += (own.notify?.length ?? 0) + (own.subscribe?.length ?? 0);
      if (note !== undefined) filesWithProblems += 1;
    }
    return { repositories: this.#declared.size, routes, filesWithProblems };
  }

  member(id: number): Member | undefined {
    const declared = this.#declared.get(id);
    return declared && inForce(declared, this.#defaultsOf(declared));
  }

  #defaultsOf({ repository }: Declared): Declared | undefined {
    const id = this.#idByName.get(nameKey(defaultsName(repository)));
    const defaults = id === undefined ? undefined : this.#declared.get(id);
    return defaults && isDefaultsOf(defaults.repository, repository) ? defaults : undefined;
  }

  /** Under its present name; or, as GitHub redirects, under one that it had and that no other has now. */
  memberByName(fullName: string): Member | undefined {
    const key = nameKey(fullName);
    // Of several that had it, the newest repository had it last.
    const id = this.#idByName.get(key) ?? Math.max(...(this.#idsByFormerName.get(key) ?? []));
    return this.member(id);
  }

  /** Who has this name; where nobody has it now, all who had it. */
  idsByName(fullName: string): readonly number[] {
    const key = nameKey(fullName);
    const id = this.#idByName.get(key);
    return id === undefined ? [...(this.#idsByFormerName.get(key) ?? [])] : [id];
  }

  membersOf(installationId: number): readonly Declared[] {
    return [...this.#declared.values()].filter(
      ({ repository }) => repository.installationId === installationId,
    );
  }

  installation(id: number): Installation | undefined {
    return this.#installations.get(id);
  }

  installations(): readonly Installation[] {
    return [...this.#installations.values()];
  }

  /** The routes that speak of this spoke: its `notify`, then each hub's `subscribe` that names it. */
  routesOf(spoke: Member): readonly Route[] {
    return [...notifications(spoke), ...this.#hubsFor(spoke).flatMap((hub) => subscriptions(hub, spoke))];
  }

  /** Whether a route stands in a file still; of `notify`, in one that speaks for this spoke. */
  hasRoute(id: string, spokeId: number): boolean {
    const [, hub = '', at = ''] = /^(.*):subscribe\[(\d+)\]$/.exec(id) ?? [];
    if (hub !== '') return this.memberByName(hub)?.config.subscribe[Number(at)] !== undefined;
    const spoke = this.member(spokeId);
    return spoke !== undefined && notifications(spoke).some((route) => route.id === id);
  }

  #hubsFor({ repository }: Member): readonly Declared[] {
    const ids = new Set([
      ...(this.#subscribers.get(nameKey(ownerOf(repository.fullName))) ?? []),
      ...(this.#subscribers.get(ANY_OWNER) ?? []),
    ]);
    // Sorted, so that the plan of an event never depends on the order in which files were read.
    return [...ids]
      .sort((a, b) => a - b)
      .map((id) => this.#declared.get(id))
      .filter((hub) => hub !== undefined);
  }
}

const ANY_OWNER = '*';

const excludes = (pattern: string): boolean => pattern.startsWith('!');
const namesItsOwner = (pattern: string): boolean => /^[\w.-]+$/.test(ownerOf(pattern));

/** The owners that the patterns of `subscribe` can match; a pattern with a wildcard before the slash is any owner. */
const subscribedOwners = (own: OwnConfig): ReadonlySet<string> =>
  new Set(
    (own.subscribe ?? [])
      .flatMap((rule) => rule.from)
      .filter((pattern) => !excludes(pattern))
      .map((pattern) => (namesItsOwner(pattern) ? nameKey(ownerOf(pattern)) : ANY_OWNER)),
  );

/** What the owner says for all repositories is not meant for the hub itself. */
const notifications = ({ repository, config, sources }: Member): readonly Route[] => {
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

const subscriptions = ({ repository: hub, own }: Declared, spoke: Member): readonly Route[] =>
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
  return isMeant ? from : from.filter((pattern) => excludes(pattern) || namesItsOwner(pattern));
};

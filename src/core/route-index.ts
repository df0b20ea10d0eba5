import { EMPTY_CONFIG, type Config, type Route } from './route.ts';
import { nameKey, ownerOf, type Installation, type Repository } from './repository.ts';
import { matchesRepository } from './repository-pattern.ts';

/** A repository with the configuration that is in force for it; `note` says why that is not what its file says. */
export interface Member {
  readonly repository: Repository;
  readonly config: Config;
  readonly note?: string;
}

/**
 * Every repository on which the App is installed, with its routes, in memory: handling an event asks nobody.
 * Hubs that subscribe are found by the owner their patterns name, so an event looks at few of them.
 */
export class RouteIndex {
  readonly #installations = new Map<number, Installation>();
  readonly #members = new Map<number, Member>();
  readonly #idByName = new Map<string, number>();
  readonly #idByFormerName = new Map<string, number>();
  readonly #subscribers = new Map<string, Set<number>>();

  saveInstallation(installation: Installation): void {
    this.#installations.set(installation.id, installation);
  }

  removeInstallation(id: number): void {
    this.#installations.delete(id);
    for (const member of this.#members.values()) {
      if (member.repository.installationId === id) this.remove(member.repository.id);
    }
  }

  save(member: Member): void {
    this.remove(member.repository.id);
    this.#members.set(member.repository.id, member);
    this.#idByName.set(nameKey(member.repository.fullName), member.repository.id);
    for (const name of member.repository.formerNames ?? []) {
      this.#idByFormerName.set(nameKey(name), member.repository.id);
    }
    for (const owner of subscribedOwners(member.config)) {
      const hubs = this.#subscribers.get(owner) ?? new Set();
      this.#subscribers.set(owner, hubs.add(member.repository.id));
    }
  }

  remove(id: number): void {
    const member = this.#members.get(id);
    if (!member) return;
    this.#members.delete(id);
    const name = nameKey(member.repository.fullName);
    if (this.#idByName.get(name) === id) this.#idByName.delete(name);
    for (const former of (member.repository.formerNames ?? []).map(nameKey)) {
      if (this.#idByFormerName.get(former) === id) this.#idByFormerName.delete(former);
    }
    for (const owner of subscribedOwners(member.config)) {
      const hubs = this.#subscribers.get(owner);
      hubs?.delete(id);
      if (hubs?.size === 0) this.#subscribers.delete(owner);
    }
  }

  get size(): number {
    return this.#members.size;
  }

  member(id: number): Member | undefined {
    return this.#members.get(id);
  }

  /** Under its present name; or, as GitHub redirects, under one that it had and that no other has now. */
  memberByName(fullName: string): Member | undefined {
    const id = this.#idByName.get(nameKey(fullName)) ?? this.#idByFormerName.get(nameKey(fullName));
    return id === undefined ? undefined : this.#members.get(id);
  }

  membersOf(installationId: number): readonly Member[] {
    return [...this.#members.values()].filter(
      (member) => member.repository.installationId === installationId,
    );
  }

  installation(id: number): Installation | undefined {
    return this.#installations.get(id);
  }

  installations(): readonly Installation[] {
    return [...this.#installations.values()];
  }

  /** The routes that speak of this spoke: its own `notify`, then each hub's `subscribe` that names it. */
  routesOf(spoke: Member): readonly Route[] {
    const name = spoke.repository.fullName;
    const own = spoke.config.notify.map((rule, index): Route => ({
      id: `${name}:notify[${index}]`,
      definedIn: name,
      kind: 'notify',
      ...(rule.hub !== undefined && { hub: rule.hub }),
      rule,
    }));
    return [...own, ...this.#hubsFor(name).flatMap((hub) => subscriptions(hub, name))];
  }

  #hubsFor(spoke: string): readonly Member[] {
    const ids = new Set([
      ...(this.#subscribers.get(nameKey(ownerOf(spoke))) ?? []),
      ...(this.#subscribers.get(ANY_OWNER) ?? []),
    ]);
    // Sorted, so that the plan of an event never depends on the order in which files were read.
    return [...ids]
      .sort((a, b) => a - b)
      .map((id) => this.#members.get(id))
      .filter((hub) => hub !== undefined);
  }
}

const ANY_OWNER = '*';

/** The owners that the patterns of `subscribe` can match; a pattern with a wildcard before the slash is any owner. */
const subscribedOwners = (config: Config): ReadonlySet<string> =>
  new Set(
    config.subscribe
      .flatMap((rule) => rule.from)
      .filter((pattern) => !pattern.startsWith('!'))
      .map((pattern) => {
        const owner = ownerOf(pattern);
        return /^[\w.-]+$/.test(owner) ? nameKey(owner) : ANY_OWNER;
      }),
  );

const subscriptions = (hub: Member, spoke: string): readonly Route[] =>
  hub.config.subscribe.flatMap((rule, index): Route[] => {
    if (!matchesRepository(rule.from, spoke)) return [];
    const { fullName } = hub.repository;
    return [
      { id: `${fullName}:subscribe[${index}]`, definedIn: fullName, kind: 'subscribe', hub: fullName, rule },
    ];
  });

/** A repository whose file is missing, or wrong, has no routes and accepts nobody. */
export const memberWithout = (repository: Repository, note?: string): Member => ({
  repository,
  config: EMPTY_CONFIG,
  ...(note !== undefined && { note }),
});

import { type Declared, defaultsName, inForce, isDefaultsOf, type Member } from './in-force.ts';
import { NO_OPERATOR, type Operator } from './operator.ts';
import { type OwnConfig, type Route } from './route.ts';
import { notifications, subscriptions } from './spoke-routes.ts';
import { type Installation, leanRepository, nameKey, type Repository } from './repository.ts';
import { Sets } from './sets.ts';
import { type AtRest, Shelf } from './shelf.ts';
import { Subscriptions } from './subscriptions.ts';

/**
 * Every repository on which the App is installed, with its routes, in memory: handling an event asks nobody. What it takes
 * to find those of one event does not grow with how many there are.
 */
export class RouteIndex {
  /** What routes may name beside hubs, and who speaks beside the App. */
  readonly operator: Operator;
  /** What it stands on: whatever is not known here is looked for there. */
  readonly #base: RouteIndex | undefined;
  readonly #shelf: Shelf;
  readonly #installations = new Map<number, Installation>();
  readonly #known = new Map<number, AtRest>();
  readonly #idByName = new Map<string, number>();
  readonly #idsByFormerName = new Sets();
  readonly #idsByInstallation = new Sets<number>();
  readonly #subscriptions = new Subscriptions();
  #routes = 0;
  #filesWithProblems = 0;

  constructor(operator: Operator = NO_OPERATOR, base?: RouteIndex) {
    this.operator = operator;
    this.#base = base;
    this.#shelf = base ? base.#shelf : new Shelf();
  }

  saveInstallation(installation: Installation): void {
    this.#installations.set(installation.id, installation);
  }

  removeInstallation(id: number): void {
    this.#installations.delete(id);
    for (const member of this.idsOf(id)) this.remove(member);
  }

  save({ repository, own, note }: Declared): void {
    this.saveAtRest({ repository, shelved: JSON.stringify(own), ...(note !== undefined && { note }) });
  }

  /** The same, of a file that was read before. */
  saveAtRest({ repository, shelved, note }: AtRest): void {
    const { id, fullName, formerNames = [], installationId } = repository;
    const known = {
      repository: leanRepository(repository),
      shelved: this.#shelf.put(shelved),
      ...(note !== undefined && { note }),
    };
    this.remove(id);
    this.#known.set(id, known);
    this.#idByName.set(nameKey(fullName), id);
    for (const name of formerNames) this.#idsByFormerName.add(nameKey(name), id);
    this.#idsByInstallation.add(installationId, id);
    this.#count(known, 1);
    this.#subscriptions.add(repository, this.#ownOf(known).subscribe);
  }

  remove(id: number): void {
    const known = this.#known.get(id);
    if (!known) return;
    const { fullName, formerNames = [], installationId } = known.repository;
    this.#known.delete(id);
    if (this.#idByName.get(nameKey(fullName)) === id) this.#idByName.delete(nameKey(fullName));
    for (const name of formerNames) this.#idsByFormerName.take(nameKey(name), id);
    this.#idsByInstallation.take(installationId, id);
    this.#count(known, -1);
    this.#subscriptions.take(known.repository, this.#ownOf(known).subscribe);
  }

  #ownOf({ shelved }: AtRest): OwnConfig {
    return this.#shelf.open(shelved);
  }

  #count(known: AtRest, change: 1 | -1): void {
    const { notify = [], subscribe = [] } = this.#ownOf(known);
    this.#routes += change * (notify.length + subscribe.length);
    if (known.note !== undefined) this.#filesWithProblems += change;
  }

  /** As it is, but as if this repository said that: it stands on this one, which it does not change, and follows it. */
  with(declared: Declared): RouteIndex {
    const other = new RouteIndex(this.operator, this);
    other.save(declared);
    return other;
  }

  *members(): Generator<Member> {
    for (const id of this.ids()) {
      const member = this.member(id);
      if (member) yield member;
    }
  }

  /** Of the repositories that everybody can read. */
  *publicIds(): Generator<number> {
    for (const id of this.ids()) if (this.repository(id)?.visibility === 'public') yield id;
  }

  *ids(): Generator<number> {
    yield* this.#known.keys();
    for (const id of this.#base?.ids() ?? []) if (!this.#known.has(id)) yield id;
  }

  get size(): number {
    return this.#known.size;
  }

  /** As they stand in the files: defaults count once. Of files with problems nothing is in force. */
  sizes(): { readonly repositories: number; readonly routes: number; readonly filesWithProblems: number } {
    return {
      repositories: this.#known.size,
      routes: this.#routes,
      filesWithProblems: this.#filesWithProblems,
    };
  }

  repository(id: number): Repository | undefined {
    return this.atRest(id)?.repository;
  }

  atRest(id: number): AtRest | undefined {
    return this.#known.get(id) ?? this.#base?.atRest(id);
  }

  /** What the repository's own file says. */
  declared(id: number): Declared | undefined {
    const known = this.atRest(id);
    if (!known) return undefined;
    const { repository, note } = known;
    return { repository, own: this.#ownOf(known), ...(note !== undefined && { note }) };
  }

  member(id: number): Member | undefined {
    const declared = this.declared(id);
    return declared && inForce(declared, this.#defaultsOf(declared));
  }

  #defaultsOf({ repository }: Declared): Declared | undefined {
    const id = this.#idNamed(nameKey(defaultsName(repository)));
    const defaults = id === undefined ? undefined : this.declared(id);
    return defaults && isDefaultsOf(defaults.repository, repository) ? defaults : undefined;
  }

  /** Under its present name; or, as GitHub redirects, under one that it had and that no other has now. */
  memberByName(fullName: string): Member | undefined {
    const key = nameKey(fullName);
    // Of several that had it, the newest repository had it last.
    const id = this.#idNamed(key) ?? Math.max(...this.#idsOnceNamed(key));
    return this.member(id);
  }

  /** Who has this name; where nobody has it now, all who had it. */
  idsByName(fullName: string): readonly number[] {
    const key = nameKey(fullName);
    const id = this.#idNamed(key);
    return id === undefined ? this.#idsOnceNamed(key) : [id];
  }

  #idNamed(key: string): number | undefined {
    return this.#idByName.get(key) ?? (this.#base && this.#base.#idNamed(key));
  }

  #idsOnceNamed(key: string): readonly number[] {
    return [
      ...new Set([...this.#idsByFormerName.get(key), ...(this.#base ? this.#base.#idsOnceNamed(key) : [])]),
    ];
  }

  /** The repositories of an installation. */
  idsOf(installationId: number): readonly number[] {
    return [...this.#idsByInstallation.get(installationId)];
  }

  installation(id: number): Installation | undefined {
    return this.#installations.get(id) ?? this.#base?.installation(id);
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

  #hubsFor({ repository, config }: Member): readonly Declared[] {
    const isOpen = repository.visibility === 'public' || config.publish.length > 0;
    return this.#candidates(repository.fullName, isOpen)
      .map((id) => this.declared(id))
      .filter((hub) => hub !== undefined);
  }
  /** In the order of their ids, so that the plan of an event never depends on the order in which files were read. */
  #candidates(fullName: string, isOpen: boolean): readonly number[] {
    const found = new Set([
      ...this.#subscriptions.candidates(fullName, isOpen),
      ...(this.#base ? this.#base.#candidates(fullName, isOpen) : []),
    ]);
    return [...found].sort((a, b) => a - b);
  }
}

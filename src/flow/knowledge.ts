import { isDeepStrictEqual } from 'node:util';
import { type Declared } from '../core/in-force.ts';
import { lackingPermissions } from '../core/permissions.ts';
import { type Installation, type Repository, withFormerNames } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type GitHub } from './github-ports.ts';
import { type BrokenHubs } from './notification-ports.ts';
import { declare, mergeFiles } from './members.ts';
import { Turns } from './turns.ts';
import { type Change, type ConfigFile, type Log, type RepositoryRecord, type Store } from './ports.ts';

/** How long a repository that we cannot see is not asked for again, in milliseconds; and how many we remember. */
const GONE_FOR = 60_000;
const MOST_GONE = 10_000;

/** How many config files are read at once. */
const CONCURRENT = 8;

/**
 * What we know of installations, repositories and their files: in the store, so that it survives, and in the index,
 * so that an event asks nobody. A webhook only says that something changed; what is true now, GitHub is asked.
 */
export class Knowledge {
  readonly #store: Store;
  readonly #github: GitHub;
  readonly #index: RouteIndex;
  readonly #log: Log;
  readonly #files = new Map<number, ConfigFile>();
  readonly #turns = new Turns();
  readonly #now: () => number;
  readonly #onMended: () => void;
  readonly #goneUntil = new Map<number, number>();
  #isStopped = false;
  #isLoaded = false;

  constructor(options: {
    store: Store;
    github: GitHub;
    index: RouteIndex;
    log: Log;
    now: () => number;
    /** Something may be sent that could not be sent before. */
    onMended: () => void;
  }) {
    this.#store = options.store;
    this.#github = options.github;
    this.#index = options.index;
    this.#log = options.log;
    this.#now = options.now;
    this.#onMended = options.onMended;
  }

  /** Brings the index up to date with the store. Returns how many installations are known. */
  async load(): Promise<number> {
    const installations = await this.#store.repositories.installations();
    const records = await this.#store.repositories.all();
    const installed = new Set(installations.map(({ id }) => id));
    const present = new Set(records.map(({ repository }) => repository.id));
    for (const { id } of this.#index.installations()) if (!installed.has(id)) this.#dropInstallation(id);
    for (const id of this.#files.keys()) if (!present.has(id)) this.#drop(id);
    for (const installation of installations) this.#index.saveInstallation(installation);
    for (const record of records) this.#take(record);
    this.#isLoaded = true;
    this.#onMended();
    return installations.length;
  }

  /** Whether the index holds what the store does. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** Another process learned something: what it wrote to the store is taken over. */
  async refresh(change: Change): Promise<void> {
    if (change.kind === 'everything') await this.load();
    if (change.kind === 'repository') {
      await this.#turns.take(change.id, async () => {
        const record = await this.#store.repositories.find(change.id);
        if (record) this.#take(record);
        else this.#drop(change.id);
      });
    }
    if (change.kind === 'installation') {
      const installation = await this.#store.repositories.installation(change.id);
      if (installation) this.#index.saveInstallation(installation);
      else this.#dropInstallation(change.id);
    }
  }

  /** Ends a long comparison after the files that are being read; the next start compares again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Compares everything with GitHub. An installation that fails is told and skipped; then the result is false. */
  async reconcile(): Promise<boolean> {
    const installations = await this.#github.installations();
    // It takes the App's credentials, so those that it refused them for may be told again.
    await this.#mend({ code: 'credentials-refused' });
    const present = new Set(installations.map(({ id }) => id));
    for (const known of this.#index.installations()) {
      if (!present.has(known.id)) await this.#forgetInstallation(known.id);
    }
    let isComplete = true;
    for (const installation of installations) {
      if (this.#isStopped) return false;
      try {
        await this.#syncAll(installation);
      } catch (error) {
        isComplete = false;
        this.#log.warn({ installation: installation.id, err: error }, 'an installation could not be read');
      }
    }
    return isComplete;
  }

  /** One installation, the list of its repositories, and each of their files. */
  async syncInstallation(id: number): Promise<void> {
    const installation = await this.#github.installation(id);
    // Something happened to it, also where it is by now as we knew it.
    await (installation ? this.#syncAll(installation, true) : this.#forgetInstallation(id));
  }

  async #syncAll(installation: Installation, isChanged = false): Promise<void> {
    const { id } = installation;
    const known = this.#index.installation(id);
    await this.#store.repositories.saveInstallation(installation);
    this.#index.saveInstallation(installation);
    if (installation.suspended) return;
    this.#warnOfPermissions(installation);
    if (isChanged || !isDeepStrictEqual(known, installation)) await this.#mend({ lane: id });
    const mark = this.#turns.mark();
    const repositories = await this.#github.repositoriesOf(id);
    const present = new Set(repositories.map((repository) => repository.id));
    for (const { repository } of this.#index.membersOf(id)) {
      if (!present.has(repository.id))
        await this.#unlessNewer(repository, mark, () => this.#forgetFrom(id, repository.id));
    }
    const queue = [...repositories];
    const read = async (): Promise<void> => {
      for (let next = queue.shift(); next && !this.#isStopped; next = queue.shift()) {
        const repository = next;
        await this.#unlessNewer(repository, mark, () => this.#readConfig(repository));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, read));
  }

  #warnOfPermissions({ id, account, ...granted }: Installation): void {
    const lacking = lackingPermissions(granted);
    if (lacking.length > 0)
      this.#log.warn(
        { installation: id, account, lacking },
        'the installation does not grant all that we need',
      );
  }

  /** A list of repositories takes minutes to work through; a webhook may have told us better in the meantime. */
  async #unlessNewer({ id }: Repository, mark: number, work: () => Promise<void>): Promise<void> {
    if (!this.#turns.isNewer(id, mark)) await this.#turns.take(id, work);
  }

  /** One repository as it is now, and its file. */
  syncRepository(installationId: number, id: number, fullName: string): Promise<void> {
    return this.#turns.take(id, async () => {
      const repository = await this.#github.repository(installationId, fullName);
      if (repository) await this.#readConfig(repository);
      if (repository?.id === id) return;
      await this.#forget(id);
      if (this.#goneUntil.size >= MOST_GONE) this.#goneUntil.clear();
      this.#goneUntil.set(id, this.#now() + GONE_FOR);
    });
  }

  /** GitHub said lately that we cannot see this repository: its events are not worth a request each. */
  isGone(id: number): boolean {
    return (this.#goneUntil.get(id) ?? 0) > this.#now();
  }

  /** The file of a repository that we know. */
  syncConfig(repository: Repository): Promise<void> {
    return this.#turns.take(repository.id, () =>
      this.#readConfig(this.#index.member(repository.id)?.repository ?? repository),
    );
  }

  async #readConfig(found: Repository): Promise<void> {
    const repository = withFormerNames(found, this.#index.member(found.id)?.repository);
    const known = this.#files.get(repository.id);
    const file = await this.#github.configFile(repository, known?.etag);
    const record = { repository, config: mergeFiles(file, known) };
    await this.#store.repositories.save(record);
    const declared = this.#take(record);
    if (!declared) return;
    await this.#mend({ hubId: repository.id });
    if (file === 'unchanged' || record.config.state === 'missing') return;
    const { note } = declared;
    if (note === undefined) this.#log.info({ repository: repository.fullName }, 'config file read');
    else this.#log.warn({ repository: repository.fullName, note }, 'config file is not in force');
  }

  /** Whatever was wrong with a hub may be right now; if it isn't, the next attempt will tell. */
  async #mend(which: BrokenHubs): Promise<void> {
    const mended = await this.#store.hubs.mend(which);
    if (mended > 0) this.#log.info({ ...which, mended }, 'a broken hub has changed, and is tried again');
    this.#onMended();
  }

  /** Into the index, as what it returns; nothing when it was there just so. */
  #take({ repository, config }: RepositoryRecord): Declared | undefined {
    const known = this.#index.member(repository.id);
    if (
      isDeepStrictEqual(known?.repository, repository) &&
      isDeepStrictEqual(this.#files.get(repository.id), config)
    ) {
      return undefined;
    }
    this.#files.set(repository.id, config);
    const declared = declare(repository, config);
    this.#index.save(declared);
    return declared;
  }

  /** It may have come to another installation in the meantime. */
  async #forgetFrom(installationId: number, id: number): Promise<void> {
    if (this.#index.member(id)?.repository.installationId === installationId) await this.#forget(id);
  }

  async #forget(id: number): Promise<void> {
    await this.#store.repositories.remove(id);
    this.#drop(id);
  }

  async #forgetInstallation(id: number): Promise<void> {
    await this.#store.repositories.removeInstallation(id);
    this.#dropInstallation(id);
  }

  #drop(id: number): void {
    this.#files.delete(id);
    this.#index.remove(id);
  }

  #dropInstallation(id: number): void {
    for (const { repository } of this.#index.membersOf(id)) this.#files.delete(repository.id);
    this.#index.removeInstallation(id);
  }
}

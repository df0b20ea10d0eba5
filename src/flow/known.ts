import { isDeepStrictEqual } from 'node:util';
import { type FoundRepository, isSettled, stampOf } from '../core/found-repository.ts';
import { type Declared } from '../core/in-force.ts';
import { type Installation, type Repository, withFormerNames } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { declare, mergeFiles } from './members.ts';
import { type BrokenHubs } from './notification-ports.ts';
import { type ConfigFile, type Log, type RepositoryRecord, type Store } from './ports.ts';

export interface KnownOptions {
  readonly store: Store;
  readonly index: RouteIndex;
  readonly log: Log;
  /** Something may be sent that could not be sent before. */
  readonly onMended: () => void;
  /** The index is another than before. */
  readonly onChanged: () => void;
}

/** How many repositories that left we remember the names of. */
const MOST_LEFT = 10_000;

/** Installations, repositories and their files as we know them: in the store, and in the index that follows from it. */
export class Known {
  readonly #options: KnownOptions;
  readonly #records = new Map<number, RepositoryRecord>();
  /** One that is transferred leaves its old installation, often before we hear that it came to another. */
  readonly #left = new Map<number, Repository>();
  #isLoaded = false;

  constructor(options: KnownOptions) {
    this.#options = options;
  }

  record(id: number): RepositoryRecord | undefined {
    return this.#records.get(id);
  }

  /** Takes over what the store has. Returns how many installations that are. */
  async load(): Promise<number> {
    const { store, index } = this.#options;
    const installations = await store.repositories.installations();
    const records = await store.repositories.all();
    const installed = new Set(installations.map(({ id }) => id));
    const present = new Set(records.map(({ repository }) => repository.id));
    for (const { id } of index.installations()) if (!installed.has(id)) this.#dropInstallation(id);
    for (const id of this.#records.keys()) if (!present.has(id)) this.#drop(id);
    for (const installation of installations) index.saveInstallation(installation);
    for (const record of records) this.#take(record);
    this.#isLoaded = true;
    this.#options.onMended();
    this.#options.onChanged();
    return installations.length;
  }

  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  async loadRepository(id: number): Promise<void> {
    const record = await this.#options.store.repositories.find(id);
    if (record) this.#take(record);
    else this.#drop(id);
  }

  async loadInstallation(id: number): Promise<void> {
    const { store, index } = this.#options;
    const installation = await store.repositories.installation(id);
    if (installation) index.saveInstallation(installation);
    else this.#dropInstallation(id);
    this.#options.onChanged();
  }

  /** Nothing was pushed since its file was read. */
  isRead(found: FoundRepository): boolean {
    const stamp = stampOf(found);
    return stamp !== undefined && this.#records.get(found.repository.id)?.stamp === stamp;
  }

  isDescribedAnew({ repository }: FoundRepository): boolean {
    return !isDeepStrictEqual(this.#named(repository), this.#records.get(repository.id)?.repository);
  }

  /** Its file was not read: it is still the one of when it was. */
  described({ repository }: FoundRepository): RepositoryRecord {
    const { config = { state: 'missing' }, stamp } = this.#records.get(repository.id) ?? {};
    return { repository: this.#named(repository), config, ...(stamp !== undefined && { stamp }) };
  }

  /** `readAt`: when its file was asked for. */
  withFile(
    found: Pick<FoundRepository, 'repository' | 'pushedAt'>,
    file: ConfigFile | 'unchanged',
    readAt: number,
  ): RepositoryRecord {
    const config = mergeFiles(file, this.#records.get(found.repository.id)?.config);
    const stamp = config.state !== 'unreadable' && isSettled(found, readAt) ? stampOf(found) : undefined;
    return { repository: this.#named(found.repository), config, ...(stamp !== undefined && { stamp }) };
  }

  /** Keeps what is new of these, tries again what it may have mended, and tells of the files. */
  async save(records: readonly RepositoryRecord[]): Promise<void> {
    const changes = records
      .map((record) => ({ record, before: this.#records.get(record.repository.id) }))
      .filter(({ record, before }) => !isDeepStrictEqual(record, before));
    await this.#options.store.repositories.save(...changes.map(({ record }) => record));
    const taken = changes.flatMap(({ record, before }) => {
      const declared = this.#take(record);
      const { config } = record;
      const isRead = config.state !== 'missing' && !isDeepStrictEqual(config, before?.config);
      return declared ? [{ declared, isRead }] : [];
    });
    if (taken.length > 0) await this.mend({ hubIds: taken.map(({ declared }) => declared.repository.id) });
    for (const { declared, isRead } of taken) if (isRead) this.#tell(declared);
  }

  async saveInstallation(installation: Installation): Promise<void> {
    await this.#options.store.repositories.saveInstallation(installation);
    this.#options.index.saveInstallation(installation);
    this.#options.onChanged();
  }

  /** It may have come to another installation in the meantime. */
  async forgetFrom(installationId: number, id: number): Promise<void> {
    if (this.#records.get(id)?.repository.installationId !== installationId) return;
    await this.#options.store.repositories.remove(id);
    this.#drop(id);
  }

  async forgetInstallation(id: number): Promise<void> {
    await this.#options.store.repositories.removeInstallation(id);
    this.#dropInstallation(id);
  }

  /** Whatever was wrong with a hub may be right now; if it isn't, the next attempt will tell. */
  async mend(which: BrokenHubs): Promise<void> {
    const { store, log, onMended } = this.#options;
    const mended = await store.hubs.mend(which);
    if (mended > 0) log.info({ ...which, mended }, 'a broken hub has changed, and is tried again');
    onMended();
  }

  /** With the names that it had. */
  #named(repository: Repository): Repository {
    const { id } = repository;
    return withFormerNames(repository, this.#records.get(id)?.repository ?? this.#left.get(id));
  }

  #tell({ repository: { fullName: repository }, note }: Declared): void {
    const { log } = this.#options;
    if (note === undefined) log.info({ repository }, 'config file read');
    else log.warn({ repository, note }, 'config file is not in force');
  }

  /** Into the index, as what it returns; nothing when it was there just so. */
  #take(record: RepositoryRecord): Declared | undefined {
    const { repository, config } = record;
    const before = this.#records.get(repository.id);
    this.#records.set(repository.id, record);
    this.#left.delete(repository.id);
    if (isDeepStrictEqual(before?.repository, repository) && isDeepStrictEqual(before?.config, config)) {
      return undefined;
    }
    const declared = declare(repository, config);
    this.#options.index.save(declared);
    this.#options.onChanged();
    return declared;
  }

  #drop(id: number): void {
    const record = this.#records.get(id);
    if (this.#left.size >= MOST_LEFT) this.#left.clear();
    if (record) this.#left.set(id, record.repository);
    this.#records.delete(id);
    this.#options.index.remove(id);
    this.#options.onChanged();
  }

  #dropInstallation(id: number): void {
    for (const member of this.#options.index.idsOf(id)) this.#drop(member);
    this.#options.index.removeInstallation(id);
  }
}

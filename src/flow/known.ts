import { isDeepStrictEqual } from 'node:util';
import { type FoundRepository, isSettled, stampOf } from '../core/found-repository.ts';
import { type Installation, type Repository, withFormerNames } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type AtRest } from '../core/shelf.ts';
import { allAtRest, fileReader, readAtRest } from './at-rest.ts';
import { mergeFiles } from './members.ts';
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
  /** Which version of ours it is: what another one read is read anew. */
  readonly release?: string;
}

/** How many repositories that left we remember the names of. */
const MOST_LEFT = 10_000;

/** Installations, repositories and their files as we know them: in the store, and in the index that follows from it. */
export class Known {
  readonly #options: KnownOptions;
  readonly #readBy: string;
  /** For which push each file was read; the rest of what we know of a repository is in the index, or only in the store. */
  readonly #stamps = new Map<number, string>();
  /** One that is transferred leaves its old installation, often before we hear that it came to another. */
  readonly #left = new Map<number, Repository>();
  #isLoaded = false;

  constructor(options: KnownOptions) {
    this.#options = options;
    this.#readBy = fileReader(options.release ?? '');
  }

  repository(id: number): Repository | undefined {
    return this.#options.index.repository(id);
  }

  /** What the store has of these, by id. */
  async stored(ids: readonly number[]): Promise<ReadonlyMap<number, RepositoryRecord>> {
    const records = await this.#options.store.repositories.some(ids);
    return new Map(records.map((record) => [record.repository.id, record]));
  }

  /** Takes over what the store has. Returns how many installations that are. */
  async load(): Promise<number> {
    const { store, index } = this.#options;
    const installations = await store.repositories.installations();
    const installed = new Set(installations.map(({ id }) => id));
    for (const { id } of index.installations()) if (!installed.has(id)) this.#dropInstallation(id);
    for (const installation of installations) index.saveInstallation(installation);
    const gone = new Set(index.ids());
    for await (const page of allAtRest(store.repositories, this.#readBy, true)) {
      for (const { atRest, stamp } of page) {
        gone.delete(atRest.repository.id);
        this.#take(atRest, stamp);
      }
    }
    for (const id of gone) this.#drop(id);
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
    if (!record) this.#drop(id);
    else if (this.#take(readAtRest(record, this.#readBy).atRest, record.stamp)) this.#options.onChanged();
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
    return stamp !== undefined && this.#stamps.get(found.repository.id) === stamp;
  }

  isDescribedAnew({ repository }: FoundRepository): boolean {
    return !isDeepStrictEqual(this.#named(repository), this.repository(repository.id));
  }

  /** Their files were not read: they are still those of when they were. */
  async described(found: readonly FoundRepository[]): Promise<readonly RepositoryRecord[]> {
    const before = await this.stored(found.map(({ repository }) => repository.id));
    return found.map(({ repository }) => {
      const { config = { state: 'missing' }, stamp } = before.get(repository.id) ?? {};
      return { repository: this.#named(repository), config, ...(stamp !== undefined && { stamp }) };
    });
  }

  /** `readAt`: when its file was asked for; `before`: what the store has of it. */
  withFile(
    found: Pick<FoundRepository, 'repository' | 'pushedAt'>,
    file: ConfigFile | 'unchanged',
    readAt: number,
    before: RepositoryRecord | undefined,
  ): RepositoryRecord {
    const config = mergeFiles(file, before?.config);
    const stamp = config.state !== 'unreadable' && isSettled(found, readAt) ? stampOf(found) : undefined;
    return { repository: this.#named(found.repository), config, ...(stamp !== undefined && { stamp }) };
  }

  /** Keeps what is new of these, tries again what it may have mended, and tells of the files. */
  async save(records: readonly RepositoryRecord[]): Promise<void> {
    const known = await this.stored(records.map(({ repository }) => repository.id));
    const changes = records
      .map((record) => ({
        record,
        before: known.get(record.repository.id),
        read: readAtRest(record, this.#readBy),
      }))
      .filter(({ record, before }) => !isDeepStrictEqual(record, before));
    await this.#options.store.repositories.save(
      ...changes.map(({ record, read: { reading } }) => ({ ...record, ...(reading && { reading }) })),
    );
    const news = changes.flatMap(({ record: { config, stamp }, before, read: { atRest } }) => {
      const isAnother = this.#take(atRest, stamp);
      const isRead = config.state !== 'missing' && !isDeepStrictEqual(config, before?.config);
      return isAnother || isRead ? [{ atRest, isRead }] : [];
    });
    if (news.length === 0) return;
    this.#options.onChanged();
    await this.mend({ hubIds: news.map(({ atRest }) => atRest.repository.id) });
    for (const { atRest, isRead } of news) if (isRead) this.#tell(atRest);
  }

  async saveInstallation(installation: Installation): Promise<void> {
    await this.#options.store.repositories.saveInstallation(installation);
    this.#options.index.saveInstallation(installation);
    this.#options.onChanged();
  }

  /** It may have come to another installation in the meantime. */
  async forgetFrom(installationId: number, id: number): Promise<void> {
    if (this.repository(id)?.installationId !== installationId) return;
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
    return withFormerNames(repository, this.repository(id) ?? this.#left.get(id));
  }

  #tell({ repository: { fullName: repository }, note }: AtRest): void {
    const { log } = this.#options;
    if (note === undefined) log.info({ repository }, 'config file read');
    else log.warn({ repository, note }, 'config file is not in force');
  }

  /** Into the index; whether that is another then. */
  #take(atRest: AtRest, stamp: string | undefined): boolean {
    const { id } = atRest.repository;
    if (stamp === undefined) this.#stamps.delete(id);
    else this.#stamps.set(id, stamp);
    this.#left.delete(id);
    const { index } = this.#options;
    if (isDeepStrictEqual(atRest, index.atRest(id))) return false;
    index.saveAtRest(atRest);
    return true;
  }

  #drop(id: number): void {
    const repository = this.repository(id);
    if (this.#left.size >= MOST_LEFT) this.#left.clear();
    if (repository) this.#left.set(id, repository);
    this.#stamps.delete(id);
    this.#options.index.remove(id);
    this.#options.onChanged();
  }

  #dropInstallation(id: number): void {
    for (const member of this.#options.index.idsOf(id)) this.#drop(member);
    this.#options.index.removeInstallation(id);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { type FoundRepository } from '../core/found-repository.ts';
import { lackingPermissions } from '../core/permissions.ts';
import { type Installation, nameKey, ownerOf, type Repository } from '../core/repository.ts';
import { workThrough } from '../core/work-through.ts';
import { type GitHub } from './github-ports.ts';
import { Known, type KnownOptions } from './known.ts';
import { Turns } from './turns.ts';
import { type Change } from './ports.ts';

/** How long a repository that we cannot see is not asked for again, in milliseconds; and how many we remember. */
const GONE_FOR = 60_000;
const MOST_GONE = 10_000;

/** How many files are read by one request, and how many such requests at once: GitHub counts the time that they take it. */
const IN_TURN = 100;
const AT_ONCE = 2;

export interface KnowledgeOptions extends KnownOptions {
  readonly github: GitHub;
  readonly now: () => number;
}

/**
 * What we know of installations, repositories and their files: in the store, so that it survives, and in the index,
 * so that an event asks nobody. A webhook only says that something changed; what is true now, GitHub is asked.
 */
export class Knowledge {
  readonly #options: KnowledgeOptions;
  readonly #github: GitHub;
  readonly #known: Known;
  readonly #turns = new Turns();
  readonly #goneUntil = new Map<number, number>();
  #isStopped = false;

  constructor(options: KnowledgeOptions) {
    this.#options = options;
    this.#github = options.github;
    this.#known = new Known(options);
  }

  /** Brings the index up to date with the store. Returns how many installations are known. */
  load(): Promise<number> {
    return this.#known.load();
  }

  /** Whether the index holds what the store does. */
  get isLoaded(): boolean {
    return this.#known.isLoaded;
  }

  /** Another process learned something: what it wrote to the store is taken over. */
  async refresh(change: Change): Promise<void> {
    if (change.kind === 'everything') await this.load();
    if (change.kind === 'repository') {
      await this.#turns.take(change.id, () => this.#known.loadRepository(change.id));
    }
    if (change.kind === 'installation') await this.#known.loadInstallation(change.id);
  }

  /** Ends a long comparison after the files that are being read; the next start compares again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Compares everything with GitHub. An installation that fails is told and skipped; then the result is false. */
  async reconcile(): Promise<boolean> {
    const { index, log } = this.#options;
    const installations = await this.#github.installations();
    // It takes the App's credentials, so those that it refused them for may be told again.
    await this.#known.mend({ code: 'credentials-refused' });
    const present = new Set(installations.map(({ id }) => id));
    for (const known of index.installations()) {
      if (!present.has(known.id)) await this.#known.forgetInstallation(known.id);
    }
    let isComplete = true;
    for (const installation of installations) {
      if (this.#isStopped) return false;
      try {
        await this.#syncAll(installation);
      } catch (error) {
        isComplete = false;
        log.warn({ installation: installation.id, err: error }, 'an installation could not be read');
      }
    }
    return isComplete && !this.#isStopped;
  }

  /** One installation, the list of its repositories, and the files of those that were pushed to since theirs was read. */
  async syncInstallation(id: number): Promise<void> {
    const installation = await this.#github.installation(id);
    // Something happened to it, also where it is by now as we knew it.
    await (installation ? this.#syncAll(installation, true) : this.#known.forgetInstallation(id));
  }

  async #syncAll(installation: Installation, isChanged = false): Promise<void> {
    const { id } = installation;
    const before = this.#options.index.installation(id);
    await this.#known.saveInstallation(installation);
    if (installation.suspended) return;
    this.#warnOfPermissions(installation);
    if (isChanged || !isDeepStrictEqual(before, installation)) await this.#known.mend({ lane: id });
    const mark = this.#turns.mark();
    const found = await this.#github.repositoriesOf(id);
    await this.#forgetOthers(id, found, mark);
    const read = new Set(found.filter((one) => this.#known.isRead(one)));
    const describedAnew = [...read].filter((one) => this.#known.isDescribedAnew(one));
    const workload = { inTurn: IN_TURN, isOver: () => this.#isStopped };
    await workThrough(describedAnew, { ...workload, atOnce: 1 }, (some) =>
      this.#unlessNewer(some, mark, async (still) => this.#known.save(await this.#known.described(still))),
    );
    const unread = found.filter((one) => !read.has(one));
    await workThrough(unread, { ...workload, atOnce: AT_ONCE }, (some) =>
      this.#unlessNewer(some, mark, (still) => this.#readFiles(id, still)),
    );
  }

  async #forgetOthers(
    installationId: number,
    found: readonly FoundRepository[],
    mark: number,
  ): Promise<void> {
    const present = new Set(found.map(({ repository }) => repository.id));
    const gone = this.#options.index.idsOf(installationId).filter((id) => !present.has(id));
    await this.#turns.takeAll(gone, mark, async (still) => {
      for (const id of still) await this.#known.forgetFrom(installationId, id);
    });
  }

  #warnOfPermissions({ id, account, ...granted }: Installation): void {
    const lacking = lackingPermissions(granted);
    if (lacking.length > 0) {
      const fields = { installation: id, account, lacking };
      this.#options.log.warn(fields, 'the installation does not grant all that we need');
    }
  }

  /** A list of repositories takes minutes to work through; a webhook may have told us better in the meantime. */
  #unlessNewer<T extends { readonly repository: Repository }>(
    all: readonly T[],
    mark: number,
    work: (still: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const ids = all.map(({ repository }) => repository.id);
    return this.#turns.takeAll(ids, mark, (still) =>
      work(all.filter(({ repository }) => still.has(repository.id))),
    );
  }

  async #readFiles(installationId: number, some: readonly FoundRepository[]): Promise<void> {
    const readAt = this.#options.now();
    const files = await this.#github.configFiles(installationId, some);
    // Uninstalled while they were read.
    if (!this.#options.index.installation(installationId)) return;
    const before = await this.#known.stored(some.map(({ repository }) => repository.id));
    const records = some.flatMap((found) => {
      const { id } = found.repository;
      const file = files.get(id);
      return file ? [this.#known.withFile(found, file, readAt, before.get(id))] : [];
    });
    await this.#known.save(records);
  }

  /** One repository as it is now, and its file. */
  syncRepository(installationId: number, id: number, fullName: string): Promise<void> {
    return this.#turns.take(id, async () => {
      const found = await this.#locate(installationId, fullName);
      if (found) await this.#readFile(found);
      if (found?.repository.id === id) return;
      await this.#known.forgetFrom(installationId, id);
      if (this.#goneUntil.size >= MOST_GONE) this.#goneUntil.clear();
      this.#goneUntil.set(id, this.#options.now() + GONE_FOR);
    });
  }

  /** Asked of the installation that it was in; where it has another owner by now, of theirs. */
  async #locate(installationId: number, fullName: string): Promise<FoundRepository | undefined> {
    const found = await this.#github.repository(installationId, fullName);
    if (!found || (await this.#isOwn(installationId, found.repository))) return found;
    const { fullName: name } = found.repository;
    const other = this.#options.index.installations().find((installation) => isOn(installation, name));
    return other && this.#github.repository(other.id, name);
  }

  /** The account of an installation may have been renamed since we heard of it. */
  async #isOwn(installationId: number, { fullName }: Repository): Promise<boolean> {
    const known = this.#options.index.installation(installationId);
    if (known && isOn(known, fullName)) return true;
    const now = await this.#github.installation(installationId);
    if (now) await this.#known.saveInstallation(now);
    return now !== undefined && isOn(now, fullName);
  }

  /** GitHub said lately that we cannot see this repository: its events are not worth a request each. */
  isGone(id: number): boolean {
    return (this.#goneUntil.get(id) ?? 0) > this.#options.now();
  }

  /** The file of a repository that we know. When it was pushed to is not asked: the next comparison reads it once more. */
  syncConfig(repository: Repository): Promise<void> {
    return this.#turns.take(repository.id, () =>
      this.#readFile({ repository: this.#known.repository(repository.id) ?? repository }),
    );
  }

  async #readFile(found: Pick<FoundRepository, 'repository' | 'pushedAt'>): Promise<void> {
    const readAt = this.#options.now();
    const { id } = found.repository;
    const before = (await this.#known.stored([id])).get(id);
    const file = await this.#github.configFile(found.repository, before?.config.etag);
    await this.#known.save([this.#known.withFile(found, file, readAt, before)]);
  }
}

const isOn = ({ account }: Installation, fullName: string): boolean =>
  nameKey(account) === nameKey(ownerOf(fullName));

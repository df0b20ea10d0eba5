import { parseConfig } from '../config/parse.ts';
import { type Installation, type Repository, withFormerNames } from '../core/repository.ts';
import { type Member, memberWithout, type RouteIndex } from '../core/route-index.ts';
import { type GitHub } from './github-ports.ts';
import { Turns } from './turns.ts';
import { type ConfigFile, type Log, type Store } from './ports.ts';

/** Where a repository's configuration stands, on its default branch. */
export const CONFIG_PATH = '.github/hub-relay.yml';

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
  readonly #goneUntil = new Map<number, number>();
  #isStopped = false;

  constructor(options: { store: Store; github: GitHub; index: RouteIndex; log: Log; now: () => number }) {
    this.#store = options.store;
    this.#github = options.github;
    this.#index = options.index;
    this.#log = options.log;
    this.#now = options.now;
  }

  /** Fills the index from the store. Returns how many installations were known. */
  async load(): Promise<number> {
    const installations = await this.#store.repositories.installations();
    for (const installation of installations) this.#index.saveInstallation(installation);
    for (const { repository, config } of await this.#store.repositories.all()) {
      this.#files.set(repository.id, config);
      this.#index.save(memberOf(repository, config));
    }
    return installations.length;
  }

  /** Ends a long comparison after the files that are being read; the next start compares again. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Compares everything with GitHub. An installation that fails is told and skipped; then the result is false. */
  async reconcile(): Promise<boolean> {
    const installations = await this.#github.installations();
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
    await (installation ? this.#syncAll(installation) : this.#forgetInstallation(id));
  }

  async #syncAll(installation: Installation): Promise<void> {
    const { id } = installation;
    await this.#store.repositories.saveInstallation(installation);
    this.#index.saveInstallation(installation);
    if (installation.suspended) return;
    const mark = this.#turns.mark();
    const repositories = await this.#github.repositoriesOf(id);
    const present = new Set(repositories.map((repository) => repository.id));
    for (const { repository } of this.#index.membersOf(id)) {
      if (!present.has(repository.id))
        await this.#unlessNewer(repository, mark, () => this.#forget(repository.id));
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
    const config = merge(file, known);
    await this.#store.repositories.save({ repository, config });
    this.#files.set(repository.id, config);
    const member = memberOf(repository, config);
    this.#index.save(member);
    if (file !== 'unchanged' && config.state !== 'missing') {
      this.#log.info({ repository: repository.fullName, note: member.note }, 'config file read');
    }
  }

  async #forget(id: number): Promise<void> {
    await this.#store.repositories.remove(id);
    this.#files.delete(id);
    this.#index.remove(id);
  }

  async #forgetInstallation(id: number): Promise<void> {
    await this.#store.repositories.removeInstallation(id);
    for (const { repository } of this.#index.membersOf(id)) this.#files.delete(repository.id);
    this.#index.removeInstallation(id);
  }
}

/** A file that GitHub would not give us just now stays as it was last seen. */
const merge = (found: ConfigFile | 'unchanged', known: ConfigFile | undefined): ConfigFile => {
  if (found === 'unchanged') return known ?? { state: 'missing' };
  return found.state === 'unreadable' && known?.text !== undefined ? { ...found, text: known.text } : found;
};

/** The configuration in force: a wrong file has no routes and accepts nobody, and says so in each decision. */
export const memberOf = (repository: Repository, file: ConfigFile): Member => {
  if (file.text === undefined) {
    return memberWithout(
      repository,
      file.state === 'unreadable' ? `${CONFIG_PATH}: ${file.problem ?? ''}` : undefined,
    );
  }
  const { config, problems } = parseConfig(file.text);
  if (config) return { repository, config };
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const where = first ? `${first.line}:${first.column}: ${first.message}` : 'it is wrong';
  return memberWithout(repository, `${CONFIG_PATH}:${where}${more}`);
};

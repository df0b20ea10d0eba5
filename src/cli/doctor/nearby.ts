import { defaultsName } from '../../core/in-force.ts';
import { nameKey, type Repository } from '../../core/repository.ts';
import { type Operator } from '../../core/operator.ts';
import { RouteIndex } from '../../core/route-index.ts';
import { type Examined } from '../../compose/for-commands.ts';
import { declare } from '../../flow/members.ts';
import { type ConfigFile } from '../../flow/ports.ts';

type Asked = Pick<Examined, 'installationOn' | 'repository' | 'configFile'>;

/** A repository as GitHub tells of it just now, and its file. */
export interface Read {
  readonly repository: Repository;
  readonly file: ConfigFile;
}

/**
 * A repository and what it takes part in, asked of GitHub just now, and of nothing else. Each is read once, with its
 * owner's defaults.
 */
export class Nearby {
  readonly #github: Asked;
  readonly #read = new Map<string, Promise<Read | undefined>>();
  readonly index: RouteIndex;

  constructor(github: Asked, operator: Operator) {
    this.#github = github;
    this.index = new RouteIndex(operator);
  }

  /** `undefined` where the App is not installed there, or there is no such repository. */
  read(fullName: string): Promise<Read | undefined> {
    const key = nameKey(fullName);
    const reading = this.#read.get(key) ?? this.#ask(fullName);
    this.#read.set(key, reading);
    return reading;
  }

  /** The owner's defaults for it, where there are any that it does not itself hold. */
  async defaultsOf({ repository }: Read): Promise<Read | undefined> {
    const name = defaultsName(repository);
    return nameKey(name) === nameKey(repository.fullName) ? undefined : this.read(name);
  }

  async #ask(fullName: string): Promise<Read | undefined> {
    const installation = await this.#github.installationOn(fullName);
    if (!installation) return undefined;
    this.index.saveInstallation(installation);
    if (installation.suspended)
      return this.#keep(suspended(fullName, installation.id, -1 - this.#read.size), UNTOLD);
    const found = await this.#github.repository(installation.id, fullName);
    if (!found) return undefined;
    const asked = await this.#github.configFile(found.repository);
    const file: ConfigFile = asked === 'unchanged' ? { state: 'missing' } : asked;
    const isMoved = nameKey(found.repository.fullName) !== nameKey(fullName);
    const read = this.#keep({ ...found.repository, ...(isMoved && { formerNames: [fullName] }) }, file);
    await this.defaultsOf(read);
    return read;
  }

  #keep(repository: Repository, file: ConfigFile): Read {
    this.index.save(declare(repository, file));
    return { repository, file };
  }
}

const UNTOLD: ConfigFile = { state: 'unreadable', problem: 'the installation is suspended' };

/** GitHub tells nothing of a repository while the installation is suspended, not even its id. */
const suspended = (fullName: string, installationId: number, id: number): Repository => ({
  id,
  fullName,
  installationId,
  visibility: 'private',
  archived: false,
  defaultBranch: 'main',
});

import { type ChangedFiles } from '../../src/core/facts.ts';
import { type FoundRepository } from '../../src/core/found-repository.ts';
import { type Installation, type Repository } from '../../src/core/repository.ts';
import { type GitHub, type WorkflowFile } from '../../src/flow/github-ports.ts';
import { type ConfigFile } from '../../src/flow/ports.ts';

/** A GitHub that says what its fields hold, fails where `trouble` is set, and remembers what it was asked. */
export class FakeGitHub implements GitHub {
  readonly asked: string[] = [];
  readonly installed = new Map<number, Installation>();
  readonly repositories: Repository[] = [];
  /** By the repository's name, or "acme/app@<commit>". */
  readonly files = new Map<string, ConfigFile>();
  /** By "acme/app refs/tags/v1". */
  readonly commits = new Map<string, string>();
  /** When each was pushed to last; those that are not here, never. */
  readonly pushed = new Map<string, number>();
  /** By the repository's name; those that are not here have none. */
  readonly workflows = new Map<string, readonly WorkflowFile[] | 'unreadable'>();
  changed: ChangedFiles = { known: true, files: [] };
  trouble: Error | undefined;
  /** It never answers. */
  hangs = false;

  botLogin = (): Promise<string> => this.#answer('botLogin', 'hub-relay[bot]');
  installations = (): Promise<readonly Installation[]> =>
    this.#answer('installations', [...this.installed.values()]);
  installation = (id: number): Promise<Installation | undefined> =>
    this.#answer(`installation ${id}`, this.installed.get(id));
  repositoriesOf = (id: number): Promise<readonly FoundRepository[]> =>
    this.#answer(
      `repositoriesOf ${id}`,
      this.repositories
        .filter((repository) => repository.installationId === id)
        .map((one) => this.found(one)),
    );
  repository = (_: number, fullName: string): Promise<FoundRepository | undefined> => {
    const repository = this.repositories.find((one) => one.fullName === fullName);
    return this.#answer(`repository ${fullName}`, repository && this.found(repository));
  };
  configFile = (repository: Repository, etag?: string): Promise<ConfigFile | 'unchanged'> => {
    const file = this.files.get(repository.fullName) ?? { state: 'missing' };
    const isUnchanged = etag !== undefined && etag === file.etag;
    return this.#answer(`configFile ${repository.fullName}`, isUnchanged ? 'unchanged' : file);
  };
  configFiles = (
    _: number,
    repositories: readonly FoundRepository[],
  ): Promise<ReadonlyMap<number, ConfigFile>> =>
    this.#answer(
      `configFiles ${repositories.map(({ repository }) => repository.fullName).join(' ')}`,
      new Map(
        repositories.map(({ repository }) => [
          repository.id,
          this.files.get(repository.fullName) ?? { state: 'missing' },
        ]),
      ),
    );
  configFileAt = (repository: Repository, sha: string): Promise<ConfigFile> =>
    this.#answer(
      `configFileAt ${repository.fullName} ${sha}`,
      this.files.get(`${repository.fullName}@${sha}`) ?? { state: 'missing' },
    );
  commitOf = (repository: Repository, ref: string): Promise<string | undefined> =>
    this.#answer(`commitOf ${repository.fullName} ${ref}`, this.commits.get(`${repository.fullName} ${ref}`));
  changedFiles = (repository: Repository): Promise<ChangedFiles> =>
    this.#answer(`changedFiles ${repository.fullName}`, this.changed);
  workflowFiles = (repository: Repository): Promise<readonly WorkflowFile[] | 'unreadable'> =>
    this.#answer(`workflowFiles ${repository.fullName}`, this.workflows.get(repository.fullName) ?? []);

  found(repository: Repository): FoundRepository {
    const pushedAt = this.pushed.get(repository.fullName);
    return { repository, nodeId: `R_${repository.id}`, ...(pushedAt !== undefined && { pushedAt }) };
  }

  #answer<T>(question: string, answer: T): Promise<T> {
    this.asked.push(question);
    if (this.hangs) return new Promise(() => undefined);
    return this.trouble ? Promise.reject(this.trouble) : Promise.resolve(answer);
  }
}

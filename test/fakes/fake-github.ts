import { type ChangedFiles } from '../../src/core/facts.ts';
import { type Installation, type Repository } from '../../src/core/repository.ts';
import { type GitHub } from '../../src/flow/github-ports.ts';
import { type ConfigFile } from '../../src/flow/ports.ts';

/** A GitHub that says what its fields hold, fails where `trouble` is set, and remembers what it was asked. */
export class FakeGitHub implements GitHub {
  readonly asked: string[] = [];
  readonly installed = new Map<number, Installation>();
  readonly repositories: Repository[] = [];
  readonly files = new Map<string, ConfigFile>();
  changed: ChangedFiles = { known: true, files: [] };
  trouble: Error | undefined;

  botLogin = (): Promise<string> => this.#answer('botLogin', 'hub-relay[bot]');
  installations = (): Promise<readonly Installation[]> =>
    this.#answer('installations', [...this.installed.values()]);
  installation = (id: number): Promise<Installation | undefined> =>
    this.#answer(`installation ${id}`, this.installed.get(id));
  repositoriesOf = (id: number): Promise<readonly Repository[]> =>
    this.#answer(
      `repositoriesOf ${id}`,
      this.repositories.filter((repository) => repository.installationId === id),
    );
  repository = (_: number, fullName: string): Promise<Repository | undefined> =>
    this.#answer(
      `repository ${fullName}`,
      this.repositories.find((repository) => repository.fullName === fullName),
    );
  configFile = (repository: Repository, etag?: string): Promise<ConfigFile | 'unchanged'> => {
    const file = this.files.get(repository.fullName) ?? { state: 'missing' };
    const isUnchanged = etag !== undefined && etag === file.etag;
    return this.#answer(`configFile ${repository.fullName}`, isUnchanged ? 'unchanged' : file);
  };
  changedFiles = (repository: Repository): Promise<ChangedFiles> =>
    this.#answer(`changedFiles ${repository.fullName}`, this.changed);

  #answer<T>(question: string, answer: T): Promise<T> {
    this.asked.push(question);
    return this.trouble ? Promise.reject(this.trouble) : Promise.resolve(answer);
  }
}

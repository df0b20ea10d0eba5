import { type CheckRun, type CheckSuite } from './check-run.ts';
import { type Context } from './context.ts';
import { tellAll, type Emitter, type EmitOptions, type Telling } from './emit.ts';
import { allows, type App } from './installation.ts';
import { checkSuitePayload, toldCheckRunPayload } from './payloads/check-run.ts';
import { type Repository } from './repository.ts';

/** @see https://docs.github.com/rest/guides/using-the-rest-api-to-interact-with-checks */
export interface Checks {
  /** The one suite of the App at the commit, made where there is none. */
  readonly suite: (repository: Repository, app: App, sha: string) => CheckSuite;
  /** A suite for each App with `checks: write`, which alone is told of it, as `requested`. */
  readonly pushed: (repository: Repository, push: Head, options: EmitOptions) => Promise<void>;
  /** `check_run`, to every App that is subscribed, unless the options name one. */
  readonly tellRun: (
    repository: Repository,
    action: 'created' | 'completed' | 'rerequested',
    run: CheckRun,
    options: EmitOptions,
  ) => Telling;
  readonly tellSuite: (
    repository: Repository,
    action: 'requested' | 'completed' | 'rerequested',
    suite: CheckSuite,
    options: EmitOptions,
  ) => Telling;
}

export interface Head {
  readonly sha: string;
  /** Null where there is none, as for a commit of a fork. */
  readonly branch: string | null;
  readonly before: string | null;
}

export const createChecks = ({ world, urls, clock }: Context, emitter: Emitter): Checks => {
  const find = ({ checkSuites }: Repository, app: App, sha: string): CheckSuite | undefined =>
    checkSuites.find((suite) => suite.app === app && suite.headSha === sha);

  const add = (repository: Repository, app: App, { sha, branch, before }: Head): CheckSuite => {
    const id = world.newId();
    const suite = { id, app, headSha: sha, headBranch: branch, before, createdAt: clock() };
    repository.checkSuites.push(suite);
    return suite;
  };

  const tellSuite: Checks['tellSuite'] = (repository, action, suite, options) => {
    const payload = { action, check_suite: checkSuitePayload(urls, repository, suite) };
    return () => emitter.forRepository(repository, 'check_suite', payload, options);
  };

  return {
    suite: (repository, app, sha) => {
      const known = find(repository, app, sha);
      if (known !== undefined) return known;
      const [branch = null] = [...repository.branches].find(([, head]) => head === sha) ?? [];
      return add(repository, app, { sha, branch, before: repository.commits.get(sha)?.parent ?? null });
    },
    pushed: async (repository, push, options) => {
      const apps = world
        .installationsOn(repository)
        .filter(({ permissions }) => allows(permissions, 'checks', 'write'))
        .map(({ app }) => app);
      const fresh = apps.filter((app) => find(repository, app, push.sha) === undefined);
      const suites = fresh.map((app) => add(repository, app, push));
      await tellAll(
        suites.map((suite) => tellSuite(repository, 'requested', suite, { ...options, only: suite.app })),
      );
    },
    tellRun: (repository, action, run, options) => {
      const payload = { action, check_run: toldCheckRunPayload(urls, repository, run) };
      return () => emitter.forRepository(repository, 'check_run', payload, options);
    },
    tellSuite,
  };
};

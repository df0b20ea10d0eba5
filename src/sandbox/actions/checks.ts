import { type Checks } from '../checks.ts';
import { type Context } from '../context.ts';
import { tellAll, type Emitted, type EmitOptions } from '../emit.ts';

/** What a person does in the tab "Checks". Nothing about the runs themselves changes: that is up to their App. */
export interface CheckActions {
  /** "Re-run", told to the run's own App alone. @throws when there is no such run. */
  readonly rerequestCheckRun: (
    fullName: string,
    checkRunId: number,
    options?: EmitOptions,
  ) => Promise<Emitted>;
  /** "Re-run all checks", told to each App that has runs at the commit. */
  readonly rerequestCheckSuite: (fullName: string, sha: string, options?: EmitOptions) => Promise<Emitted>;
}

export const createCheckActions = (
  { world }: Pick<Context, 'world'>,
  { tellRun, tellSuite }: Checks,
): CheckActions => ({
  rerequestCheckRun: async (fullName, checkRunId, options = {}) => {
    const repository = world.repository(fullName);
    const run = repository.checkRuns.find(({ id }) => id === checkRunId);
    if (run === undefined) throw new Error(`${fullName} has no check run ${checkRunId} in the sandbox.`);
    return tellAll([tellRun(repository, 'rerequested', run, { ...options, only: run.suite.app })]);
  },
  rerequestCheckSuite: async (fullName, sha, options = {}) => {
    const repository = world.repository(fullName);
    const suites = repository.checkSuites.filter(
      (suite) => suite.headSha === sha && repository.checkRuns.some((run) => run.suite === suite),
    );
    return tellAll(
      suites.map((suite) => tellSuite(repository, 'rerequested', suite, { ...options, only: suite.app })),
    );
  },
});

import { type Annotation, CHECK_LIMITS, type CheckRun, withinLimits } from '../core/check-run.ts';
import { ownerAndRepo, type Repository } from '../core/repository.ts';
import { type Known, type Writer } from '../flow/github-ports.ts';
import { type Authenticate, type Client } from './client.ts';
import { isGone, writing } from './writing.ts';

/**
 * Check runs, found again by their `external_id`, which is the report's id.
 * https://docs.github.com/en/rest/checks/runs
 */
export const createCheckRuns = (authenticate: Authenticate): Pick<Writer, 'checkRun'> => ({
  checkRun: (repository, whole, known) =>
    writing(async (request) => {
      const client = await authenticate(repository.installationId);
      const check = withinLimits(whole);
      const number =
        known.number ?? (known.isUncertain ? await find(client, repository, check, known) : undefined);
      if (number !== undefined) {
        try {
          return await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
            ...ownerAndRepo(repository),
            check_run_id: number,
            ...stateOf(check),
            // GitHub adds annotations to those that are there, and of one commit they are always the same.
            output: outputOf(check),
            request,
          });
        } catch (error) {
          if (!isGone(error)) throw error;
        }
      }
      const [first = [], ...others] = inRequests(check.annotations ?? []);
      const made = await client.request('POST /repos/{owner}/{repo}/check-runs', {
        ...ownerAndRepo(repository),
        name: check.name,
        head_sha: check.sha,
        external_id: known.id,
        ...stateOf(check),
        output: { ...outputOf(check), annotations: first },
        request,
      });
      try {
        for (const annotations of others) {
          await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
            ...ownerAndRepo(repository),
            check_run_id: Number(made.data.id),
            output: { ...outputOf(check), annotations },
            request,
          });
        }
      } catch {
        // It is made, and its summary lists them all; to fail here would make a second one.
      }
      return made;
    }),
});

/** https://docs.github.com/en/rest/checks/runs#list-check-runs-for-a-git-reference */
const find = async (
  client: Client,
  repository: Repository,
  { name, sha }: CheckRun,
  { id }: Known,
): Promise<number | undefined> => {
  const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...ownerAndRepo(repository),
    ref: sha,
    check_name: name,
    filter: 'all',
    per_page: 100,
  });
  const found = data.check_runs.find(({ external_id: externalId }) => externalId === id);
  return found && Number(found.id);
};

/** One that has a conclusion is completed, says GitHub. */
const stateOf = ({ status, conclusion, detailsUrl }: CheckRun) => ({
  ...(conclusion === undefined ? { status } : { status: 'completed' as const, conclusion }),
  ...(detailsUrl !== undefined && { details_url: detailsUrl }),
});

const outputOf = ({ title, summary, text }: CheckRun) => ({
  title,
  summary,
  ...(text !== undefined && { text }),
});

const inRequests = (annotations: readonly Annotation[]) => {
  const all = annotations.map(annotationOf);
  const { annotations: size } = CHECK_LIMITS;
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
};

const annotationOf = ({ path, line, column, level, title, message }: Annotation) => ({
  path,
  start_line: line,
  end_line: line,
  start_column: column,
  end_column: column,
  annotation_level: level,
  title,
  message,
});

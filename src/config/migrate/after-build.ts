import { type NoteCode } from './note-codes.ts';
import { type Ground } from './ground.ts';

/** What a status function says where nothing is run before the route, and where the run of the workflow is over. */
export const STATUS: ReadonlyMap<string, { readonly before: string; readonly after: string }> = new Map([
  ['success', { before: 'true', after: "github.event.workflow_run.conclusion == 'success'" }],
  ['always', { before: 'true', after: 'true' }],
  ['failure', { before: 'false', after: "github.event.workflow_run.conclusion == 'failure'" }],
  ['cancelled', { before: 'false', after: "github.event.workflow_run.conclusion == 'cancelled'" }],
]);

const RUN = 'github.event.workflow_run';

/** What the run's own event says of the one that started it, where it says the same. */
const FIELDS: Readonly<Record<string, string>> = {
  sha: `${RUN}.head_sha`,
  ref_name: `${RUN}.head_branch`,
  head_ref: `${RUN}.head_branch`,
  event_name: `${RUN}.event`,
  actor: `${RUN}.actor.login`,
  triggering_actor: `${RUN}.triggering_actor.login`,
  run_id: `${RUN}.id`,
  run_number: `${RUN}.run_number`,
  run_attempt: `${RUN}.run_attempt`,
  'event.after': `${RUN}.head_sha`,
  'event.head_commit': `${RUN}.head_commit`,
};

/** Those that are the same for each event of a repository. */
const SAME =
  /^(?:repository|repository_id|repository_owner|repository_owner_id|repositoryurl|server_url|api_url|graphql_url|event\.repository(?:\..*)?)$/;

/** Of a commit, a workflow_run carries only these. */
const COMMIT = /^event\.head_commit\.(?:id|tree_id|message|timestamp|(?:author|committer)\.(?:name|email))$/;

/** A key of the `github` context of the run that is over, as the event workflow_run tells it. */
export const afterBuild = (
  keys: readonly string[],
  { pushes, triggers }: Ground,
): { readonly source: string } | { readonly lost: NoteCode } | undefined => {
  const path = keys.join('.').toLowerCase();
  if (SAME.test(path)) return undefined;
  if (path === 'ref') return refAfter(triggers, pushes);
  if (path === 'ref_name' && triggers.some(isPullRequest)) return { lost: 'from-event' };
  if (COMMIT.test(path)) return { source: `${RUN}.${path.slice('event.'.length)}` };
  const field = Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined;
  if (field !== undefined && path !== 'event.head_commit') return { source: field };
  return { lost: path.startsWith('event') || path === '' ? 'from-event' : 'from-run' };
};

const isPullRequest = (trigger: string): boolean => trigger.startsWith('pull_request');

/** The ref of a pull request is none of a branch, so that a condition on main never holds for one. */
const refAfter = (
  triggers: readonly string[],
  pushes: Ground['pushes'],
): { readonly source: string } | { readonly lost: NoteCode } => {
  if (
    triggers.includes('release') ||
    triggers.includes('pull_request_target') ||
    (triggers.includes('push') && pushes === undefined)
  )
    return { lost: 'from-event' };
  const ref = `format('refs/${pushes ?? 'heads'}/{0}', ${RUN}.head_branch)`;
  return {
    source: triggers.some(isPullRequest) ? `${RUN}.event == 'pull_request' && 'refs/pull' || ${ref}` : ref,
  };
};

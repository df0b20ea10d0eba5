import { type Event } from './event.ts';
import { at, type Json, numberAt, textAt } from './json.ts';
import { relayIdsIn } from './lineage.ts';
import { readTime } from './occurred.ts';
import { type HubRun, type StartedRun, type KnownRun } from './reported.ts';

/**
 * The run of a hub's workflow of which an event tells, once for each notification that its `run-name` names. Whether they
 * were sent to that hub, the record knows.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const hubRunsOf = (event: Event): readonly HubRun[] => {
  const run = knownRunOf(event);
  if (!run) return [];
  const title = textAt(event.payload, 'workflow_run.display_title');
  return relayIdsIn([title]).map((notificationId) => ({ notificationId, ...run }));
};

/**
 * The run of which an event tells, where a `workflow_dispatch` started it: whether that was ours, and for which
 * notification, the record knows by the hub and the number of the run.
 */
export const dispatchedRunOf = (event: Event): KnownRun | undefined =>
  textAt(event.payload, 'workflow_run.event') === 'workflow_dispatch' ? knownRunOf(event) : undefined;

/**
 * The run that a 200 to `return_run_details` names; `undefined` where that is not what the answer holds.
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
export const startedRunIn = (body: Json | undefined): StartedRun | undefined => {
  const runId = numberAt(body, 'workflow_run_id');
  const url = linkAt(body, 'html_url');
  return runId !== undefined && Number.isSafeInteger(runId) && runId > 0 && url !== undefined
    ? { runId, url }
    : undefined;
};

const DISPATCHES: ReadonlySet<string> = new Set(['repository_dispatch', 'workflow_dispatch']);

const knownRunOf = ({ name, payload, repositoryId: hubId, receivedAt }: Event): KnownRun | undefined => {
  const run = at(payload, 'workflow_run');
  const url = linkAt(run, 'html_url');
  const runId = numberAt(run, 'id');
  if (name !== 'workflow_run' || !DISPATCHES.has(textAt(run, 'event') ?? '')) return undefined;
  if (hubId === undefined || runId === undefined || url === undefined) return undefined;
  const updatedAt = orElse(readTime(at(run, 'updated_at')), receivedAt);
  const conclusion = textAt(run, 'conclusion');
  return {
    hubId,
    runId,
    url,
    attempt: numberAt(run, 'run_attempt') ?? 1,
    name: textAt(run, 'name') ?? '',
    status: statusOf(at(run, 'status')),
    ...(conclusion !== undefined && { conclusion }),
    startedAt: orElse(readTime(at(run, 'run_started_at')), updatedAt),
    updatedAt,
  };
};

/** Nothing in it ends a link in Markdown. */
const LINK = /^https?:\/\/[\w.:/-]+$/;

const linkAt = (value: Json | undefined, path: string): string | undefined => {
  const url = textAt(value, path);
  return url !== undefined && LINK.test(url) ? url : undefined;
};

/** "requested", "waiting" and "pending" are all before it begins. */
const statusOf = (status: Json | undefined): HubRun['status'] =>
  status === 'completed' || status === 'in_progress' ? status : 'queued';

const orElse = (time: number, other: number): number => (Number.isNaN(time) ? other : time);

import { type Event } from './event.ts';
import { at, type Json, numberAt, textAt } from './json.ts';
import { relayIdsIn } from './lineage.ts';
import { readTime } from './occurred.ts';
import { type HubRun } from './reported.ts';

/**
 * The run of a hub's workflow of which an event tells, once for each notification that its `run-name` names. Whether they
 * were sent to that hub, the record knows.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const hubRunsOf = (event: Event): readonly HubRun[] => {
  const run = at(event.payload, 'workflow_run');
  const url = textAt(run, 'html_url');
  const runId = numberAt(run, 'id');
  const { repositoryId: hubId, receivedAt } = event;
  if (event.name !== 'workflow_run' || textAt(run, 'event') !== 'repository_dispatch') return [];
  if (hubId === undefined || runId === undefined || url === undefined || !LINK.test(url)) return [];
  const updatedAt = orElse(readTime(at(run, 'updated_at')), receivedAt);
  const conclusion = textAt(run, 'conclusion');
  const about = {
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
  return relayIdsIn([textAt(run, 'display_title')]).map((notificationId) => ({ notificationId, ...about }));
};

/** Nothing in it ends a link in Markdown. */
const LINK = /^https?:\/\/[\w.:/-]+$/;

/** "requested", "waiting" and "pending" are all before it begins. */
const statusOf = (status: Json | undefined): HubRun['status'] =>
  status === 'completed' || status === 'in_progress' ? status : 'queued';

const orElse = (time: number, other: number): number => (Number.isNaN(time) ? other : time);

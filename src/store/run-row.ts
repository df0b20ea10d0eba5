import { type HubRun } from '../core/reported.ts';
import { present } from './columns.ts';
import { type RunRow } from './tables.ts';

export const toRunRow = (run: HubRun): RunRow => ({
  notification_id: run.notificationId,
  run_id: run.runId,
  attempt: run.attempt,
  name: run.name,
  status: run.status,
  conclusion: run.conclusion ?? null,
  url: run.url,
  started_at: run.startedAt,
  updated_at: run.updatedAt,
});

export const fromRunRow = (row: RunRow, hubId: number): HubRun => ({
  notificationId: row.notification_id,
  hubId,
  runId: row.run_id,
  attempt: row.attempt,
  name: row.name,
  status: row.status,
  url: row.url,
  startedAt: row.started_at,
  updatedAt: row.updated_at,
  ...present({ conclusion: row.conclusion }),
});

import { nameKey } from '../core/repository.ts';
import { type Verdict } from '../core/verdict.ts';
import { type ListedEvent, type NewEvent, type StoredEvent } from '../flow/ports.ts';
import { fromJson, present } from './columns.ts';
import { type EventRow } from './tables.ts';

export const toEventRow = (event: NewEvent, ordinal: number): EventRow => ({
  id: event.id,
  name: event.name,
  action: event.action ?? null,
  installation_id: event.installationId ?? null,
  repository_id: event.repositoryId ?? null,
  repository: event.repository ?? null,
  repository_key: event.repository === undefined ? null : nameKey(event.repository),
  sender: event.sender ?? null,
  received_at: event.receivedAt,
  ordinal,
  state: event.state,
  reason: event.reason ?? null,
  plans: 0,
  due_at: event.receivedAt,
  planned_at: null,
  verdict: null,
  body: event.body,
  source: event.source ?? null,
});

export const LISTED_COLUMNS = [
  'id',
  'name',
  'action',
  'installation_id',
  'repository_id',
  'repository',
  'sender',
  'received_at',
  'state',
  'reason',
  'plans',
  'planned_at',
  'verdict',
  'source',
] as const satisfies readonly (keyof EventRow)[];

type ListedRow = Pick<EventRow, (typeof LISTED_COLUMNS)[number]>;

export const fromEventRow = (row: ListedRow & Pick<EventRow, 'body'>): StoredEvent => ({
  ...fromListedRow(row),
  body: row.body,
});

export const fromListedRow = (row: ListedRow): ListedEvent => ({
  id: row.id,
  name: row.name,
  receivedAt: row.received_at,
  state: row.state,
  plans: row.plans,
  ...present({
    action: row.action,
    installationId: row.installation_id,
    repositoryId: row.repository_id,
    repository: row.repository,
    sender: row.sender,
    reason: row.reason,
    source: row.source,
    plannedAt: row.planned_at,
    verdict: row.verdict === null ? null : fromJson<Verdict>(row.verdict),
  }),
});

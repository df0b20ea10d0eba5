import { type JsonObject } from '../core/json.ts';
import { type NewReport, type Report } from '../flow/report-ports.ts';
import { fromJson, present } from './columns.ts';
import { type ReportRow } from './tables.ts';

export const toReportRow = (report: NewReport, dueAt: number | null, at: number): ReportRow => ({
  id: report.id,
  kind: report.kind,
  repository_id: report.repositoryId,
  lane: report.lane,
  sha: report.sha ?? null,
  subject: JSON.stringify(report.subject),
  due_at: dueAt,
  begun_at: null,
  tries: 0,
  is_uncertain: 0,
  is_open: 0,
  number: null,
  written: null,
  written_at: null,
  reason: null,
  created_at: at,
  updated_at: at,
});

export const fromReportRow = (row: ReportRow): Report => ({
  id: row.id,
  kind: row.kind,
  repositoryId: row.repository_id,
  lane: row.lane,
  subject: fromJson<JsonObject>(row.subject),
  tries: row.tries,
  isUncertain: row.is_uncertain === 1,
  isOpen: row.is_open === 1,
  updatedAt: row.updated_at,
  ...present({
    sha: row.sha,
    dueAt: row.due_at,
    number: row.number,
    written: row.written,
    writtenAt: row.written_at,
    reason: row.reason,
  }),
});

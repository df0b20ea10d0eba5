import { type CheckRun, type Conclusion, worst } from './check-run.ts';
import { code, paragraphs, table } from './markdown.ts';
import { progressOf, type Progress, type ProgressOptions } from './progress.ts';
import { type ReportedNotification } from './reported.ts';

export interface DeliveryReportOptions extends ProgressOptions {
  readonly sha: string;
  /** As the route names it. */
  readonly hub: string;
}

/** A check run, and when it may say something else although nothing happened. */
export interface DeliveryReport {
  readonly check: CheckRun;
  readonly lookAgainAt?: number;
}

/** How a commit's hub was told, of all notifications for it, the newest first. */
export const deliveryReport = (
  notifications: readonly ReportedNotification[],
  options: DeliveryReportOptions,
): DeliveryReport => {
  const all = notifications.map((one) => ({ one, progress: progressOf(one, options) }));
  const open = all.filter(({ progress }) => progress.conclusion === undefined);
  const leading = leadOf(all.map(({ progress }) => progress));
  const isQueued = open.every(({ progress }) => progress.isQueued === true);
  const conclusions = all.flatMap(({ progress }) => progress.conclusion ?? []);
  const times = all.flatMap(({ progress }) => progress.lookAgainAt ?? []);
  return {
    check: {
      name: `Hub Relay: ${options.hub}`,
      sha: options.sha,
      ...(open.length > 0
        ? { status: isQueued ? 'queued' : 'in_progress' }
        : { status: 'completed', conclusion: worst(conclusions) }),
      title: all.length > 1 ? `${leading?.title ?? ''} (1 of ${all.length})` : (leading?.title ?? ''),
      summary: summaryOf(all, options),
      ...(leading?.url !== undefined && { detailsUrl: leading.url }),
    },
    ...(times.length > 0 && { lookAgainAt: Math.min(...times) }),
  };
};

/** What is still open says most; then what went worst. */
const leadOf = (all: readonly Progress[]): Progress | undefined => {
  const open = all.find(({ conclusion }) => conclusion === undefined);
  const outcome = worst(all.flatMap(({ conclusion }): Conclusion[] => (conclusion ? [conclusion] : [])));
  return open ?? all.find(({ conclusion }) => conclusion === outcome);
};

const summaryOf = (
  all: readonly { readonly one: ReportedNotification; readonly progress: Progress }[],
  { mayShowHub, hub }: DeliveryReportOptions,
): string =>
  paragraphs(
    table(
      ['Event type', 'Route', 'What became of it'],
      all.map(({ one, progress }) => [code(one.eventType), code(one.route), progress.sentence]),
    ),
    ...new Set(all.map(({ progress }) => progress.remedy)),
    mayShowHub
      ? undefined
      : `Not everybody who may read this repository may read ${code(hub)}, so what happens there is not shown here.`,
    all.length === 1 && all[0] ? `Notification ${code(all[0].one.id)}` : undefined,
  );

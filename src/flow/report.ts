import { answerOf } from '../core/answer-of.ts';
import { derivedId } from '../core/derived-id.ts';
import { mayWrite } from '../core/permissions.ts';
import { type Repository } from '../core/repository.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { type Writer } from './github-ports.ts';
import { type Clock, type Log, type Store } from './ports.ts';
import { type Observer } from './observer.ts';
import { endOf } from './report-end.ts';
import { type Report, type ReportEnd } from './report-ports.ts';
import { type Tell } from './tell.ts';
import { type Wanted } from './wanted.ts';

export interface ReportOptions {
  readonly store: Pick<Store, 'reports' | 'notifications'>;
  readonly index: RouteIndex;
  readonly writer: Writer;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer;
  /** Called when there is room for one more. */
  readonly wake: () => void;
}

const AT_ONCE = 8;
/** Between two looks at what can't be taken yet, in milliseconds. */
const LEAST_REST = 1_000;
/** The numbers in an issue are not news each time; milliseconds. */
const BETWEEN_UPDATES = 60_000;

/**
 * Keeps what is shown on GitHub in step with the record: of what is due it works out what should stand there by now, and
 * writes that where it is something else than before. Whatever comes of it, no notification ever waits for it or fails by it.
 * `settled` resolves when nothing is under way, or is left to whoever reports next, which `abandon` does. `restsUntil`
 * (ms since 1970) is when the next one can be taken as far as that is known, -Infinity while one is under way.
 */
export const createReporter = (options: ReportOptions) => {
  const { store, clock, log } = options;
  const warned = new Set<string>();
  const underWay = new Map<Promise<void>, (end: undefined) => void>();
  // What another process began, or we, before the store went away.
  let isLeftBehind = true;
  let nextAt = -Infinity;

  const settle = async (report: Report, abandoned: Promise<undefined>): Promise<void> => {
    const end = await Promise.race([write(report, options, warned), abandoned]);
    if (!end) return;
    if (end.reason !== undefined) {
      log.warn({ report: report.id, kind: report.kind, ...report.subject }, `not reported: ${end.reason}`);
    }
    await store.reports.finish(end).catch((error: unknown) => {
      isLeftBehind = true;
      log.error({ report: report.id, err: error }, 'what was reported could not be saved');
    });
    options.observer?.changed?.();
  };

  const begin = (report: Report): void => {
    const { promise: abandoned, resolve: abandon } = Promise.withResolvers<undefined>();
    const settling = settle(report, abandoned).finally(() => {
      underWay.delete(settling);
      options.wake();
    });
    underWay.set(settling, abandon);
  };

  return {
    turn: async (): Promise<number | undefined> => {
      if (isLeftBehind && underWay.size === 0) {
        await store.reports.release(clock.now());
        isLeftBehind = false;
      }
      const free = AT_ONCE - underWay.size;
      if (free <= 0) return undefined;
      // Mostly there is nothing, and then that is all that is asked.
      let next = await store.reports.nextDue();
      const due = (next ?? Infinity) <= clock.now() ? await store.reports.claim(clock.now(), free) : [];
      due.forEach(begin);
      if (underWay.size >= AT_ONCE) return undefined;
      if (due.length > 0) next = await store.reports.nextDue();
      nextAt = due.length === 0 && next !== undefined && next > clock.now() ? next : Infinity;
      // It may be due already, and what goes before it is not sent yet.
      return next === undefined ? undefined : Math.max(next, clock.now() + LEAST_REST);
    },
    restsUntil: (): number => (underWay.size > 0 ? -Infinity : nextAt),
    settled: async (): Promise<void> => {
      await Promise.all(underWay.keys());
    },
    abandon: (): void => {
      for (const end of underWay.values()) end(undefined);
    },
  };
};

/** Never rejects. */
const write = async (report: Report, options: ReportOptions, warned: Set<string>): Promise<ReportEnd> => {
  const { index, store, clock, log } = options;
  const { id } = report;
  const at = clock.now();
  try {
    const repository = index.member(report.repositoryId)?.repository;
    if (!repository) return { id, at, isUnsent: true, reason: 'the App is not installed there any more' };
    if (repository.archived) return { id, at, isUnsent: true, reason: `${repository.fullName} is archived` };
    const permission = report.kind === 'failure' ? 'issues' : 'checks';
    const installation = index.installation(repository.installationId);
    if (!installation || !mayWrite(installation, permission)) {
      sayOnce(log, warned, `${permission} ${repository.installationId}`, {
        account: installation?.account,
        permission,
      });
      return { id, at, isUnsent: true };
    }
    const wanted = await options.tell(report, repository);
    if ('redirect' in wanted) {
      await store.reports.redirect(id, wanted.redirect, at);
      return { id, at, isUnsent: true };
    }
    return await writeWanted(report, wanted, repository, options);
  } catch (error) {
    return endOf(report, { answer: answerOf(error) }, await circumstances(report, options));
  }
};

const sayOnce = (log: Log, warned: Set<string>, key: string, fields: object): void => {
  if (warned.has(key)) return;
  warned.add(key);
  log.warn({ ...fields, code: 'report-permission' }, 'the installation does not let us report there');
};

const writeWanted = async (
  report: Report,
  wanted: Exclude<Wanted, { readonly redirect: unknown }>,
  repository: Repository,
  options: ReportOptions,
): Promise<ReportEnd> => {
  const { writer, clock } = options;
  const { id, isOpen, written: before, writtenAt = 0 } = report;
  const later = wanted.lookAgainAt === undefined ? {} : { dueAt: wanted.lookAgainAt };
  const nothing: ReportEnd = { id, at: clock.now(), isUnsent: true, ...later };
  const { check, issue } = wanted;
  const shown = check ?? issue;
  if (!shown) return nothing;
  const written = derivedId(JSON.stringify(shown), JSON.stringify(report.subject.again ?? ''));
  if (written === before) return nothing;
  if (check) {
    const answered = await writer.checkRun(repository, check, report);
    return endOf(report, answered, await circumstances(report, options), { written, ...later });
  }
  if (!issue || (issue.state === 'closed' && !isOpen)) return nothing;
  const { state, ...texts } = issue;
  const isSameState = isOpen === (state === 'open');
  if (isSameState && clock.now() < writtenAt + BETWEEN_UPDATES) {
    return { ...nothing, dueAt: writtenAt + BETWEEN_UPDATES };
  }
  const answered = await writer.issue(repository, { ...texts, ...(!isSameState && { state }) }, report);
  const done = { written, isOpen: state === 'open' };
  return endOf(report, answered, await circumstances(report, options), done);
};

const circumstances = async (
  { lane }: Report,
  { store, clock }: ReportOptions,
): Promise<{ readonly now: number; readonly strikes: number }> => ({
  strikes: await store.notifications.strikes(lane).catch(() => 0),
  now: clock.now(),
});

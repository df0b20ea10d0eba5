import { spokeOf } from '../core/speaker.ts';
import { type Event } from '../core/event.ts';
import { listAt, isTrueAt, numberAt, textAt } from '../core/json.ts';
import { filesOfCommit } from '../core/pushed-files.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { SYSTEM } from './audit-ports.ts';
import { CONFIG_PATH } from './members.ts';
import { configReportOf, pullsOf } from './new-reports.ts';
import { type Store } from './ports.ts';
import { type DueReport, type NewReport, type Report } from './report-ports.ts';

export interface AskedOptions {
  readonly store: Pick<Store, 'reports' | 'notifications'>;
  readonly index: RouteIndex;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A push and the pull request that it belongs to come together; so long one waits for the other. */
const TOGETHER = 2_000;

/** What an event asks us to tell on GitHub: whether a config file is right, or the same once more. */
export const askedBy = async (event: Event, options: AskedOptions): Promise<readonly DueReport[]> => {
  const reports =
    event.name === 'check_run' || event.name === 'check_suite' ? await again(event, options) : undefined;
  if (reports) return reports.map((report) => ({ report, dueAt: options.at }));
  const report = await aboutFile(event, options);
  return report ? [{ report, dueAt: options.at + TOGETHER }] : [];
};

const aboutFile = async (event: Event, { index, store }: AskedOptions): Promise<NewReport | undefined> => {
  const spoke = spokeOf(event, index);
  const { name, payload } = event;
  if (!spoke) return undefined;
  if (name === 'push' && touchesFile(event)) {
    return configReportOf(spoke.repository, textAt(payload, 'after') ?? '');
  }
  if (name !== 'pull_request' || !CHANGES_HEAD.has(event.action ?? '')) return undefined;
  const pull = numberAt(payload, 'pull_request.number') ?? 0;
  const report = configReportOf(spoke.repository, textAt(payload, 'pull_request.head.sha') ?? '', [pull]);
  const known = await store.reports.find(report.id);
  if (!known) return report;
  // What a push changed is checked whatever its pull requests change.
  const pulls = pullsOf(known);
  return pulls.length === 0 || pulls.includes(pull)
    ? undefined
    : { ...report, subject: { ...known.subject, pulls: [...pulls, pull] } };
};

const CHANGES_HEAD: ReadonlySet<string> = new Set(['opened', 'reopened', 'synchronize']);

const touchesFile = ({ payload }: Event): boolean =>
  (textAt(payload, 'ref') ?? '').startsWith('refs/heads/') &&
  !isTrueAt(payload, 'deleted') &&
  listAt(payload, 'commits').some((commit) => filesOfCommit(commit).includes(CONFIG_PATH));

/**
 * Somebody wants it made anew on GitHub's page: then it is, also where it says the same as before; and what was given up
 * is sent again. Never what arrived.
 */
const again = async (event: Event, { store, at }: AskedOptions): Promise<readonly Report[]> => {
  const { repositoryId } = event;
  const asked = await reportsAskedFor(event, store);
  const own = asked.filter((report) => report.repositoryId === repositoryId);
  for (const { id, kind } of own) {
    if (kind !== 'delivery') continue;
    const dead = (await store.reports.notifications(id)).filter(({ state }) => state === 'dead');
    if (dead.length > 0)
      await store.notifications.replay(
        dead.map((one) => one.id),
        at,
        event.sender === undefined ? SYSTEM : `github:${event.sender}`,
      );
  }
  return own.map((report) => ({ ...report, subject: { ...report.subject, again: event.id } }));
};

const reportsAskedFor = async (
  { name, payload, repositoryId = 0 }: Event,
  { reports }: AskedOptions['store'],
): Promise<readonly Report[]> => {
  if (name === 'check_suite')
    return reports.ofCommit(repositoryId, textAt(payload, 'check_suite.head_sha') ?? '');
  const found = await reports.find(textAt(payload, 'check_run.external_id') ?? '');
  return found ? [found] : [];
};

import { absentFileReport, configReport } from '../core/config-report.ts';
import { code } from '../core/markdown.ts';
import { textAt, textsAt } from '../core/json.ts';
import { type Repository } from '../core/repository.ts';
import { obstacleOf } from '../core/obstacle.ts';
import { type OwnConfig, type Route } from '../core/route.ts';
import { type RouteIndex } from '../core/route-index.ts';
import { parseConfig } from '../config/parse.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSubscriptions } from './check-subscriptions.ts';
import { type GitHub } from './github-ports.ts';
import { createInquiry, type InquiryOptions } from './inquiry.ts';
import { CONFIG_PATH } from './members.ts';
import { configReportOf, pullsOf } from './new-reports.ts';
import { type ConfigFile, type Store } from './ports.ts';
import { type Report } from './report-ports.ts';
import { type Wanted } from './wanted.ts';

export interface TellConfigOptions extends InquiryOptions {
  readonly store: Pick<Store, 'events' | 'repositories'>;
  readonly github: InquiryOptions['github'] & Pick<GitHub, 'configFileAt' | 'commitOf' | 'changedFiles'>;
}

/** Whether a config file is right, as it is in one commit, and what its routes would do. */
export const createTellConfig =
  (options: TellConfigOptions) =>
  async (report: Report, repository: Repository): Promise<Wanted> => {
    const { github } = options;
    const { subject, sha } = report;
    if (sha === undefined) {
      const found = await github.commitOf(repository, textAt(subject, 'ref') ?? '');
      if (found === undefined) return {};
      const to = configReportOf(repository, found);
      return { redirect: { ...to, subject: { stopped: textsAt(subject, 'stopped') } } };
    }
    const file = await github.configFileAt(repository, sha);
    const pulls = pullsOf(report);
    if (pulls.length > 0 && !(await oneChanges(repository, pulls, file, options))) return {};
    const stopped = stillStopped(repository, textsAt(subject, 'stopped'), options.index);
    const base = { path: CONFIG_PATH, sha, problems: [], routes: [], accepts: [], stopped };
    if (file.text === undefined) {
      // They may be those of the owner's defaults.
      const isStopped = stopped.length > 0;
      return { check: isStopped ? configReport(base) : absentFileReport(sha, CONFIG_PATH, file.problem) };
    }
    const { config, problems } = parseConfig(file.text);
    if (!config) return { check: configReport({ ...base, problems }) };
    const known = options.index.member(repository.id)?.repository ?? repository;
    const proposed = { repository: known, own: config };
    const inquiry = createInquiry(proposed, options);
    const routes = await checkRoutes(proposed, inquiry);
    const subscriptions = await checkSubscriptions(proposed, inquiry);
    const checked = { problems, routes: [...routes, ...subscriptions], accepts: acceptsOf(config) };
    return { check: configReport({ ...base, ...checked }) };
  };

/** Of the routes that were found to have stopped, those that are in force and cannot tell their hubs yet. */
const stillStopped = (
  { id }: Repository,
  stopped: readonly string[],
  index: RouteIndex,
): readonly string[] => {
  const spoke = index.member(id);
  if (!spoke || stopped.length === 0) return [];
  const isSilent = ({ hub = '' }: Route): boolean =>
    obstacleOf(hub, index.memberByName(hub), index) !== undefined;
  const silent = new Set(
    index
      .routesOf(spoke)
      .filter(isSilent)
      .map((route) => route.id),
  );
  return stopped.filter((route) => silent.has(route));
};

/**
 * Most pull requests leave the file as it is on the default branch, and need not be asked for their files; the others may
 * be behind it. What GitHub does not tell for sure may be so.
 */
const oneChanges = async (
  repository: Repository,
  pulls: readonly number[],
  file: ConfigFile,
  { store, github }: TellConfigOptions,
): Promise<boolean> => {
  const known = await store.repositories.find(repository.id);
  if (known && known.config.text === file.text) return false;
  for (const pull of pulls) {
    const changed = await github.changedFiles(repository, pull);
    if (!changed.known || changed.files.includes(CONFIG_PATH)) return true;
  }
  return false;
};

const acceptsOf = ({ accept = [] }: OwnConfig): readonly string[] =>
  accept.map(({ from, 'event-types': types }) => {
    const which = types === undefined ? 'of any event type' : types.map(code).join(', ');
    return `from ${from.map(code).join(', ')}: ${which}`;
  });

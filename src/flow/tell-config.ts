import { absentFileReport, configReport } from '../core/config-report.ts';
import { code } from '../core/markdown.ts';
import { numberAt, textAt, textsAt } from '../core/json.ts';
import { type Repository } from '../core/repository.ts';
import { type OwnConfig } from '../core/route.ts';
import { parseConfig } from '../config/parse.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSubscriptions } from './check-subscriptions.ts';
import { type GitHub } from './github-ports.ts';
import { createInquiry, type InquiryOptions } from './inquiry.ts';
import { CONFIG_PATH } from './members.ts';
import { configReportOf } from './new-reports.ts';
import { type Report } from './report-ports.ts';
import { type Told } from './told.ts';

export interface TellConfigOptions extends InquiryOptions {
  readonly github: InquiryOptions['github'] & Pick<GitHub, 'configFileAt' | 'commitOf' | 'changedFiles'>;
}

/** Whether a config file is right, as it is in one commit, and what its routes would do. */
export const createTellConfig =
  (options: TellConfigOptions) =>
  async (report: Report, repository: Repository): Promise<Told> => {
    const { github } = options;
    const { subject, sha } = report;
    if (sha === undefined) {
      const found = await github.commitOf(repository, textAt(subject, 'ref') ?? '');
      if (found === undefined) return {};
      const to = configReportOf(repository, found);
      return { redirect: { ...to, subject: { stopped: textsAt(subject, 'stopped') } } };
    }
    const pull = numberAt(subject, 'pull');
    if (pull !== undefined && !(await changesFile(repository, pull, github))) return {};
    const file = await github.configFileAt(repository, sha);
    if (file.text === undefined) return { check: absentFileReport(sha, CONFIG_PATH, file.problem) };
    const { config, problems } = parseConfig(file.text);
    const base = { path: CONFIG_PATH, sha, problems };
    if (!config) return { check: configReport({ ...base, routes: [], accepts: [], stopped: [] }) };
    const known = options.index.member(repository.id)?.repository ?? repository;
    const proposed = { repository: known, own: config };
    const inquiry = createInquiry(proposed, options);
    const routes = await checkRoutes(proposed, inquiry);
    const subscriptions = await checkSubscriptions(proposed, inquiry);
    const silent = routes.filter(({ installed, permission }) =>
      [installed, permission].some(({ isGood }) => isGood === false),
    );
    const stopped = textsAt(subject, 'stopped').filter((id) =>
      silent.some(({ name }) => id.endsWith(`:${name}`)),
    );
    return {
      check: configReport({
        ...base,
        routes: [...routes, ...subscriptions],
        accepts: acceptsOf(config),
        stopped,
      }),
    };
  };

/** What GitHub does not tell for sure may be so. */
const changesFile = async (
  repository: Repository,
  pull: number,
  github: Pick<GitHub, 'changedFiles'>,
): Promise<boolean> => {
  const changed = await github.changedFiles(repository, pull);
  return !changed.known || changed.files.includes(CONFIG_PATH);
};

const acceptsOf = ({ accept = [] }: OwnConfig): readonly string[] =>
  accept.map(({ from, 'event-types': types }) => {
    const which = types === undefined ? 'of any event type' : types.map(code).join(', ');
    return `from ${from.map(code).join(', ')}: ${which}`;
  });

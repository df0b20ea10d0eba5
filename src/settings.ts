import { type Range } from './core/address.ts';
import { type EndpointKeys } from './core/endpoint.ts';
import { type GithubUrls } from './core/github-context.ts';
import { type SourceKeys } from './core/hook-source.ts';
import { GITHUB_PACE, MOST_PER_MINUTE, type Pace } from './core/pace.ts';
import { RETRY_SCHEDULE } from './core/retry.ts';
import { readAppId, readPrivateKey } from './settings/credentials.ts';
import { readOperatorFiles } from './settings/operator-files.ts';
import { type Environment, type Report, type SettingsProblem } from './settings/problem.ts';
import { readSignIn, type SignInSettings } from './settings/sign-in.ts';
import { type Observing, readObserving } from './settings/observing.ts';
import { createVariables, LOOPBACK } from './settings/variables.ts';

export { type Environment, renderSettingsProblem, type SettingsProblem } from './settings/problem.ts';

/** What the environment says, checked. `credentials` is absent before the App was created: then the set-up page opens. */
export interface Settings extends SignInSettings, Observing {
  readonly credentials?: { readonly appId: number; readonly privateKey: string };
  /** Absent only on loopback in development; Probot then falls back to a secret that everybody knows. */
  readonly webhookSecret?: string;
  readonly webhookPath: string;
  readonly webhookProxyUrl?: string;
  /** From whom webhooks are taken: from anybody who signs them, or only from GitHub's own addresses. */
  readonly webhookSenders: 'any' | 'github';
  /** Whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly Range[];
  /** Outgoing webhooks that routes may name. */
  readonly endpoints: readonly EndpointKeys[];
  /** Webhooks that were set up without the App. */
  readonly sources: readonly SourceKeys[];
  /** Where endpoints may be, though these addresses are not public. */
  readonly endpointAllowedSubnets: readonly Range[];
  readonly host: string;
  readonly port: number;
  /** How long requests are still taken after SIGTERM, while `/readyz` says 503, in milliseconds. */
  readonly shutdownDelay: number;
  readonly logLevel: string;
  readonly logFormat: 'json' | 'pretty';
  readonly urls: GithubUrls;
  readonly databaseUrl: string;
  /** How fast one installation is written to. */
  readonly pace: Pace;
  /** How long to wait after the first failure of a notification, the second, …, in milliseconds. */
  readonly retrySchedule: readonly number[];
  /** How long finished events are kept, in milliseconds. */
  readonly retention: number;
  /** How long the audit log is kept, in milliseconds. */
  readonly auditRetention: number;
  readonly production: boolean;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Reads every variable, and reports everything that is wrong with them at once. */
export const readSettings = (
  env: Environment,
  cwd: string = process.cwd(),
): { settings: Settings; problems: readonly SettingsProblem[] } => {
  const problems: SettingsProblem[] = [];
  const report: Report = (variable, found, remedy) => void problems.push({ variable, found, remedy });

  const variables = createVariables(env, report);
  const { text, oneOf, secret, whole, url, ranges, duration, durations } = variables;

  const production = text('NODE_ENV') === 'production';
  const host = text('HOST') ?? 'localhost';
  const webhookProxyUrl = url('WEBHOOK_PROXY_URL');
  const webhookSecret = secret('WEBHOOK_SECRET');
  const appId = readAppId(text('APP_ID'), report);
  const privateKey = readPrivateKey(env, cwd, report);
  const credentials = appId !== undefined && privateKey !== undefined ? { appId, privateKey } : undefined;

  if (appId !== undefined && privateKey === undefined) {
    report(
      'PRIVATE_KEY',
      'nothing',
      'set it, or PRIVATE_KEY_PATH, to the key that GitHub gave you for this App',
    );
  }
  if (appId === undefined && (privateKey !== undefined || production) && text('APP_ID') === undefined) {
    report('APP_ID', 'nothing', 'set it to the "App ID" on the App’s page on GitHub');
  }
  if (credentials && webhookSecret === undefined) {
    const why = production
      ? 'in production'
      : !LOOPBACK.test(host)
        ? `when it listens on ${host}`
        : webhookProxyUrl !== undefined
          ? 'behind a webhook proxy, which anyone can post to'
          : undefined;
    if (why !== undefined) {
      report('WEBHOOK_SECRET', 'nothing', `it must be set ${why}: without it anyone could forge events`);
    }
  }

  const gheHost = text('GHE_HOST');
  if (gheHost !== undefined && /[/@]|^https?:/.test(gheHost)) {
    report('GHE_HOST', gheHost, 'give the host alone, such as github.example.com');
  }
  const webhookSenders = oneOf('WEBHOOK_SENDERS', ['any', 'github'], 'any');
  if (webhookSenders === 'github' && gheHost !== undefined) {
    const why = 'GitHub Enterprise Server does not publish the addresses that it sends from';
    report('WEBHOOK_SENDERS', 'github with GHE_HOST', `set it to any: ${why}`);
  }
  if (webhookSenders === 'github' && webhookProxyUrl !== undefined) {
    report('WEBHOOK_SENDERS', 'github with WEBHOOK_PROXY_URL', 'set it to any: all comes from that proxy');
  }
  const burst = whole('LANE_BURST', 1, 100_000, GITHUB_PACE.burst);
  const perMinute = whole('LANE_PER_MINUTE', 1, 100_000, 60_000 / GITHUB_PACE.interval);
  if (gheHost === undefined && burst + perMinute > MOST_PER_MINUTE) {
    const found = `a burst of ${burst} and ${perMinute} a minute`;
    report(
      'LANE_PER_MINUTE',
      found,
      `both together may be ${MOST_PER_MINUTE}: GitHub allows 180 writes a minute, and reading takes some of it`,
    );
  }
  const protocol = oneOf('GHE_PROTOCOL', ['https', 'http'], 'https');
  const webhookPath = text('WEBHOOK_PATH') ?? '/api/github/webhooks';
  if (!webhookPath.startsWith('/')) report('WEBHOOK_PATH', webhookPath, 'start it with a slash');
  const databaseUrl = secret('DATABASE_URL') ?? 'file:./data/hub-relay.db';
  if (!/^(file:.|postgres(ql)?:\/\/.)/.test(databaseUrl)) {
    report(
      'DATABASE_URL',
      withoutPassword(databaseUrl),
      'use file:./path/to.db or postgres://user@host/database',
    );
  }

  return {
    settings: {
      ...(credentials && { credentials }),
      ...(webhookSecret !== undefined && { webhookSecret }),
      ...(webhookProxyUrl !== undefined && { webhookProxyUrl }),
      webhookPath,
      webhookSenders,
      trustedProxies: ranges('TRUSTED_PROXIES'),
      ...readSignIn(variables, report),
      ...readOperatorFiles(variables, cwd, (problem) => void problems.push(problem)),
      endpointAllowedSubnets: ranges('ENDPOINT_ALLOWED_SUBNETS'),
      ...readObserving(variables, report),
      host,
      port: whole('PORT', 0, 65_535, 3000),
      shutdownDelay: duration('SHUTDOWN_DELAY', { least: 0, most: HOUR }, 0),
      logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
      logFormat: oneOf('LOG_FORMAT', ['json', 'pretty'], production ? 'json' : 'pretty'),
      urls: gheHost === undefined ? GITHUB_COM : enterpriseUrls(`${protocol}://${gheHost}`),
      databaseUrl,
      pace: { burst, interval: Math.ceil(60_000 / perMinute) },
      retrySchedule: durations('RETRY_SCHEDULE', { least: 100, most: 7 * DAY, count: 20 }, RETRY_SCHEDULE),
      retention: duration('RETENTION', { least: 3 * DAY, most: 36_500 * DAY }, 30 * DAY),
      auditRetention: duration('AUDIT_RETENTION', { least: DAY, most: 36_500 * DAY }, 365 * DAY),
      production,
    },
    problems,
  };
};

const GITHUB_COM: GithubUrls = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const enterpriseUrls = (server: string): GithubUrls => ({
  server,
  api: `${server}/api/v3`,
  graphql: `${server}/api/graphql`,
});

const withoutPassword = (url: string): string => url.replace(/:[^:@/]*@/, ':…@');

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getPrivateKey } from '@probot/get-private-key';
import { type GithubUrls } from './core/github-context.ts';
import { GITHUB_PACE, MOST_PER_MINUTE, type Pace } from './core/pace.ts';

/** What the environment says, checked. `credentials` is absent before the App was created: then the set-up page opens. */
export interface Settings {
  readonly credentials?: { readonly appId: number; readonly privateKey: string };
  /** Absent only on loopback in development; Probot then falls back to a secret that everybody knows. */
  readonly webhookSecret?: string;
  readonly webhookPath: string;
  readonly webhookProxyUrl?: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly logFormat: 'json' | 'pretty';
  readonly urls: GithubUrls;
  readonly databaseUrl: string;
  /** How fast one installation is written to. */
  readonly pace: Pace;
  readonly production: boolean;
}

/** `variable` is its name, `found` what it holds (never a secret), `remedy` what to do. */
export interface SettingsProblem {
  readonly variable: string;
  readonly found: string;
  readonly remedy: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Reads every variable, and reports everything that is wrong with them at once. */
export const readSettings = (
  env: Environment,
  cwd: string = process.cwd(),
): { settings: Settings; problems: readonly SettingsProblem[] } => {
  const problems: SettingsProblem[] = [];
  const report: Report = (variable, found, remedy) => void problems.push({ variable, found, remedy });

  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const found = text(name);
    if (found === undefined) return fallback;
    const known = allowed.find((value) => value === found);
    if (known === undefined) report(name, found, `use one of: ${allowed.join(', ')}`);
    return known ?? fallback;
  };
  const secret = (name: string): string | undefined => {
    const path = text(`${name}_FILE`);
    if (path === undefined) return text(name);
    if (text(name) !== undefined) report(name, `also set by ${name}_FILE`, 'keep one of the two');
    const content = readSecretFile(path);
    if ('problem' in content) report(`${name}_FILE`, path, content.problem);
    return 'text' in content ? content.text : undefined;
  };
  const whole = (name: string, least: number, most: number, fallback: number): number => {
    const found = text(name) ?? String(fallback);
    const value = Number(found);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    report(name, found, `use a whole number from ${least} to ${most}`);
    return fallback;
  };
  const url = (name: string): string | undefined => {
    const found = text(name);
    if (found === undefined) return undefined;
    const parsed = URL.parse(found);
    const isSafe =
      parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && LOOPBACK.test(parsed.hostname));
    if (!isSafe) report(name, found, 'use an https:// URL');
    return found;
  };

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
  const burst = whole('LANE_BURST', 1, 100_000, GITHUB_PACE.burst);
  const perMinute = whole('LANE_PER_MINUTE', 1, 100_000, 60_000 / GITHUB_PACE.interval);
  if (gheHost === undefined && burst + perMinute > MOST_PER_MINUTE) {
    const found = `a burst of ${burst} and ${perMinute} a minute`;
    report('LANE_PER_MINUTE', found, `both together may be ${MOST_PER_MINUTE}, GitHub’s limit for a minute`);
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
      host,
      port: whole('PORT', 0, 65_535, 3000),
      logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
      logFormat: oneOf('LOG_FORMAT', ['json', 'pretty'], production ? 'json' : 'pretty'),
      urls: gheHost === undefined ? GITHUB_COM : enterpriseUrls(`${protocol}://${gheHost}`),
      databaseUrl,
      pace: { burst, interval: Math.ceil(60_000 / perMinute) },
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

/** One line a problem: the variable, what was found, what to do. */
export const renderSettingsProblem = (problem: SettingsProblem): string =>
  `${problem.variable}: found ${problem.found}; ${problem.remedy}`;

type Report = (variable: string, found: string, remedy: string) => void;

const readAppId = (found: string | undefined, report: Report): number | undefined => {
  if (found === undefined) return undefined;
  const value = Number(found);
  if (Number.isSafeInteger(value) && value > 0) return value;
  report('APP_ID', found, 'use the number on the App’s page on GitHub');
  return undefined;
};

/** As Probot reads it (raw, with \n for line breaks, base64, a path, or the only .pem here), plus PRIVATE_KEY_FILE. */
const readPrivateKey = (env: Environment, cwd: string, report: Report): string | undefined => {
  const path = env.PRIVATE_KEY_PATH?.trim() || env.PRIVATE_KEY_FILE?.trim();
  const inline = env.PRIVATE_KEY?.trim();
  const variable = inline
    ? 'PRIVATE_KEY'
    : env.PRIVATE_KEY_PATH?.trim()
      ? 'PRIVATE_KEY_PATH'
      : 'PRIVATE_KEY_FILE';
  try {
    const key = getPrivateKey({
      cwd,
      env: { ...(inline && { PRIVATE_KEY: inline }), ...(path && { PRIVATE_KEY_PATH: path }) },
    });
    if (key === null) return undefined;
    if (createPrivateKey(key).asymmetricKeyType === 'rsa') return key;
    report(variable, 'a key that is not RSA', 'generate a private key on the App’s page on GitHub');
  } catch {
    const found = inline
      ? 'something that is not a private key'
      : (path ?? 'more than one .pem file, or a broken one');
    report(variable, found, 'give the .pem file that GitHub made for this App, whole');
  }
  return undefined;
};

/** A secret in a file of its own, as vaults and Docker mount them; the line break at its end is not part of it. */
const readSecretFile = (path: string): { text: string } | { problem: string } => {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? { problem: 'the file is empty' } : { text };
  } catch (error) {
    return { problem: `the file can't be read (${codeOf(error)})` };
  }
};

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? 'unknown error';

const withoutPassword = (url: string): string => url.replace(/:[^:@/]*@/, ':…@');

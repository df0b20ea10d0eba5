import { renderDuration } from '../core/duration.ts';
import { type Settings } from '../settings.ts';
import { readVersion } from './version.ts';

/** Settings by the names of their variables, for the audit log: `shown` anybody may read, `secret` nobody. */
export interface DescribedSettings {
  readonly shown: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

type Texts = Readonly<Record<string, string>>;

/** What of each setting may be read. One that is not here is taken for a secret. */
const SHOWN: { readonly [K in keyof Settings]?: (value: NonNullable<Settings[K]>) => Texts } = {
  credentials: ({ appId }) => ({ APP_ID: String(appId) }),
  webhookPath: (path) => ({ WEBHOOK_PATH: path }),
  webhookSenders: (who) => ({ WEBHOOK_SENDERS: who }),
  trustedProxies: (ranges) => ({ TRUSTED_PROXIES: renderRanges(ranges) }),
  endpointAllowedSubnets: (ranges) => ({ ENDPOINT_ALLOWED_SUBNETS: renderRanges(ranges) }),
  endpoints: (endpoints) => ({ ENDPOINTS_FILE: namesOf(endpoints) }),
  sources: (sources) => ({ SOURCES_FILE: namesOf(sources) }),
  host: (host) => ({ HOST: host }),
  port: (port) => ({ PORT: String(port) }),
  shutdownDelay: (time) => ({ SHUTDOWN_DELAY: renderDuration(time) }),
  logLevel: (level) => ({ LOG_LEVEL: level }),
  logFormat: (format) => ({ LOG_FORMAT: format }),
  urls: ({ server }) => ({ GHE_HOST: server }),
  databaseUrl: (url) => ({ DATABASE_URL: placeOf(url) }),
  pace: ({ burst, interval }) => ({
    LANE_BURST: String(burst),
    LANE_PER_MINUTE: String(Math.round(60_000 / interval)),
  }),
  retrySchedule: (delays) => ({ RETRY_SCHEDULE: delays.map(renderDuration).join(',') }),
  retention: (time) => ({ RETENTION: renderDuration(time) }),
  auditRetention: (time) => ({ AUDIT_RETENTION: renderDuration(time) }),
  githubClient: ({ id }) => ({ GITHUB_CLIENT_ID: id }),
  operators: (logins) => ({ OPERATORS: logins.join(',') }),
  publicUrl: (url) => ({ PUBLIC_URL: url }),
  tracing: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: new URL(url).origin }),
  production: (is) => ({ NODE_ENV: is ? 'production' : '' }),
};

/** What is secret of those of which something may be read. A webhook's URL is often a secret by itself. */
const SECRET: { readonly [K in keyof Settings]?: (value: NonNullable<Settings[K]>) => Texts } = {
  credentials: ({ privateKey }) => ({ PRIVATE_KEY: privateKey }),
  endpoints: (endpoints) => eachOf('ENDPOINTS_FILE', endpoints),
  sources: (sources) => eachOf('SOURCES_FILE', sources),
  githubClient: ({ secret }) => ({ GITHUB_CLIENT_SECRET: secret }),
  databaseUrl: (url) => ({ 'DATABASE_URL (whole)': url }),
  tracing: ({ url, headers }) => ({
    'OTEL_EXPORTER_OTLP_ENDPOINT (whole)': url,
    OTEL_EXPORTER_OTLP_HEADERS: JSON.stringify(headers),
  }),
};

export const describeSettings = (settings: Settings): DescribedSettings => {
  const shown: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings) as [keyof Settings, never][]) {
    Object.assign(shown, SHOWN[key]?.(value));
    Object.assign(secret, key in SHOWN ? SECRET[key]?.(value) : { [variableOf(key)]: JSON.stringify(value) });
  }
  return { shown, secret };
};

/** What the audit log says of a start. `url` is where it listens. */
export const describeStart = (settings: Pick<Settings, 'databaseUrl'>, url: string) => ({
  version: readVersion(),
  node: process.versions.node,
  url,
  database: settings.databaseUrl.startsWith('file:') ? 'SQLite' : 'PostgreSQL',
});

/** `webhookSecret` is WEBHOOK_SECRET. */
const variableOf = (key: string): string => key.replace(/[A-Z]/g, '_$&').toUpperCase();

const namesOf = (entries: readonly { readonly name: string }[]): string =>
  entries.map(({ name }) => name).join(',');

const eachOf = (variable: string, entries: readonly { readonly name: string }[]): Texts =>
  Object.fromEntries(entries.map((entry) => [`${variable}: ${entry.name}`, JSON.stringify(entry)]));

const renderRanges = (ranges: Settings['trustedProxies']): string =>
  ranges.map(({ first, bits }) => `${first.toString()}/${bits}`).join(',');

/** Without a user, a password or parameters, which may hold one. */
const placeOf = (url: string): string => {
  if (url.startsWith('file:')) return url;
  const parsed = URL.parse(url);
  return parsed ? `postgres://${parsed.host}${parsed.pathname}` : 'postgres';
};

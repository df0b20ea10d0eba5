import { type Settings } from '../settings.ts';

/** What no line of a log may hold. */
export const secretsOf = (settings: Settings): readonly string[] =>
  [
    settings.credentials?.privateKey,
    settings.webhookSecret,
    settings.githubClient?.secret,
    settings.metricsToken,
    ...Object.values(settings.tracing?.headers ?? {}),
    ...[...settings.endpoints, ...settings.sources].flatMap(({ secrets }) => secrets),
    /:\/\/[^:/]*:([^@]*)@/.exec(settings.databaseUrl)?.[1],
  ].filter((secret) => secret !== undefined);

import { once } from 'node:events';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RelayError } from '../errors.ts';
import { type Log } from '../flow/ports.ts';
import { createLog } from '../log.ts';
import { type Environment, readSettings } from '../settings.ts';
import { readEnvFile, withoutEnvFile } from '../settings/env-file.ts';
import { secretsOf } from '../settings/secrets.ts';
import { findChannel, type FoundChannel } from './dev/find-channel.ts';
import { createForwarding } from './dev/forwarding.ts';
import { type ServerProcess, startServer } from './dev/server-process.ts';
import { type Changes, sayPaths, watchFiles } from './dev/watch-files.ts';

export interface DevOptions {
  /** Who makes a channel: smee.io, or another server of its kind. */
  readonly channelServer?: string;
}

/** What restarts it: the program itself, and what it reads when it starts. */
const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const OPERATOR_FILES = ['ENDPOINTS_FILE', 'SOURCES_FILE'] as const;

/**
 * Runs `hub-relay start` in a process of its own, anew after each change of the source or the settings, until SIGTERM or
 * SIGINT; then 0. The channel is held here, so it outlives the server, and what comes through it while there is none waits.
 */
export const dev = async ({ channelServer }: DevOptions, env: Environment): Promise<number> => {
  const file = resolve('.env');
  const given = withoutEnvFile(env, readEnvFile(file).variables);
  const { settings } = readSettings(env);
  if (settings.production) throw new RelayError('dev-in-production', '');
  const log: Log = await createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    secrets: secretsOf(settings),
  });

  let server: ServerProcess | undefined;
  const { signal, end } = untilSignal(() => void server?.stop());
  const forwarding = createForwarding(log);
  let read: string | undefined;
  let found: FoundChannel = { note: '' };
  while (!signal.aborted) {
    const variables = { ...readEnvFile(file).variables, ...given };
    // Before anything is read: what changes from here on leads to another start.
    const changes = watchFiles(watchedBy(variables, file), (path, error) =>
      log.warn({}, `changes of ${path} are not noticed (${error.message})`),
    );
    if (read !== readEnvFile(file).text) {
      const search = findChannel({
        env: variables,
        file,
        ...(channelServer !== undefined && { server: channelServer }),
      });
      const ready = await Promise.race([search, end]);
      if (!ready) break;
      found = ready;
      read = readEnvFile(file).text;
      forwarding.from(found);
    }
    server = startServer({
      env: {
        ...given,
        NO_SMEE_SETUP: 'true',
        ...(found.url !== undefined && { WEBHOOK_PROXY_URL: found.url }),
      },
      onUp: forwarding.to,
      onKept: () => (read = readEnvFile(file).text),
    });
    let isWanted = true;
    void server.ended.then((how) => {
      forwarding.to(undefined);
      if (isWanted && !signal.aborted)
        log.warn({}, `the server ended (${how}); it is started again at the next change`);
    });
    const changed = nextChange(changes, file, () => read).then((paths) =>
      log.info({}, `${sayPaths(paths, process.cwd())} changed: the server is started again`),
    );
    await Promise.race([changed, end]);
    isWanted = false;
    forwarding.to(undefined);
    await server.stop();
    changes.close();
  }
  forwarding.close();
  // Else a question to smee.io that nobody answers would keep the process for minutes.
  process.exit(0);
};

const watchedBy = (variables: Environment, file: string) => ({
  trees: [SOURCE],
  files: [
    file,
    ...OPERATOR_FILES.flatMap((name) => variables[name]?.trim() || []).map((path) => resolve(path)),
  ],
});

/** The .env that we wrote ourselves, or that was saved as it was, is no change. */
const nextChange = async (
  changes: Changes,
  file: string,
  read: () => string | undefined,
): Promise<readonly string[]> => {
  for (;;) {
    const paths = await changes.next();
    const others = paths.filter((path) => path !== file || readEnvFile(file).text !== read());
    if (others.length > 0) return others;
  }
};

/** A second signal is from somebody who does not want to wait. */
const untilSignal = (
  onSecond: () => void,
): { readonly signal: AbortSignal; readonly end: Promise<undefined> } => {
  const stopping = new AbortController();
  const end = once(stopping.signal, 'abort').then(() => undefined);
  const onSignal = (): void => (stopping.signal.aborted ? onSecond() : stopping.abort());
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return { signal: stopping.signal, end };
};

import { setTimeout as sleep } from 'node:timers/promises';
import { renderDuration } from '../core/duration.ts';
import { RelayError } from '../errors.ts';
import { createLog } from '../log.ts';
import { serve } from '../serve.ts';
import { type Environment, readSettings, renderSettingsProblem } from '../settings.ts';
import { secretsOf } from '../settings/secrets.ts';
// Only the types: an import of types within braces would load the modules, at each start.
import type { Up } from './dev/server-process.ts';
import type { SetUp } from './set-up/set-up.ts';
import { giveBackWhenIdle } from './give-back.ts';
import { type Terminal } from './terminal.ts';
import { checkWebhook } from './webhook-check.ts';
import { youngGeneration } from './young-generation.ts';

/** Longer than the relay's own grace, shorter than the 10 s after which a supervisor kills. */
const LAST_RESORT = 9_500;
/** Ctrl-C comes twice below npm: from the terminal, and from npm, which hands it on. Milliseconds between the two, at most. */
const ECHO = 1_000;
const FAILED = 'failed';

export interface StartOptions {
  /** `hub-relay dev` started it: that one forwards, is told where to, and takes us with it when it ends. */
  readonly underDev?: boolean;
}

/**
 * Serves until SIGTERM or SIGINT, then ends in good order with 0; and with 1 where the database has failed, since only a new
 * start helps. Without credentials the set-up page opens first.
 */
export const start = (options: StartOptions, env: Environment, terminal: Terminal): Promise<number> =>
  startWith(options, env, terminal);

interface AfterSetUp extends SetUp {
  /** Told to stop since the set-up began, and so perhaps already. */
  readonly stopped: Promise<string>;
}

/** After a set-up, with what it leaves behind; rejects then where it can't start. */
const startWith = async (
  { underDev = false }: StartOptions,
  env: Environment,
  terminal: Terminal,
  after?: AfterSetUp,
): Promise<number> => {
  const { settings, problems } = readSettings(env);
  if (problems.length > 0) {
    if (after) throw new RelayError('settings-invalid', problems.map(renderSettingsProblem).join('; '));
    terminal.err('Hub Relay cannot start with these settings (.env.example explains each):');
    for (const problem of problems) terminal.err(`  ${renderSettingsProblem(problem)}`);
    return 1;
  }
  const { credentials } = settings;
  const log = await createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    secrets: secretsOf(settings),
  });
  if (!credentials) {
    const { setUp } = await import('./set-up/set-up.ts');
    const stopped = nextSignal(underDev);
    const done = await setUp({ env, settings, log, terminal, underDev, stopped });
    // Else whatever is still open would keep the process: what links it to `hub-relay dev`, a question to smee.io.
    if (!done) process.exit(0);
    try {
      return await startWith({ underDev }, done.env, terminal, { ...done, stopped });
    } catch (error) {
      await done.failed(error);
      process.exit(1);
    }
  }
  if (settings.webhookSecret === undefined) {
    log.warn(
      'WEBHOOK_SECRET is not set: Probot’s public "development" secret is in use; anyone on this machine can forge events',
    );
  }
  const checked = checkWebhook({ ...settings, credentials }, log);
  // In development nobody need wait for it: it can only warn.
  if (settings.production) await checked;
  const failed = Promise.withResolvers<typeof FAILED>();
  const service = await serve({
    settings: { ...settings, credentials },
    log,
    forwards: !underDev,
    onFailed: () => {
      log.error('ending with exit code 1, so that whoever looks after this process starts it again');
      failed.resolve(FAILED);
    },
    ...(after && { setUp: after.serving }),
  });
  youngGeneration.grow();
  giveBackWhenIdle();
  // Before anything is said, since whoever reads it may stop us at once.
  const signal = Promise.race([after?.stopped ?? nextSignal(underDev), failed.promise]);
  const webhookUrl = service.url + settings.webhookPath;
  log.info(`Hub Relay takes webhooks at ${webhookUrl}`);
  if (underDev) process.send?.({ webhookUrl } satisfies Up);
  log.info(
    `its pages are at ${settings.publicUrl ?? service.url}; \`hub-relay dashboard\` prints a link that signs you in`,
  );
  void after?.running();
  const { shutdownDelay } = settings;
  const announce = (): void => {
    if (shutdownDelay === 0) return;
    service.announceStop();
    log.info(`stopping in ${renderDuration(shutdownDelay)}: /readyz says so, and webhooks are still taken`);
  };
  return untilStopped(
    async () => {
      log.info('stopping: finishing what is in flight');
      await service.stop();
      log.info('stopped');
    },
    { signal, underDev, delay: shutdownDelay, announce },
  );
};

interface Stopping {
  /** The first one, or `FAILED`. */
  readonly signal: Promise<string>;
  readonly underDev: boolean;
  /** Milliseconds between the two, after SIGTERM. A second signal ends them. */
  readonly delay: number;
  readonly announce: () => void;
}

const untilStopped = async (stop: () => Promise<void>, stopping: Stopping): Promise<number> => {
  const { signal, underDev, delay, announce } = stopping;
  const first = await signal;
  ignoreEcho();
  // A person at a terminal is no load balancer.
  if (first === 'SIGTERM') {
    announce();
    await Promise.race([sleep(delay), nextSignal(underDev)]);
  }
  const code = first === FAILED ? 1 : 0;
  // What is on disk is safe whenever the process ends; nobody should have to wait, or to kill it.
  setTimeout(() => process.exit(code), LAST_RESORT).unref();
  try {
    await stop();
  } catch (error) {
    // What has failed was said, and may not end in good order.
    if (code === 0) throw error;
  }
  process.exit(code);
};

/** Whoever asks again later does not want to wait, and then it ends at once. */
const ignoreEcho = (): void => {
  const ignore = (): void => undefined;
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, ignore);
  setTimeout(() => {
    for (const name of ['SIGTERM', 'SIGINT']) process.off(name, ignore);
  }, ECHO).unref();
};

const nextSignal = (underDev: boolean): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => resolve(signal));
    // Where `hub-relay dev` was killed, nobody else would end its server.
    if (underDev) process.once('disconnect', () => resolve('disconnect'));
  });

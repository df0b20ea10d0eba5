import { setTimeout as sleep } from 'node:timers/promises';
import { run } from 'probot';
import { renderDuration } from '../core/duration.ts';
import { createLog } from '../log.ts';
import { serve } from '../serve.ts';
import { type Environment, readSettings, renderSettingsProblem } from '../settings.ts';
import { secretsOf } from '../settings/secrets.ts';
import { type Up } from './dev/server-process.ts';
import { type Terminal } from './terminal.ts';
import { checkWebhook } from './webhook-check.ts';

/** Longer than the relay's own grace, shorter than the 10 s after which a supervisor kills. */
const LAST_RESORT = 9_500;

export interface StartOptions {
  /** `hub-relay dev` started it: that one forwards, is told where to, and takes us with it when it ends. */
  readonly underDev?: boolean;
}

/** Serves until SIGTERM or SIGINT, then ends in good order with 0. Without credentials Probot's set-up page opens. */
export const start = async (
  { underDev = false }: StartOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const { settings, problems } = readSettings(env);
  if (problems.length > 0) {
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
    // What comes through a channel is of no use before there is an App; and Probot ends where it cannot be reached.
    await run(() => undefined, { env: { ...env, WEBHOOK_PROXY_URL: '' }, log });
    return untilStopped(() => Promise.resolve(), { underDev });
  }
  if (settings.webhookSecret === undefined) {
    log.warn(
      'WEBHOOK_SECRET is not set: Probot’s public "development" secret is in use; anyone on this machine can forge events',
    );
  }
  const checked = checkWebhook({ ...settings, credentials }, log);
  // In development nobody need wait for it: it can only warn.
  if (settings.production) await checked;
  const service = await serve({ settings: { ...settings, credentials }, log, forwards: !underDev });
  const webhookUrl = service.url + settings.webhookPath;
  log.info(`Hub Relay takes webhooks at ${webhookUrl}`);
  if (underDev) process.send?.({ webhookUrl } satisfies Up);
  log.info(
    `its pages are at ${settings.publicUrl ?? service.url}; \`hub-relay dashboard\` prints a link that signs you in`,
  );
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
    { underDev, delay: shutdownDelay, announce },
  );
};

interface Stopping {
  readonly underDev: boolean;
  /** Milliseconds between the two, after SIGTERM. A second signal ends them. */
  readonly delay?: number;
  readonly announce?: () => void;
}

const untilStopped = async (stop: () => Promise<void>, stopping: Stopping): Promise<number> => {
  const { underDev, delay = 0, announce } = stopping;
  const signal = await nextSignal(underDev);
  // A person at a terminal is no load balancer.
  if (signal === 'SIGTERM') {
    announce?.();
    await Promise.race([sleep(delay), nextSignal(underDev)]);
  }
  // What is on disk is safe whenever the process ends; nobody should have to wait, or to kill it.
  setTimeout(() => process.exit(0), LAST_RESORT).unref();
  await stop();
  process.exit(0);
};

const nextSignal = (underDev: boolean): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => resolve(signal));
    // Where `hub-relay dev` was killed, nobody else would end its server.
    if (underDev) process.once('disconnect', () => resolve('disconnect'));
  });

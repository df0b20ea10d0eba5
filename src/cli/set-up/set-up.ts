import { resolve } from 'node:path';
import { renderError } from '../../errors.ts';
import { type ServeOptions } from '../../serve.ts';
import { CHANNEL_SERVER, makeChannel } from '../../serve/make-channel.ts';
import { openSetUp, type SetUpServer } from '../../serve/set-up.ts';
import { type Environment, type Settings } from '../../settings.ts';
import { LOOPBACK } from '../../settings/variables.ts';
import { writeEnvFile } from '../../settings/write-env-file.ts';
import { renderFindings } from '../doctor.ts';
import { KEPT } from '../dev/server-process.ts';
import { examination } from '../doctor/examination.ts';
import { type Terminal } from '../terminal.ts';

export interface SetUpParts {
  readonly env: Environment;
  readonly settings: Settings;
  readonly log: ServeOptions['log'];
  readonly terminal: Terminal;
  /** `hub-relay dev` started it, which would start it again at a change of .env that is not its own. */
  readonly underDev: boolean;
  /** Resolves when the process is told to stop. */
  readonly stopped: Promise<unknown>;
}

/** An App that was just registered, and the pages that tell its owner how it goes on. */
export interface SetUp {
  /** With the App's variables. */
  readonly env: Environment;
  readonly serving: NonNullable<ServeOptions['setUp']>;
  /** The server runs: everything is looked at, for the page and the terminal. */
  running(): Promise<void>;
  /** It could not start. Shows why, until the process is told to stop. */
  failed(error: unknown): Promise<void>;
}

/** Opens the set-up page, and waits for an App; `undefined` when the process was told to stop before. */
export const setUp = async (parts: SetUpParts): Promise<SetUp | undefined> => {
  const { env, settings, log, terminal, underDev, stopped } = parts;
  let current = env;
  let isGone = false;
  const server: SetUpServer = await openSetUp({
    settings,
    log,
    ...(env.GH_ORG?.trim() && { organisation: env.GH_ORG.trim() }),
    channel: channelFor(parts),
    keep: (values) => keepIn(resolve('.env'), values, underDev),
    onCode: (code, port) => sayCode(code, port, parts),
    examine: () => examination(current, undefined, Date.now),
  });
  const values = await Promise.race([server.registered, stopped.then(() => undefined)]);
  if (!values) {
    await server.stop();
    return undefined;
  }
  const { progress } = server;
  log.info(
    progress.keptIn === undefined
      ? `GitHub knows the App "${progress.app?.name ?? ''}"; its credentials could not be written: ${progress.unkeptBecause ?? ''} [set-up-unwritable]`
      : `GitHub knows the App "${progress.app?.name ?? ''}"; its credentials are in ${progress.keptIn}`,
  );
  current = { ...env, ...values, PORT: String(server.port) };
  return {
    env: current,
    serving: {
      welcome: server.welcome,
      handOver: async () => {
        await server.handOver();
        isGone = true;
      },
    },
    running: async () => {
      progress.phase = 'running';
      terminal.out(renderFindings(await server.check()));
      log.info(
        `next, install the App on a hub and a spoke: ${progress.app?.pageUrl ?? ''}/installations/new`,
      );
    },
    failed: async (error) => {
      progress.phase = 'failed';
      progress.problem = renderError(error);
      terminal.err(progress.problem);
      // Without its port there is no page that could still say so.
      if (isGone) return;
      await stopped;
      await server.stop();
    },
  };
};

const keepIn = (path: string, values: Readonly<Record<string, string>>, underDev: boolean) => {
  try {
    writeEnvFile(path, values);
    if (underDev) process.send?.(KEPT);
    return { path };
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
    return { problem: `${path} (${why})`, values };
  }
};

/** Whoever can read this may come in; at the machine itself one need not. */
const sayCode = (code: string, port: number, { settings, log }: SetUpParts): void => {
  const { publicUrl, host } = settings;
  if (publicUrl === undefined && LOOPBACK.test(host)) {
    log.info(`there is no App yet: open http://${host}:${port}/probot on this machine to register one`);
    return;
  }
  const url = publicUrl ?? `http://${/^(0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host}:${port}`;
  log.info(`there is no App yet: open ${url}/probot#${code} to register one; the link works once`);
};

/** The same for everybody who opens the page; made when the first of them needs one. */
const channelFor = ({ env, settings, log }: SetUpParts): (() => Promise<string | undefined>) => {
  let made: Promise<string | undefined> | undefined;
  return () => {
    if (settings.webhookProxyUrl !== undefined) return Promise.resolve(settings.webhookProxyUrl);
    // As Probot calls it.
    if (env.NO_SMEE_SETUP === 'true') return Promise.resolve(undefined);
    made ??= makeChannel(CHANNEL_SERVER).catch((error: unknown) => {
      log.warn({ err: error }, `no channel could be made at ${CHANNEL_SERVER}`);
      made = undefined;
      return undefined;
    });
    return made;
  };
};

import { setTimeout as delay } from 'node:timers/promises';
import { type Logger } from 'pino';
import { Probot, Server } from 'probot';
import { composeRegistration } from '../compose/set-up.ts';
import { type Settings } from '../settings.ts';
import { readShippedDeclaration } from '../settings/app-declaration.ts';
import { readPrivateKey } from '../settings/credentials.ts';
import { LOOPBACK } from '../settings/variables.ts';
import { limitServer } from '../web/limit-server.ts';
import { LIMITS } from '../web/limits.ts';
import { type PageHandler } from '../web/pages.ts';
import { createDoor } from '../web/set-up/door.ts';
import { type Chosen, type Kept, type Values } from '../web/set-up/options.ts';
import { type Checked, createProgress, type Progress } from '../web/set-up/progress.ts';
import { createSetUp, createWelcome } from '../web/set-up/set-up.ts';
import { freePort } from './free-port.ts';
import { listen } from './listen.ts';
import { valuesOf } from './set-up-values.ts';

/** How long the browser gets to fetch the page that waits, before another server takes the port. */
const PATIENCE = 2_000;

export interface SetUpParts {
  readonly settings: Settings;
  readonly log: Logger;
  /** A login of an organisation. */
  readonly organisation?: string;
  /** A new channel, or one that is known; undefined where there can't be one. */
  readonly channel: () => Promise<string | undefined>;
  /** Writes variables down. */
  readonly keep: (values: Values) => Kept;
  /** Hears each code with which one comes in from elsewhere, and at which port. */
  readonly onCode: (code: string, port: number) => void;
  /** All that `hub-relay doctor` looks at, once there is an App. */
  readonly examine: () => Promise<readonly Checked[]>;
}

export interface SetUpServer {
  readonly port: number;
  /** Resolves with the variables of the App that was registered, or entered. */
  readonly registered: Promise<Values>;
  readonly progress: Progress;
  /** For the server that takes its place: the page that says what to do next. */
  readonly welcome: PageHandler;
  /** Looks at everything, and tells the page. It does not reject. */
  check(): Promise<readonly Checked[]>;
  /** Frees the port, once the browser has something to show. */
  handOver(): Promise<void>;
  stop(): Promise<void>;
}

/** Takes no webhooks: without an App there are none, and Probot would take those that are signed with its public secret. */
class SetUpProbot extends Probot {
  override getNodeMiddleware(): ReturnType<Probot['getNodeMiddleware']> {
    return Promise.resolve(() => Promise.resolve(false));
  }
}

/** Probot's server with our set-up page. Rejects with a RelayError when the port is taken. */
export const openSetUp = async (parts: SetUpParts): Promise<SetUpServer> => {
  const { settings, log, organisation } = parts;
  const { publicUrl, host } = settings;
  const port = settings.port === 0 ? await freePort(host) : settings.port;
  const progress = createProgress();
  const door = createDoor((code) => parts.onCode(code, port));
  const { promise: registered, resolve } = Promise.withResolvers<Values>();

  const keep = (app: Parameters<typeof valuesOf>[0], chosen: Chosen): Kept => {
    const values = valuesOf(app, chosen, settings);
    // Two browsers may come back from GitHub at once. The second App stays there, and is of no use.
    if (progress.phase !== 'asked') return { problem: 'another App was registered meanwhile', values: {} };
    progress.phase = 'starting';
    progress.app = { name: app.name, pageUrl: app.pageUrl };
    const kept = parts.keep(values);
    if ('path' in kept) progress.keptIn = kept.path;
    else Object.assign(progress, { unkept: values, unkeptBecause: kept.problem });
    resolve(values);
    return kept;
  };

  let checking: Promise<readonly Checked[]> | undefined;
  const check = (): Promise<readonly Checked[]> => {
    progress.findings = undefined;
    checking ??= examineAll().finally(() => (checking = undefined));
    return checking.then((findings) => (progress.findings = findings));
  };
  const examineAll = async (): Promise<readonly Checked[]> => {
    try {
      return await parts.examine();
    } catch (error) {
      log.warn({ err: error }, 'not everything could be checked');
      return [{ check: 'doctor', level: 'fail', text: 'not everything could be checked; the log says why' }];
    }
  };
  const address = publicUrl === undefined ? {} : { publicUrl };
  const server = new Server({
    host,
    port,
    enableStaticFiles: false,
    enablePing: false,
    log,
    // Probot wants both; with them nobody is asked.
    Probot: SetUpProbot.defaults({ appId: 1, privateKey: 'there is none yet', log }),
  });
  await server.load((_, { addHandler }) => {
    addHandler(
      createSetUp({
        declaration: readShippedDeclaration(),
        githubUrl: settings.urls.server,
        webhookPath: settings.webhookPath,
        isGithubNear: LOOPBACK.test(new URL(settings.urls.server).hostname),
        hasChannel: settings.webhookProxyUrl !== undefined,
        host,
        ...address,
        ...(organisation !== undefined && { organisation }),
        channel: parts.channel,
        registration: composeRegistration(settings.urls),
        readKey,
        keep,
        progress,
        door,
        clock: { now: Date.now },
        log,
      }),
    );
  });
  const http = await listen(server, { host, port });
  const idle = limitServer(http, LIMITS, log);
  // Only now there is something to be opened.
  parts.onCode(door.code(), port);

  const stop = async (): Promise<void> => {
    const closed = server.stop();
    http.keepAliveTimeout = 1;
    idle.close();
    // Nothing here is worth waiting for.
    const late = setTimeout(() => http.closeAllConnections(), PATIENCE);
    await closed.finally(() => clearTimeout(late));
  };
  return {
    port,
    registered,
    progress,
    welcome: createWelcome({ progress, door, ...address, check: () => void check() }, { log, ...address }),
    check,
    handOver: async () => {
      for (let waited = 0; waited < PATIENCE && !progress.isShown; waited += 20) await delay(20);
      // The port is free at once; what is under way ends by itself.
      void stop();
    },
    stop,
  };
};

/** As the settings read it: whole, or in base64. */
const readKey = (text: string): string | undefined =>
  text === ''
    ? undefined
    : readPrivateKey({ PRIVATE_KEY: text.replaceAll('\r\n', '\n') }, '/', () => undefined);

import { type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Logger } from 'pino';
import { Probot, ProbotOctokit, Server } from 'probot';
import { subscribe } from './app.ts';
import { noteStart } from './flow/note-settings.ts';
import { joinObservers } from './flow/observers.ts';
import { composeRelay, type Relay, type RelayOptions } from './compose.ts';
import { type Clock } from './flow/ports.ts';
import { type Authenticate, createIntakeAuth } from './github/client.ts';
import { type Settings } from './settings.ts';
import { startObservation } from './metrics/observation.ts';
import { describeSettings, describeStart } from './settings/described.ts';
import { readVersion } from './settings/version.ts';
import type { Channel } from './serve/channel.ts';
import { listen } from './serve/listen.ts';
import { freePort } from './serve/free-port.ts';
import { lateWelcome } from './serve/late-welcome.ts';
import { serverLog } from './serve/server-log.ts';
import { createChanges } from './web/desk/live/changes.ts';
import { createFarewell } from './web/farewell.ts';
import { limitServer } from './web/limit-server.ts';
import { createHookDoor } from './web/hook-door.ts';
import { LIMITS, type Limits } from './web/limits.ts';
import { createMetricsPage } from './web/metrics-page.ts';
import { createPages, type PageHandler } from './web/pages.ts';
import { createReady } from './web/ready.ts';
import { REFUSALS } from './web/refuse.ts';
import { createSenderCheck } from './web/sender-check.ts';
import { type Handler, withWebhookEntry } from './web/webhook-entry.ts';

/** A running Hub Relay: Probot's own server, our application on it. */
export interface Service {
  /** "http://127.0.0.1:3000", the address that it listens on. */
  readonly url: string;
  readonly relay: Relay;
  /** From now on `/readyz` says that it stops, and no answer keeps its connection; but everything is still taken. */
  announceStop(): void;
  /** Takes no more requests, finishes what is in flight, closes the store. At most 10 s. */
  stop(): Promise<void>;
}

export interface ServeOptions extends Pick<RelayOptions, 'clock' | 'observer' | 'onFailed'> {
  readonly settings: Settings & Required<Pick<Settings, 'credentials'>>;
  readonly log: Logger;
  /** Those that differ from the usual ones. */
  readonly limits?: Partial<Limits>;
  /** What a set-up leaves behind: its last page, and the port on which it is until this server is ready to listen. */
  readonly setUp?: { readonly welcome: PageHandler; readonly handOver: () => Promise<void> };
  /** `false` where another process forwards what the channel of WEBHOOK_PROXY_URL brings. */
  readonly forwards?: boolean;
}

/**
 * Octokit without what it would do behind our back: no writes queued in memory, no client for each webhook. A function,
 * because Probot's own options would replace those of an object, and switch the throttling on again.
 */
const RelayOctokit = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { retries: 1 },
  authStrategy: createIntakeAuth,
}));

const TIME_OUT = 10_000;
const SYSTEM_CLOCK: Clock = { now: Date.now, random: Math.random };

/** No request of ours waits for ever; and once we stop, reading is of no use any more, but what is sent may end. */
const createFetch =
  (closing: AbortSignal): typeof fetch =>
  (input, init) => {
    const isRead = (init?.method ?? 'GET') === 'GET' || isQuery(input);
    const signals = [init?.signal, AbortSignal.timeout(TIME_OUT), isRead ? closing : undefined];
    return fetch(input, {
      ...init,
      signal: AbortSignal.any(signals.filter((signal) => signal instanceof AbortSignal)),
    });
  };

/** All that we ask for in GraphQL is to be read. */
const isQuery = (input: string | URL | Request): boolean =>
  (input instanceof Request ? input.url : input.toString()).endsWith('/graphql');

/** Starts it. Rejects with a RelayError when the port is taken or the store can't be opened. */
export const serve = async (options: ServeOptions): Promise<Service> => {
  const { settings, log, clock, observer, onFailed } = options;
  const { appId, privateKey } = settings.credentials;
  const path = settings.webhookPath;
  const limits = { ...LIMITS, ...options.limits };
  const closing = new AbortController();
  const changes = createChanges();
  const observation = await startObservation({
    refusals: REFUSALS,
    version: readVersion(),
    clock: clock ?? SYSTEM_CLOCK,
    log,
    ...(settings.tracing && { tracing: settings.tracing }),
  });
  let relay: Relay | undefined;
  let isStopping = false;

  class RelayProbot extends Probot {
    override async getNodeMiddleware(options?: Parameters<Probot['getNodeMiddleware']>[0]) {
      const inner = (await super.getNodeMiddleware(options)) as Handler;
      const { trustedProxies } = settings;
      const checkSender = relay?.senders && createSenderCheck({ ...relay.senders, trustedProxies, log });
      const onRefused = (code: string) => relay?.refused(code);
      const { sources } = settings;
      const hooks = relay && createHookDoor({ sources, record: relay.record, log, onRefused });
      const doors = { ...(checkSender && { checkSender }), ...(hooks && { hooks }), onRefused };
      return withWebhookEntry(inner, { path, limits, ...doors }) as Awaited<
        ReturnType<Probot['getNodeMiddleware']>
      >;
    }
  }

  const server = new Server({
    host: settings.host,
    port: settings.port === 0 ? await freePort(settings.host) : settings.port,
    webhookPath: path,
    enableStaticFiles: false,
    log: serverLog(log),
    Probot: RelayProbot.defaults({
      appId,
      privateKey,
      ...(settings.webhookSecret !== undefined && { secret: settings.webhookSecret }),
      baseUrl: settings.urls.api,
      request: { fetch: createFetch(closing.signal) },
      log,
      Octokit: RelayOctokit,
    }),
  });

  await server.load(async (app, { addHandler }) => {
    const authenticate: Authenticate = (id) => (id === undefined ? app.auth() : app.auth(id));
    relay = await composeRelay({
      settings,
      log,
      authenticate,
      ...(clock && { clock }),
      ...(onFailed && { onFailed }),
      observer: joinObservers(log, changes, observation.observer, observer),
    });
    subscribe(app, relay, { hasChannel: settings.webhookProxyUrl !== undefined });
    const { store, isReading, hasFailed } = relay;
    const ready = createReady({
      store,
      isReading,
      isStopping: () => isStopping,
      clock: clock ?? SYSTEM_CLOCK,
      log,
    });
    const parts = { settings, relay, clock: clock ?? SYSTEM_CLOCK, log, onChange: changes.onChange };
    // A quarter of what a start would load, and many servers are never looked at.
    const openDesk = async () =>
      (await import('./serve/open-desk.ts')).openDesk({ ...parts, closing: closing.signal });
    observation.watch({ ...relay, log });
    const { metricsToken: token, trustedProxies } = settings;
    const metrics = createMetricsPage({
      read: observation.read,
      trustedProxies,
      ...(token !== undefined && { token }),
    });
    addHandler(options.setUp?.welcome ?? lateWelcome({ log }));
    addHandler(createPages({ ready, hasFailed, front: { openDesk, webhookPath: path }, metrics }));
  });
  if (!relay) throw new Error('Probot did not load the application');
  const running = relay;

  let http: HttpServer;
  try {
    await options.setUp?.handOver();
    http = await listen(server, settings);
  } catch (error) {
    await Promise.all([running.stop(0), observation.stop()]);
    throw error;
  }
  const idle = limitServer(http, limits, log);
  const partWithClients = createFarewell(http);
  const announceStop = (): void => {
    isStopping = true;
    partWithClients();
  };
  let channel: Channel | undefined;
  const stop = async (): Promise<void> => {
    announceStop();
    channel?.close();
    const closed = server.stop();
    closing.abort();
    // An answer that had begun could not say that its connection ends with it.
    http.keepAliveTimeout = 1;
    idle.close();
    await Promise.all([closed, running.stop()]);
    // Only now: what was in flight until now is told too.
    await observation.stop();
  };
  const { address, port, family } = http.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  try {
    await noteStart({
      store: running.store,
      clock: clock ?? SYSTEM_CLOCK,
      start: describeStart(settings, url),
      settings: describeSettings(settings),
      key: privateKey,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  running.start();
  if (settings.webhookProxyUrl !== undefined && options.forwards !== false)
    channel = (await import('./serve/forward.ts')).forwardChannel(settings.webhookProxyUrl, url + path, log);
  return { url, relay: running, announceStop, stop };
};

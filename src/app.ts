import { type ApplicationFunction, type Probot } from 'probot';
import { composeRelay, type Relay } from './compose.ts';
import { EVENT_NAMES, RERUN_EVENTS, UPKEEP_NAMES } from './core/event.ts';
import { RelayError } from './errors.ts';
import { type Delivered } from './flow/record.ts';
import { createIntake } from './functions/intake.ts';
import { expectOtherServer } from './functions/usable-settings.ts';
import { readSettings, renderSettingsProblem, type Settings } from './settings.ts';
import { currentBody } from './web/webhook-entry.ts';
import { createPages, type PageHandler } from './web/pages.ts';
import { createReady } from './web/ready.ts';

/** Every event that app.yml subscribes to, and those that each App receives by itself. */
const SUBSCRIBED = [...EVENT_NAMES, ...UPKEEP_NAMES, ...RERUN_EVENTS] as const;

interface SubscribeOptions {
  /** Webhooks come through a channel, and whoever forwards them explains why a signature is wrong. */
  readonly hasChannel?: boolean;
}

/** The Probot application: each webhook is written down, and nothing else happens before GitHub has its answer. */
export const subscribe = (
  app: Probot,
  relay: Pick<Relay, 'refused'> & { readonly record: (delivered: Delivered) => Promise<unknown> },
  { hasChannel = false }: SubscribeOptions = {},
): void => {
  app.onError(({ message, event }) => {
    if (!message.includes('signature does not match')) return;
    relay.refused('signature-wrong');
    if (hasChannel) return;
    const error = new RelayError('webhook-signature', '');
    app.log.warn({ event: event.id, code: error.code }, `${error.message} ${error.remedy} [${error.code}]`);
  });
  app.on([...SUBSCRIBED], async ({ id, name, payload }) => {
    try {
      await relay.record({ id, name, payload, body: currentBody() ?? JSON.stringify(payload) });
    } catch (error) {
      // @octokit/webhooks answers with the status of the error; GitHub then shows the delivery as failed.
      const shown =
        error instanceof RelayError ? error : new RelayError('store-busy', `Event ${id}.`, { cause: error });
      throw Object.assign(shown, { status: 503 });
    }
  });
};

/**
 * For `probot run` and every Probot adapter. On a server of Probot's, it composes the parts and starts them; our own
 * `hub-relay start` does the same, behind limits on what may arrive, and with an orderly stop. Where Probot has no server
 * (a function in a cloud, a workflow's step), what comes is only written down, and `hub-relay send` does the rest.
 */
const hubRelay: ApplicationFunction = async (app, { addHandler }) => {
  const pages = Promise.withResolvers<PageHandler>();
  const isServed = mount(addHandler, async (...exchange) => (await pages.promise)(...exchange));
  if (!isServed) {
    subscribe(app, { ...createIntake(process.env, app.log), refused: () => undefined });
    return;
  }
  const settings = servedSettings();
  const relay = await composeRelay({
    settings,
    log: app.log,
    authenticate: (id) => (id === undefined ? app.auth() : app.auth(id)),
  });
  subscribe(app, relay);
  const { store, isReading, hasFailed } = relay;
  const ready = createReady({ store, isReading, clock: { now: Date.now }, log: app.log });
  pages.resolve(createPages({ ready, hasFailed }));
  relay.start();
};

const servedSettings = (): Settings => {
  const { settings, problems } = readSettings(process.env);
  if (problems.length > 0) {
    throw new RelayError('settings-invalid', problems.map(renderSettingsProblem).join('; '));
  }
  expectOtherServer(settings);
  return settings;
};

/** Whether there is a server to have pages: without one `addHandler` throws, and Probot 13 has none at all. */
const mount = (addHandler: ((handler: PageHandler) => void) | undefined, pages: PageHandler): boolean => {
  try {
    addHandler?.(pages);
    return addHandler !== undefined;
  } catch (error) {
    if (error instanceof Error && error.message === 'No server instance') return false;
    throw error;
  }
};

// Probot loads an application by its default export.
export default hubRelay;

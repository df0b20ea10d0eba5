import { type ApplicationFunction, type Probot } from 'probot';
import { composeRelay, type Relay } from './compose.ts';
import { EVENT_NAMES, RERUN_EVENTS, UPKEEP_NAMES } from './core/event.ts';
import { renderSettingsProblem, readSettings } from './settings.ts';
import { RelayError } from './errors.ts';
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
  relay: Pick<Relay, 'record' | 'refused'>,
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
      throw Object.assign(new RelayError('store-busy', `Event ${id}.`, { cause: error }), { status: 503 });
    }
  });
};

/**
 * For `probot run` and every Probot adapter: reads the environment, composes the parts, and starts them. Our own
 * `hub-relay start` does the same, behind limits on what may arrive, and with an orderly stop.
 */
const hubRelay: ApplicationFunction = async (app, { addHandler }) => {
  const { settings, problems } = readSettings(process.env);
  if (problems.length > 0) {
    throw new RelayError('settings-invalid', problems.map(renderSettingsProblem).join('; '));
  }
  if (settings.webhookSenders === 'github') {
    throw new RelayError('settings-invalid', 'WEBHOOK_SENDERS: only `hub-relay start` can check who sends.');
  }
  if (settings.sources.length > 0) {
    throw new RelayError('settings-invalid', 'SOURCES_FILE: only `hub-relay start` can take their webhooks.');
  }
  const relay = await composeRelay({
    settings,
    log: app.log,
    authenticate: (id) => (id === undefined ? app.auth() : app.auth(id)),
  });
  subscribe(app, relay);
  const { store, isReading } = relay;
  const ready = createReady({ store, isReading, clock: { now: Date.now }, log: app.log });
  mount(addHandler, createPages({ ready }));
  relay.start();
};

/** Where Probot has no server of its own (a function in a cloud), `addHandler` throws: then there are no pages. */
const mount = (addHandler: (handler: PageHandler) => void, pages: PageHandler): void => {
  try {
    addHandler(pages);
  } catch (error) {
    if (!(error instanceof Error && error.message === 'No server instance')) throw error;
  }
};

// Probot loads an application by its default export.
export default hubRelay;

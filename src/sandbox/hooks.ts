import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type App, type Installation } from './installation.ts';
import { type Repository } from './repository.ts';
import { postWebhook, webhookHeaders } from './webhook.ts';

/** One try to hand a webhook to an App; a redelivery is another one with the same guid. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly app: App;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly deliveredAt: number;
  /** Seconds. */
  readonly duration: number;
  /** `OK`, or what went wrong. */
  readonly status: string;
  readonly statusCode: number;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The JSON that was signed and sent. */
  readonly requestBody: string;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

interface Outgoing {
  readonly installation: Installation;
  readonly repository: Repository | undefined;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Hooks {
  /** Sends it and waits for the answer. Undefined when the App has no webhook, or the payload is above GitHub's 25 MB. */
  readonly deliver: (outgoing: Outgoing) => Promise<Delivery | undefined>;
  readonly redeliver: (delivery: Delivery) => Promise<Delivery>;
  /** Work that GitHub does once it has answered the request that led to it. */
  readonly later: (work: () => Promise<unknown>) => void;
  /** Newest first; GitHub shows the last three days. */
  readonly recent: (app: App) => readonly Delivery[];
  readonly all: readonly Delivery[];
  /** Resolves when nothing is on its way to an App, or will be, any more. */
  readonly idle: () => Promise<void>;
  readonly stop: () => void;
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST_PAYLOAD = 25 * 1024 * 1024;

/** @see https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries */
const KEPT_MS = 3 * 24 * 3_600_000;

const FIRST_DELIVERY_ID = 170_000_000_001;

export const createHooks = (clock: () => number, timeoutMs: number): Hooks => {
  const agent = new Agent({ keepAlive: true });
  const all: Delivery[] = [];
  const underway = new Set<Promise<unknown>>();
  let lastId = FIRST_DELIVERY_ID;

  type Planned = Pick<
    Delivery,
    'app' | 'guid' | 'event' | 'action' | 'installationId' | 'repositoryId' | 'requestBody' | 'redelivery'
  >;

  const send = async (planned: Planned): Promise<Delivery> => {
    const { app, event, guid, requestBody: body } = planned;
    const url = app.webhookUrl ?? '';
    const deliveredAt = clock();
    const requestHeaders = webhookHeaders(app, event, guid, body);
    const result = await postWebhook({ url, headers: requestHeaders, body, timeoutMs, agent });
    const { headers: responseHeaders, body: responseBody, ...outcome } = result;
    const delivery = {
      ...planned,
      ...outcome,
      id: lastId++,
      deliveredAt,
      url,
      requestHeaders,
      responseHeaders,
      responseBody,
    };
    all.push(delivery);
    return delivery;
  };

  const track = async <T>(promise: Promise<T>): Promise<T> => {
    underway.add(promise);
    try {
      return await promise;
    } finally {
      underway.delete(promise);
    }
  };

  return {
    all,
    deliver: async ({ installation, repository, event, payload }) => {
      const { app } = installation;
      const requestBody = JSON.stringify(payload);
      if (app.webhookUrl === undefined || Buffer.byteLength(requestBody) > LARGEST_PAYLOAD) return undefined;
      const action = typeof payload['action'] === 'string' ? payload['action'] : null;
      const planned = { app, event, action, guid: randomUUID(), requestBody, redelivery: false };
      const about = { installationId: installation.id, repositoryId: repository?.id ?? null };
      return track(send({ ...planned, ...about }));
    },
    redeliver: ({ app, event, action, guid, requestBody, installationId, repositoryId }) =>
      track(send({ app, event, action, guid, requestBody, installationId, repositoryId, redelivery: true })),
    later: (work) => void track(setImmediate().then(work)),
    recent: (app) =>
      all
        .filter((delivery) => delivery.app === app && delivery.deliveredAt > clock() - KEPT_MS)
        .sort((one, other) => other.id - one.id),
    idle: async () => {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
    stop: () => agent.destroy(),
  };
};

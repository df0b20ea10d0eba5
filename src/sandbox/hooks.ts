import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { type Installation } from './installation.ts';
import { type Repository } from './repository.ts';
import { encodeBody, postWebhook, targetOf, webhookHeaders, type Hook } from './webhook.ts';

/** One try to hand a webhook to an App, or to whom a repository's own leads; a redelivery is another one with the same guid. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly hook: Hook;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
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
  /** The JSON that was sent, in a form where the webhook asks for one. */
  readonly requestBody: string;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

interface Outgoing {
  readonly hook: Hook;
  /** Undefined for a repository's own webhook. */
  readonly installation?: Installation;
  readonly repository: Repository | undefined;
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Hooks {
  /** Sends it and waits for the answer. Undefined when the webhook has no URL or is not active, or the payload is above GitHub's 25 MB. */
  readonly deliver: (outgoing: Outgoing) => Promise<Delivery | undefined>;
  readonly redeliver: (delivery: Delivery) => Promise<Delivery>;
  /** Work that GitHub does once it has answered the request that led to it. */
  readonly later: (work: () => Promise<unknown>) => void;
  /** Newest first; GitHub shows the last three days. */
  readonly recent: (hook: Hook) => readonly Delivery[];
  readonly all: readonly Delivery[];
  /** Resolves when nothing is on its way, or will be, any more. */
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
    'hook' | 'guid' | 'event' | 'action' | 'installationId' | 'repositoryId' | 'requestBody' | 'redelivery'
  >;

  const send = async (planned: Planned): Promise<Delivery> => {
    const { event, guid } = planned;
    const target = targetOf(planned.hook);
    const { url = '', isVerified } = target;
    const deliveredAt = clock();
    const body = encodeBody(target, planned.requestBody);
    const requestHeaders = webhookHeaders(target, event, guid, body);
    const result = await postWebhook({ url, isVerified, headers: requestHeaders, body, timeoutMs, agent });
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
    deliver: async ({ hook, installation, repository, event, payload }) => {
      const requestBody = JSON.stringify(payload);
      if (targetOf(hook).url === undefined || Buffer.byteLength(requestBody) > LARGEST_PAYLOAD)
        return undefined;
      const action = typeof payload['action'] === 'string' ? payload['action'] : null;
      const planned = { hook, event, action, guid: randomUUID(), requestBody, redelivery: false };
      const about = { installationId: installation?.id ?? null, repositoryId: repository?.id ?? null };
      return track(send({ ...planned, ...about }));
    },
    redeliver: ({ hook, event, action, guid, requestBody, installationId, repositoryId }) =>
      track(send({ hook, event, action, guid, requestBody, installationId, repositoryId, redelivery: true })),
    later: (work) => void track(setImmediate().then(work)),
    recent: (hook) =>
      all
        .filter((delivery) => delivery.hook === hook && delivery.deliveredAt > clock() - KEPT_MS)
        .sort((one, other) => other.id - one.id),
    idle: async () => {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
    stop: () => agent.destroy(),
  };
};

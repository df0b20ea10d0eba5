import { createHmac, randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

export interface Load {
  readonly url: string;
  readonly secret: string;
  readonly body: string;
  readonly seconds: number;
}

/** Requests a second, and latencies in milliseconds. `others` counts answers that were not 2xx. */
export interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly others: number;
}

/** Signed webhooks over 32 connections, each with a GUID of its own. */
export const measure = async ({ url, secret, body, seconds }: Load): Promise<Measured> => {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': 'push',
    'x-hub-signature-256': signature,
  };
  const result = await autocannon({
    url,
    connections: 32,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        body,
        setupRequest: (request) => ({
          ...request,
          headers: { ...headers, 'x-github-delivery': randomUUID() },
        }),
      },
    ],
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    others: result.non2xx + result.errors + result.timeouts,
  };
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

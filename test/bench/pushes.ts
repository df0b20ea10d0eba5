import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { SECRET } from './bench-app.ts';
import { MARK, monotonic, type Spoke } from './sandbox-messages.ts';

/** A push that was sent; times are those of `monotonic`. */
export interface Pushed {
  /** The id of its commit. */
  readonly mark: string;
  readonly spoke: Spoke;
  readonly sentAt: number;
  /** 0 where no answer came. */
  readonly status: number;
  readonly answeredAt: number;
}

export const WEBHOOKS = '/api/github/webhooks';

/** GitHub's own patience is 10 s; who answers later is still seen here. */
const PATIENCE = 20_000;

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Signed, as GitHub sends it; resolves when it is answered, and also when it never is. */
const send = (url: string, spoke: Spoke): Promise<Pushed> =>
  new Promise((resolve) => {
    const mark = randomBytes(20).toString('hex');
    const body = spoke.push.replaceAll(MARK, mark).replaceAll(MARK.slice(0, 12), mark.slice(0, 12));
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    };
    const sentAt = monotonic();
    const end = (status: number): void => resolve({ mark, spoke, sentAt, status, answeredAt: monotonic() });
    const outgoing = request(url + WEBHOOKS, { method: 'POST', headers, agent, timeout: PATIENCE });
    outgoing
      .on('response', (response) => response.resume().on('end', () => end(response.statusCode ?? 0)))
      .on('timeout', () => outgoing.destroy())
      .on('error', () => end(0))
      .end(body);
  });

export interface Schedule {
  /** Each push goes to the next of them. */
  readonly urls: readonly string[];
  /** Each push is of the next of them. */
  readonly spokes: readonly Spoke[];
  readonly perSecond: number;
  readonly count: number;
}

/** At even gaps, whether or not the last was answered. Resolves when all are; by the urls that they went to. */
export const pushAtRate = async ({
  urls,
  spokes,
  perSecond,
  count,
}: Schedule): Promise<readonly (readonly Pushed[])[]> => {
  const sent: Promise<Pushed>[] = [];
  const begun = monotonic();
  for (let index = 0; index < count; index += 1) {
    const wait = begun + (index * 1_000) / perSecond - monotonic();
    if (wait > 0) await delay(wait);
    sent.push(send(at(urls, index), at(spokes, Math.floor(index / urls.length))));
  }
  const all = await Promise.all(sent);
  return urls.map((_, which) => all.filter((_one, index) => index % urls.length === which));
};

/** As fast as they are answered, over `connections`. */
export const pushAtOnce = async (
  { urls, spokes, count }: Omit<Schedule, 'perSecond'>,
  connections: number,
): Promise<readonly Pushed[]> => {
  const all: Pushed[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      all.push(await send(at(urls, index), at(spokes, index)));
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return all;
};

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
};

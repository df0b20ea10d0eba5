import { connect, type Socket } from 'node:net';
import { createHmac, randomUUID } from 'node:crypto';

/** Signed webhooks over some connections, each with one request at a time. */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  readonly body: string;
  readonly connections: number;
  /** Before it counts, and while it does. */
  readonly leadSeconds: number;
  readonly seconds: number;
}

export interface Loaded {
  /** Of the time that counts; latencies are in ms. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers but 2xx, and connections that ended before one. */
  readonly others: number;
  /** All that were answered 2xx, and the seconds from the first request to the last answer. */
  readonly answered: number;
  readonly elapsed: number;
  /** The client's own share of one core: near 1 it is the client that was measured. */
  readonly ownShare: number;
}

const GUID = '00000000-0000-0000-0000-000000000000';

const headOf = ({ path, port, secret, body }: LoadJob): Buffer => {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      `host: 127.0.0.1:${port}`,
      'user-agent: GitHub-Hookshot/044aadd',
      'accept: */*',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      'x-github-event: push',
      'x-github-hook-id: 292430182',
      `x-github-delivery: ${GUID}`,
      `x-hub-signature-256: sha256=${signature}`,
      '',
      '',
    ].join('\r\n'),
    'latin1',
  );
};

/** The status, once the whole answer is there. */
const statusOf = (answer: string): number | undefined => {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)?.[1];
  const isWhole =
    length === undefined
      ? !/\r\ntransfer-encoding: *chunked/i.test(answer) || answer.endsWith('0\r\n\r\n')
      : answer.length >= end + 4 + Number(length);
  return isWhole ? Number(answer.slice(9, 12)) : undefined;
};

/**
 * Bytes that are made once; only the GUID is written anew for each request. It costs a third of what a client with an HTTP
 * parser does, so that on two cores the server is the one that has not enough.
 */
export const load = async (job: LoadJob): Promise<Loaded> => {
  const head = headOf(job);
  const guidAt = head.indexOf(GUID);
  const body = Buffer.from(job.body);
  const begun = performance.now();
  const countsFrom = begun + job.leadSeconds * 1_000;
  const endsAt = countsFrom + job.seconds * 1_000;
  const latencies: number[] = [];
  let answered = 0;
  let others = 0;

  const run = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      const own = Buffer.from(head);
      let sentAt = 0;
      let answer = '';
      const send = (): void => {
        own.write(randomUUID(), guidAt, 'latin1');
        sentAt = performance.now();
        socket.cork();
        socket.write(own);
        socket.write(body);
        socket.uncork();
      };
      const end = (): void => {
        socket.destroy();
        resolve();
      };
      socket.setEncoding('latin1').setNoDelay(true);
      socket.on('data', (text: string) => {
        answer += text;
        const status = statusOf(answer);
        if (status === undefined) return;
        answer = '';
        const now = performance.now();
        if (status >= 200 && status < 300) answered += 1;
        else others += 1;
        if (now >= countsFrom && now < endsAt) latencies.push(now - sentAt);
        if (now < endsAt) send();
        else end();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (performance.now() < endsAt) others += 1;
        resolve();
      });
      socket.on('connect', send);
    });

  const used = process.cpuUsage();
  await Promise.all(
    Array.from({ length: job.connections }, () => run(connect({ port: job.port, host: '127.0.0.1' }))),
  );
  const elapsed = performance.now() - begun;
  const { user, system } = process.cpuUsage(used);
  const sorted = Float64Array.from(latencies).sort();
  const quantile = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? NaN;
  return {
    perSecond: latencies.length / job.seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    others,
    answered,
    elapsed: elapsed / 1_000,
    ownShare: (user + system) / 1_000 / elapsed,
  };
};

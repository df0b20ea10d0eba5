import { once } from 'node:events';
import { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { certificate } from './certificate.ts';
import { until } from './until.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly from: string | undefined;
  readonly body: Buffer;
}

export interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ReceiverOptions {
  /** 204 where it is not given. Where it returns nothing, it answers by itself, or never. */
  readonly answer?: (request: Received, response: ServerResponse) => Told | undefined;
  /** 127.0.0.1 where it is not given; `::` is every address of this machine, of both versions. */
  readonly host?: string;
}

/** An endpoint over real HTTPS, on a free port. `ca` is its certificate, for NODE_EXTRA_CA_CERTS. */
export const startReceiver = async ({
  answer = () => ({ status: 204 }),
  host = '127.0.0.1',
}: ReceiverOptions = {}) => {
  const { key, cert } = await certificate();
  const requests: Received[] = [];
  let connections = 0;
  const server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const received = {
        method,
        path,
        headers,
        from: request.socket.remoteAddress,
        body: Buffer.concat(chunks),
      };
      requests.push(received);
      const told = answer(received, response);
      if (told) response.writeHead(told.status, told.headers).end(told.body);
    });
  });
  server.on('connection', () => (connections += 1));
  server.listen(0, host);
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: cert,
    requests,
    connections: () => connections,
    untilReceived: (count: number): Promise<void> =>
      until(() => expect(requests.length).toBeGreaterThanOrEqual(count)),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

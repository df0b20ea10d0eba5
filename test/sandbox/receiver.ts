import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on; 'hang' for nothing. */
  readonly answerWith: (answer: number | 'hang') => void;
}

/** The App's side of a webhook: a server of its own for each test. */
export const useReceiver = (): (() => Receiver) => {
  let current: (Receiver & { readonly stop: () => void }) | undefined;

  beforeEach(async () => {
    const received: Received[] = [];
    let answer: number | 'hang' = 200;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        if (answer !== 'hang') response.writeHead(answer).end('noted');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    current = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`,
      received,
      answerWith: (next) => (answer = next),
      stop: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  });

  afterEach(() => current?.stop());

  return () => {
    if (current === undefined) throw new Error('The receiver starts with the test, not before.');
    return current;
  };
};

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface Front {
  /** "http://127.0.0.1:PORT" */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A load balancer at its simplest: each request goes to the next server in turn, and one that cannot be reached is a 502. */
export const startFront = async (ports: readonly number[]): Promise<Front> => {
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const port = ports[turn % ports.length] ?? 0;
    turn += 1;
    const { method, url, headers } = incoming;
    const onward = request(
      { host: '127.0.0.1', port, method, path: url, headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => outgoing.destroy());
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

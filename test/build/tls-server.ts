import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { type Certificate } from './certificate.ts';

/** On a free port of 127.0.0.1: one that does with each connection what it is told, before a byte of TLS. */
export const startBareServer = async (onConnection: (socket: Socket) => void) => {
  const server = createServer(onConnection);
  return await started(server);
};

/** The same over TLS: whatever a client writes first, it answers with these bytes and hangs up. */
export const startTlsServer = async (certificate: Certificate, answer: string) => {
  const server = createSecureServer({ key: certificate.key, cert: certificate.cert }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  // A client that does not trust the certificate hangs up.
  server.on('tlsClientError', () => undefined);
  return await started(server);
};

const started = async (server: ReturnType<typeof createServer>) => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

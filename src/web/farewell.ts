import { type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

/**
 * Once it is called, each answer, also to what is being worked on, says that its connection will not be used again. A proxy
 * that keeps connections for its next requests then opens them elsewhere, before ours are closed under a request.
 */
export const createFarewell = (server: Server): (() => void) => {
  const open = new Set<Socket>();
  /** The last of each. It ends the connection for those before it, too. */
  const answers = new WeakMap<Socket, ServerResponse>();
  let isOver = false;
  const part = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  // Before any other listener, which may answer at once.
  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    if (isOver) part(response);
    else answers.set(socket, response);
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    isOver = true;
    for (const socket of open) {
      const response = answers.get(socket);
      if (response) part(response);
    }
  };
};

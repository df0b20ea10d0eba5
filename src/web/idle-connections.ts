import { type Server } from 'node:http';
import { type Socket } from 'node:net';

export interface IdleConnections {
  readonly close: () => void;
}

/**
 * Which connections wait for nothing: they had an answer, and nothing was sent on them since. Node's own
 * `closeIdleConnections` means also those that have not sent their first request yet, from Node 26 on, and would turn a
 * webhook away that is on its way.
 */
export const watchIdle = (server: Server): IdleConnections => {
  /** With how much had been read when the answer was sent, in bytes. */
  const idle = new Map<Socket, number>();
  server.on('connection', (socket) => socket.once('close', () => idle.delete(socket)));
  server.on('request', ({ socket }, response) => {
    idle.delete(socket);
    response.once('finish', () => {
      if (!socket.destroyed) idle.set(socket, socket.bytesRead);
    });
  });
  return {
    close: () => {
      for (const [socket, read] of idle) if (socket.bytesRead === read) socket.destroy();
    },
  };
};

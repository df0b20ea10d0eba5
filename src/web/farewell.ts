import { type Server, type ServerResponse } from 'node:http';

/**
 * Once it is called, each answer, also to what is being worked on, says that its connection will not be used again. A proxy
 * that keeps connections for its next requests then opens them elsewhere, before ours are closed under a request.
 */
export const createFarewell = (server: Server): (() => void) => {
  const open = new Set<ServerResponse>();
  let isOver = false;
  const part = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  // Before any other listener, which may answer at once.
  server.prependListener('request', (_, response: ServerResponse) => {
    if (isOver) part(response);
    else {
      open.add(response);
      response.once('close', () => open.delete(response));
    }
  });
  return () => {
    isOver = true;
    open.forEach(part);
  };
};

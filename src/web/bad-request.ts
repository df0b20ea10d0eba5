import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/** As Node names them; anything else that its parser cannot read is a 400. */
const STATUSES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Writes an answer where there is no request to answer, and closes the connection. */
export const cutOff = (socket: Duplex, status: string): void => {
  if (!socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  // Whatever more it sends must not keep the connection.
  socket.once('finish', () => socket.destroy()).resume();
};

/**
 * Answers what is no HTTP. Node would do it at once, in place of the answer to a webhook that came before it on the
 * same connection and is being recorded: that one is answered first.
 */
export const answerBadRequests = (server: Server): void => {
  const last = new WeakMap<
    Duplex,
    { readonly request: IncomingMessage; readonly response: ServerResponse }
  >();
  server.on('request', (request, response) => void last.set(request.socket, { request, response }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = STATUSES[error.code ?? ''] ?? '400 Bad Request';
    const { request, response } = last.get(socket) ?? {};
    const isUnderWay = request?.complete === true && response?.closed === false;
    if (isUnderWay) response.once('close', () => cutOff(socket, status));
    else if (response?.headersSent === true && !response.closed) socket.destroy();
    else cutOff(socket, status);
  });
};

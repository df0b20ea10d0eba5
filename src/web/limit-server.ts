import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Log } from '../flow/ports.ts';
import { answerBadRequests, cutOff } from './bad-request.ts';
import { type IdleConnections, watchIdle } from './idle-connections.ts';
import { type Limits, MOST_HEADERS } from './limits.ts';

/** Of all connections, the part from which those that wait for nothing are closed when a new one comes. */
const CROWDED = 0.75;
/** Between two lines in the log about connections that were turned away, in milliseconds. */
const QUIET = 60_000;

/**
 * Sets on a server that Probot made what it left to Node's defaults, which are for programs that sit behind others.
 * Node looks for slow headers only every 30 s, and lets that be changed only where a server is made; so each
 * connection's first request is timed here, and Node's own limits end the rest, a little late.
 */
export const limitServer = (server: Server, limits: Limits, log: Log): IdleConnections => {
  server.maxConnections = limits.connections;
  server.maxHeadersCount = MOST_HEADERS;
  server.headersTimeout = limits.headers;
  server.requestTimeout = limits.headers + limits.body;
  server.keepAliveTimeout = limits.keepAlive;
  server.timeout = limits.silence;

  const idle = watchIdle(server);
  const waiting = new WeakMap<Socket, NodeJS.Timeout>();
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    if (open > limits.connections * CROWDED) idle.close();
    const timer = setTimeout(() => cutOff(socket, '408 Request Timeout'), limits.headers);
    waiting.set(socket, timer);
    socket.once('close', () => {
      open -= 1;
      clearTimeout(timer);
    });
  });
  server.on('request', ({ socket }) => clearTimeout(waiting.get(socket)));

  // Whoever handles it says "continue" when it wants the body; Node would say so at once, to everybody.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
  server.on('connect', (_, socket) => cutOff(socket, '405 Method Not Allowed'));
  answerBadRequests(server);

  let said = -Infinity;
  server.on('drop', () => {
    const now = performance.now();
    if (now - said < QUIET) return;
    said = now;
    log.warn({ connections: limits.connections }, 'connections are turned away: there are too many');
  });
  return idle;
};

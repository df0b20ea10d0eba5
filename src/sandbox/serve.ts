import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { problem, type Answer } from './answer.ts';
import { type ExchangeLog } from './exchange.ts';
import { type FaultAnswer, type Faults } from './fault.ts';
import { readIncoming, type Incoming } from './incoming.ts';
import { type createResponder } from './respond.ts';

interface Parts {
  readonly respond: ReturnType<typeof createResponder>;
  readonly faults: Faults;
  readonly log: ExchangeLog;
  readonly clock: () => number;
  /** How long GitHub takes for each request. */
  readonly latencyMs: number;
  /** Aborted when the sandbox stops: nothing waits any longer. */
  readonly signal: AbortSignal;
}

interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: unknown;
}

const JSON_TYPE = 'application/json; charset=utf-8';

const serialise = ({ status, headers = {}, body }: Answer, clock: () => number): Written => {
  const isText = typeof body === 'string' && headers['content-type'] !== undefined;
  const text = body === undefined ? '' : isText ? body : JSON.stringify(body);
  const all = {
    date: new Date(clock()).toUTCString(),
    'x-github-request-id': randomBytes(12).toString('hex').toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    'content-type': JSON_TYPE,
    ...headers,
  };
  return { status, headers: all, text, body };
};

const entityTag = (text: string): string => `W/"${createHash('sha256').update(text).digest('hex')}"`;

/** @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
const matches = (known: string | undefined, tag: string): boolean =>
  known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag.replace(/^W\//, '')) ?? false;

const parsed = (text: string | undefined): unknown => {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const redacted = ({ headers }: Incoming): Readonly<Record<string, string>> => {
  const { authorization } = headers;
  return authorization === undefined
    ? headers
    : { ...headers, authorization: authorization.split(' ')[0] ?? '' };
};

/** Never written: it only says that a fault left the request without an answer. */
const UNANSWERED: Answer = { status: 0 };

const insteadOf = (fault: FaultAnswer | undefined): Answer | undefined => {
  if (fault === 'hang' || fault === 'reset') return UNANSWERED;
  return typeof fault === 'object' && 'status' in fault ? fault : undefined;
};

/** The server's request listener: faults first, then the proper answer; every exchange is recorded. */
export const createListener = ({ respond, faults, log, clock, latencyMs, signal }: Parts) => {
  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(ms, undefined, { signal });
  };

  const answer = async (
    incoming: Incoming,
    fault: FaultAnswer | undefined,
    hang: () => Promise<void>,
  ): Promise<Written> => {
    const delay = typeof fault === 'object' && 'delayMs' in fault ? fault.delayMs : 0;
    const work = fault === 'hang' ? hang : (): Promise<void> => wait(latencyMs + delay);
    const { free, ...proper } = await respond(incoming, work, insteadOf(fault));
    const written = serialise(proper, clock);
    if (incoming.method !== 'GET' || written.status !== 200) return written;
    const etag = entityTag(written.text);
    const headers = {
      ...written.headers,
      etag,
      'cache-control': 'private, max-age=60, s-maxage=60',
      vary: 'Accept, Authorization',
    };
    if (!matches(incoming.headers['if-none-match'], etag)) return { ...written, headers };
    // Not charged: the headers must say so too.
    const unchanged = serialise({ ...free?.(), status: 304, body: undefined }, clock);
    return { ...unchanged, headers: { ...unchanged.headers, etag } };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const incoming = await readIncoming(request);
    const at = clock();
    const record = (
      status: number,
      responseHeaders: Readonly<Record<string, string>>,
      responseBody: unknown,
    ): void => {
      const { method, path, query, text } = incoming;
      const requestHeaders = redacted(incoming);
      const requestBody = parsed(text);
      log.add({
        at,
        method,
        path,
        query,
        requestHeaders,
        requestBody,
        status,
        responseHeaders,
        responseBody,
      });
    };
    const fault = faults.take(incoming.method, incoming.path);
    // Left open, and in flight, until the client gives up, or the sandbox stops and closes it.
    const hang = async (): Promise<void> => {
      record(0, {}, undefined);
      if (!response.closed) await once(response, 'close');
    };
    const written = await answer(incoming, fault, hang);
    if (fault === 'hang' && written.status === UNANSWERED.status) return;
    if (fault === 'reset-after' || written.status === UNANSWERED.status) {
      record(0, {}, undefined);
      request.socket.destroy();
      return;
    }
    // Before it is written: who has the answer must find the exchange recorded.
    record(written.status, written.headers, written.body);
    const length =
      written.status === 204 || written.status === 304
        ? {}
        : { 'content-length': Buffer.byteLength(written.text) };
    response.writeHead(written.status, { ...written.headers, ...length }).end(written.text);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      if (signal.aborted || response.headersSent) return void request.socket.destroy();
      const { headers, text } = serialise(problem(500, String(error)), clock);
      response.writeHead(500, headers).end(text);
    });
  };
};

import { AsyncLocalStorage } from 'node:async_hooks';
import { type IncomingMessage, type ServerResponse } from 'node:http';

/** A handler of Probot's server: `true` when it answered. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean | undefined>;

/** "Payloads are capped at 25 MB." https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
export const MOST_BYTES = 25 * 1024 * 1024;

const bodies = new AsyncLocalStorage<string>();

/** The body of the webhook being handled, as it came; `undefined` outside of one. */
export const currentBody = (): string | undefined => bodies.getStore();

/**
 * Reads the body of a webhook before Octokit does, which reads without a limit: over 25 MB it answers 413 and reads
 * no further. A body that is no JSON object is refused here too, because Octokit answers that with 500.
 */
export const withBodyLimit =
  (inner: Handler, path: string): Handler =>
  async (request, response) => {
    if (!isWebhook(request, path)) return inner(request, response);
    const body = await read(request);
    if (body === 'gone') return true;
    if (body === 'too-large') {
      return answer(response, 413, 'The body is over 25 MB, the most that GitHub sends. [body-too-large]');
    }
    const text = body.toString('utf8');
    if (!/^\s*\{/.test(text)) return answer(response, 400, 'The body must be a JSON object.');
    // Where Octokit finds a body that was read before it: @octokit/webhooks, middleware/node/get-payload.
    Object.assign(request, { body: text });
    try {
      return await bodies.run(text, () => inner(request, response));
    } catch {
      // A handler's error is answered by Octokit; what it throws instead, it could not read (an action that is no text).
      return answer(response, 400, 'The body is not one that GitHub sends.');
    }
  };

/** What Octokit would answer 4xx for its headers or method is left to it, unread. */
const isWebhook = ({ method, url, headers }: IncomingMessage, path: string): boolean =>
  method === 'POST' &&
  url?.split('?')[0] === path &&
  headers['x-hub-signature-256'] !== undefined &&
  headers['x-github-event'] !== undefined &&
  headers['x-github-delivery'] !== undefined &&
  /^\s*application\/json\s*(?:;|$)/.test(headers['content-type'] ?? '');

const read = async (request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> => {
  if (Number(request.headers['content-length']) > MOST_BYTES) return 'too-large';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST_BYTES) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return Buffer.concat(chunks);
};

/** The rest of the body may still be on its way: the connection is closed with the answer. */
const answer = (response: ServerResponse, status: number, error: string): true => {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ error }));
  return true;
};

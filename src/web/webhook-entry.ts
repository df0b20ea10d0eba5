import { AsyncLocalStorage } from 'node:async_hooks';
import { isUtf8 } from 'node:buffer';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type BodyBudget, createBodyBudget, type Share } from './body-budget.ts';
import { LIMITS, type Limits } from './limits.ts';
import { type HookDoor, sourceNameOf } from './hook-door.ts';
import { readBody, type Unread } from './read-body.ts';
import { refuse, type Refusal } from './refuse.ts';
import { type SenderCheck } from './sender-check.ts';
import { hasBody, hasTooManyHeaders, isWebhook, refusalOf } from './webhook-headers.ts';

/** A handler of Probot's server: `true` when it answered. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean | undefined>;

export interface EntryOptions {
  readonly path: string;
  readonly limits?: Pick<Limits, 'body' | 'room'>;
  readonly checkSender?: SenderCheck;
  /** Where repositories without the App speak. */
  readonly hooks?: HookDoor;
  /** Hears the code of every refusal but those of `hooks`. */
  readonly onRefused?: (code: Refusal['code']) => void;
  /** Its own, when left out. */
  readonly budget?: BodyBudget;
}

const bodies = new AsyncLocalStorage<string>();

/** The body of the webhook being handled, as it came; `undefined` outside of one. */
export const currentBody = (): string | undefined => bodies.getStore();

/** The same for a webhook that came by no server of ours. */
export const withBody = <T>(body: string, work: () => T): T => bodies.run(body, work);

/**
 * Stands before Octokit's handler, which reads bodies without any limit, and answers 500 where the body is no JSON
 * object: only a POST that could be one of GitHub's webhooks gets to it, with its body read already.
 */
export const withWebhookEntry = (inner: Handler, options: EntryOptions): Handler => {
  const {
    path,
    limits = LIMITS,
    checkSender,
    hooks,
    onRefused,
    budget = createBodyBudget(limits.room),
  } = options;

  const turnAway = (response: ServerResponse, refusal: Refusal): true => {
    onRefused?.(refusal.code);
    return refuse(response, refusal);
  };

  const handle = async (
    request: IncomingMessage,
    response: ServerResponse,
    share: Share,
    source: string | undefined,
  ): Promise<boolean | undefined> => {
    // Only now: who is refused for its headers must not send the body.
    if (request.headers.expect !== undefined && request.httpVersion === '1.1') response.writeContinue();
    const body = await readBody(request, share, limits.body);
    if (body === 'gone') return true;
    const text = typeof body === 'string' ? UNREAD[body] : textOf(body);
    if (typeof text !== 'string') return turnAway(response, text);
    if (source !== undefined && hooks) return hooks.take(source, request, response, text);
    // Where Octokit finds a body that was read before it: @octokit/webhooks, middleware/node/get-payload.
    Object.assign(request, { body: text });
    try {
      return await bodies.run(text, () => inner(request, response));
    } catch {
      // A handler's error is answered by Octokit; what it throws instead, it could not read (an action that is no text).
      return turnAway(response, malformed('The body is not one that GitHub sends.'));
    }
  };

  return async (request, response) => {
    if (hasTooManyHeaders(request)) return turnAway(response, TOO_MANY_HEADERS);
    const source = hooks && sourceNameOf(request);
    if (source === undefined && !isWebhook(request, path)) {
      if (hasBody(request)) response.setHeader('connection', 'close');
      return false;
    }
    const unknown = source === undefined ? undefined : hooks?.refusalOf(source);
    const refusal = unknown ?? refusalOf(request.headers) ?? (await checkSender?.(request));
    if (refusal) return turnAway(response, refusal);
    const share = budget.open();
    try {
      return await handle(request, response, share, source);
    } finally {
      share.release();
    }
  };
};

const malformed = (found: string): Refusal => ({ status: 400, code: 'webhook-malformed', found });

const TOO_MANY_HEADERS: Refusal = {
  status: 431,
  code: 'webhook-malformed',
  found: 'It has 100 headers or more.',
};

const UNREAD: Readonly<Record<Exclude<Unread, 'gone'>, Refusal>> = {
  'too-large': { status: 413, code: 'body-too-large' },
  'no-room': { status: 503, code: 'server-busy' },
  late: { status: 408, code: 'body-late' },
};

/** The bytes must be those of the text: it is the text that Octokit verifies, and that is stored. */
export const textOf = (body: Buffer): string | Refusal => {
  if (!isUtf8(body)) return malformed('The body must be UTF-8.');
  const text = body.toString('utf8');
  return /^[ \t\r\n]*\{/.test(text) ? text : malformed('The body must be a JSON object.');
};

import { type ServerResponse } from 'node:http';
import { type ErrorCode, ERRORS } from '../errors.ts';

/** All that is said to those who are turned away at the door of webhooks. */
export const REFUSALS = [
  'body-late',
  'body-too-large',
  'sender-refused',
  'senders-unknown',
  'server-busy',
  'signature-wrong',
  'source-repository',
  'source-unknown',
  'webhook-malformed',
] as const satisfies readonly ErrorCode[];

/** Why a request is not taken. `found` is one more sentence, without anything secret: everybody may read it. */
export interface Refusal {
  readonly status: number;
  readonly code: (typeof REFUSALS)[number] | 'store-busy';
  readonly found?: string;
}

/** Seconds after which one who was sent away may come again. */
const RETRY_AFTER = '10';

/** Answers, and closes the connection: what is left of the request would only be read to be thrown away. */
export const refuse = (response: ServerResponse, { status, code, found }: Refusal): true => {
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
    ...(status === 503 && { 'retry-after': RETRY_AFTER }),
  });
  const sentence = found === undefined ? ERRORS[code].text : `${ERRORS[code].text} ${found}`;
  response.end(JSON.stringify({ error: `${sentence} [${code}]` }));
  return true;
};

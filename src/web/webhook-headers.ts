import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { MOST_HEADERS } from './limits.ts';
import { type Refusal } from './refuse.ts';

const REQUIRED = ['x-github-event', 'x-github-delivery', 'x-hub-signature-256'] as const;

/**
 * As GitHub writes them. The id becomes a key of the record, the name chooses who is called: both stand in headers,
 * which the signature does not cover. https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
const FORMS: Readonly<Record<(typeof REQUIRED)[number], RegExp>> = {
  // Octokit calls its handlers of errors, too, by a name.
  'x-github-event': /^(?!error$)[a-z][a-z_]{0,99}$/,
  'x-github-delivery': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'x-hub-signature-256': /^sha256=[0-9a-f]{64}$/,
};

/** A POST to this path, with or without a slash at its end, as Octokit reads it too. */
export const isWebhook = ({ method, url = '' }: IncomingMessage, path: string): boolean =>
  method === 'POST' && withoutSlashes(url).split('?')[0] === withoutSlashes(path);

const withoutSlashes = (path: string): string => (path.endsWith('/') ? path.replace(/\/+$/, '') : path);

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Node dropped some, or may have: then the others cannot be relied on. */
export const hasTooManyHeaders = ({ rawHeaders }: IncomingMessage): boolean =>
  rawHeaders.length >= 2 * MOST_HEADERS;

/** What a webhook's headers say that GitHub never does; its body need not be read then. */
export const refusalOf = (headers: IncomingHttpHeaders): Refusal | undefined => {
  const type = headers['content-type'] ?? '';
  if (!/^\s*application\/json\s*(?:;|$)/.test(type)) {
    return malformed(415, 'Set the content type of the webhook to application/json.');
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity') {
    return malformed(415, 'The body must not be compressed: its signature is that of the bytes themselves.');
  }
  const transfer = headers['transfer-encoding'] ?? 'chunked';
  if (transfer.trim().toLowerCase() !== 'chunked') {
    return malformed(400, 'The only transfer encoding taken is chunked.');
  }
  const missing = REQUIRED.filter((name) => headers[name] === undefined);
  if (missing.length > 0) return malformed(400, `Headers that are missing: ${missing.join(', ')}.`);
  const strange = REQUIRED.filter((name) => !FORMS[name].test(String(headers[name])));
  if (strange.length > 0) return malformed(400, `Headers not of GitHub’s form: ${strange.join(', ')}.`);
  return undefined;
};

const malformed = (status: number, found: string): Refusal => ({ status, code: 'webhook-malformed', found });

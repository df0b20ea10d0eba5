import { createHmac } from 'node:crypto';
import { request as httpRequest, type Agent } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type App } from './installation.ts';
import { type RepositoryHook } from './repository-hook.ts';

export interface WebhookResult {
  /** `OK` for a 2xx; else what GitHub shows in its list of deliveries. */
  readonly status: string;
  readonly statusCode: number;
  /** Seconds. */
  readonly duration: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const hmac = (algorithm: string, secret: string, body: string): string =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

/** An App's only webhook, or one of a repository's own. */
export type Hook = App | RepositoryHook;

/** How and where a webhook is sent, as it is set up now. */
interface HookTarget {
  readonly hookId: number;
  readonly type: 'integration' | 'repository';
  readonly id: number;
  /** Undefined: there is none, or it is not active. */
  readonly url: string | undefined;
  readonly secret: string | undefined;
  readonly isForm: boolean;
  readonly isVerified: boolean;
}

export const targetOf = (hook: Hook): HookTarget => {
  if (!('kind' in hook)) {
    const { hookId, id, webhookUrl: url, webhookSecret: secret, insecureSsl } = hook;
    return { hookId, type: 'integration', id, url, secret, isForm: false, isVerified: !insecureSsl };
  }
  const { id: hookId, repositoryId: id, active, config } = hook;
  return {
    hookId,
    type: 'repository',
    id,
    url: active ? config.url : undefined,
    secret: config.secret,
    isForm: config.contentType === 'form',
    isVerified: config.insecureSsl === '0',
  };
};

/** The bytes that are signed and sent. */
export const encodeBody = ({ isForm }: HookTarget, json: string): string =>
  isForm ? new URLSearchParams({ payload: json }).toString() : json;

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers */
export const webhookHeaders = (
  { hookId, type, id, secret, isForm }: HookTarget,
  event: string,
  guid: string,
  body: string,
): Readonly<Record<string, string>> => ({
  Accept: '*/*',
  'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
  'User-Agent': 'GitHub-Hookshot/044aadd',
  'X-GitHub-Delivery': guid,
  'X-GitHub-Event': event,
  'X-GitHub-Hook-ID': String(hookId),
  'X-GitHub-Hook-Installation-Target-ID': String(id),
  'X-GitHub-Hook-Installation-Target-Type': type,
  ...(secret !== undefined && {
    'X-Hub-Signature': hmac('sha1', secret, body),
    'X-Hub-Signature-256': hmac('sha256', secret, body),
  }),
});

const describe = (statusCode: number): string =>
  statusCode >= 200 && statusCode < 300 ? 'OK' : `Invalid HTTP Response: ${statusCode}`;

interface Post {
  readonly url: string;
  readonly isVerified: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Used where it is one for this protocol. */
  readonly agent: Agent;
}

/** Sends one webhook. It never throws: what goes wrong is the result. */
export const postWebhook = ({
  url,
  isVerified,
  headers,
  body,
  timeoutMs,
  agent,
}: Post): Promise<WebhookResult> =>
  new Promise((resolve) => {
    const started = performance.now();
    const finish = (result: Omit<WebhookResult, 'duration'>): void => {
      clearTimeout(timer);
      resolve({ ...result, duration: Math.round(performance.now() - started) / 1000 });
    };
    const isSecure = url.startsWith('https:');
    const send = isSecure ? httpsRequest : httpRequest;
    const fail = (): void => finish({ status: 'failed to connect', statusCode: 502, headers: {}, body: '' });
    const options = { method: 'POST', headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } };
    const outgoing = send(
      url,
      {
        ...options,
        ...(isSecure && { rejectUnauthorized: isVerified }),
        ...(agent instanceof HttpsAgent === isSecure && { agent }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('error', fail);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const statusCode = response.statusCode ?? 0;
          const pairs = Object.entries(response.headers).map(
            ([name, value]) => [name, String(value)] as const,
          );
          const text = Buffer.concat(chunks).toString();
          finish({
            status: describe(statusCode),
            statusCode,
            headers: Object.fromEntries(pairs),
            body: text,
          });
        });
      },
    );
    const timer = setTimeout(() => {
      finish({ status: 'timed out', statusCode: 504, headers: {}, body: '' });
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on('error', fail);
    outgoing.end(body);
  });

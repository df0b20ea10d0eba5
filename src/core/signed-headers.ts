import { sign } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { type EndpointFormat } from './endpoint.ts';

/** `event` is GitHub's name of what happened; `at` in milliseconds since 1970. */
export interface Message {
  readonly id: string;
  readonly event: string;
  readonly at: number;
  readonly body: string;
}

/** What says who signed a message: of these headers alone, the value is nobody else's to know. */
export const SIGNATURE_HEADERS: Readonly<Record<EndpointFormat, string>> = {
  standard: 'webhook-signature',
  github: 'x-hub-signature-256',
};

/**
 * The headers by which a receiver knows a message and that it is ours. GitHub's format has room for one signature: the
 * first secret signs.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export const signedHeaders = async (
  format: EndpointFormat,
  secrets: readonly string[],
  { id, event, at, body }: Message,
): Promise<Readonly<Record<string, string>>> => {
  if (format === 'github') {
    return {
      'x-github-event': event,
      'x-github-delivery': id,
      [SIGNATURE_HEADERS.github]: await sign(secrets[0] ?? '', body),
    };
  }
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    [SIGNATURE_HEADERS.standard]: signatures.join(' '),
  };
};

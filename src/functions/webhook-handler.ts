import { ERRORS, RelayError } from '../errors.ts';
import { textOf, withBody } from '../web/webhook-entry.ts';
import { refusalOf } from '../web/webhook-headers.ts';
import { type Refusal } from '../web/refuse.ts';

/** What Amazon's API Gateway, a function URL or a load balancer hands to a function, as far as it is looked at. */
export interface GatewayEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

export interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Around the function that `createLambdaFunction` made. That one takes a body that came in base64 for the text itself,
 * so that its signature is wrong, and lets whatever goes wrong end the function, which a gateway answers with 502. Here
 * the text is recorded as GitHub signed it, and what goes wrong is answered as by our own server: 4xx where
 * GitHub can't have sent it, 5xx where it is to be sent again.
 */
export const createWebhookHandler =
  <Event extends GatewayEvent, Context>(
    answer: (event: Event, context: Context) => Promise<GatewayAnswer>,
  ): ((event: Event, context: Context) => Promise<GatewayAnswer>) =>
  async (event, context) => {
    const headers = Object.fromEntries(
      Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const refusal = refusalOf(headers);
    if (refusal) return refused(refusal);
    const text = textOf(Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8'));
    if (typeof text !== 'string') return refused(text);
    try {
      return await withBody(text, () => answer({ ...event, body: text, isBase64Encoded: false }, context));
    } catch (error) {
      return failed(error);
    }
  };

const refused = ({ status, code, found = '' }: Refusal): GatewayAnswer =>
  answerOf(status, `${ERRORS[code].text} ${found} [${code}]`);

/** Octokit throws the errors of all handlers as one. */
const failed = (error: unknown): GatewayAnswer => {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (first instanceof RelayError) return answerOf(503, `${first.message} [${first.code}]`);
  const { status, message = '' } = first as { readonly status?: unknown; readonly message?: string };
  if (status !== 400) return answerOf(500, 'The log of the function says what went wrong.');
  const code = message.includes('signature does not match') ? 'signature-wrong' : 'webhook-malformed';
  return answerOf(400, `${ERRORS[code].text} [${code}]`);
};

const answerOf = (statusCode: number, error: string): GatewayAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error }),
});

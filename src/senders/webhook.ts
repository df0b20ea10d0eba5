import { type TLSSocket } from 'node:tls';
import { type Answer, messageOf } from '../core/answer.ts';
import { type Endpoint, type EndpointKeys } from '../core/endpoint.ts';
import { type JsonObject } from '../core/json.ts';
import { printable } from '../core/printable.ts';
import { nameKey } from '../core/repository.ts';
import { shownUrl } from '../core/shown-url.ts';
import { SIGNATURE_HEADERS, signedHeaders } from '../core/signed-headers.ts';
import { problemOfSecret } from '../core/signing-secret.ts';
import { type EndpointTarget } from '../core/target.ts';
import { type Sender } from '../flow/github-ports.ts';
import { type AddressGuardOptions, createAddressGuard } from './address-guard.ts';
import { exchange } from './exchange.ts';
import { connectTo } from './guarded-connection.ts';
import { withhold } from './withhold.ts';

export interface WebhookOptions extends AddressGuardOptions {
  readonly endpoints: readonly EndpointKeys[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For the whole of it, from the name to the end of the answer, in milliseconds; 15 s if not given. */
  readonly timeOut?: number;
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#request-timeouts */
const TIME_OUT = 15_000;

/** Sends to the endpoint that the notification names: one POST, signed afresh, over HTTPS, where the guard lets it. */
export const createWebhook = ({
  endpoints,
  now,
  timeOut = TIME_OUT,
  ...guarding
}: WebhookOptions): Sender => {
  const byName = new Map(endpoints.map((endpoint) => [nameKey(endpoint.name), endpoint]));
  const guard = createAddressGuard(guarding);

  const post = async (
    endpoint: EndpointKeys,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    stop: AbortSignal,
  ): Promise<Answer> => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(timeOut)]);
    const hide = withhold(endpoint, headers[SIGNATURE_HEADERS[endpoint.format]] ?? '');
    let socket: TLSSocket | undefined;
    try {
      const url = urlOf(endpoint);
      socket = await connectTo(url, guard, signal);
      const answer = await exchange(socket, url, headers, body, signal);
      return { ...answer, text: hide(answer.text) };
    } catch (error) {
      const isLate = signal.aborted && !stop.aborted;
      const reason = isLate
        ? `no answer within ${timeOut / 1_000} s`
        : reasonOf(stop.aborted ? stop.reason : error);
      return { kind: 'no-answer', reason: hide(reason), mayHaveArrived: socket !== undefined };
    } finally {
      socket?.destroy();
    }
  };

  return {
    send: async ({ id, target }, payload, { signal }) => {
      const { endpoint: name, event, isBare } = target as EndpointTarget;
      const endpoint = byName.get(nameKey(name));
      if (endpoint === undefined) return { request: {}, answer: unknown(name) };
      const { relay: _relay, ...bare } = payload;
      const content: JsonObject = isBare ? bare : payload;
      const body = JSON.stringify(content);
      const { format, secrets } = endpoint;
      const url = URL.parse(endpoint.url);
      const request = { method: 'POST', url: url && shownUrl(url), body: content };
      const problem = (secrets.length > 0 ? secrets : [''])
        .map((one) => problemOfSecret(format, one))
        .find(Boolean);
      if (problem !== undefined) return { request, answer: unsigned(name, problem) };
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'hub-relay',
        ...(await signedHeaders(format, secrets, { id, event, at: now(), body })),
      };
      const { [SIGNATURE_HEADERS[format]]: _signature, ...shown } = headers as Record<string, string>;
      return {
        request: { ...request, headers: shown },
        answer: await post(endpoint, headers, Buffer.from(body), signal),
      };
    },
  };
};

const unknown = (name: string): Answer => ({
  kind: 'no-answer',
  code: 'endpoint-unknown',
  reason: `there is no endpoint "${printable(name)}" in ENDPOINTS_FILE`,
  mayHaveArrived: false,
});

const unsigned = (name: string, problem: string): Answer => ({
  kind: 'no-answer',
  reason: `nothing was sent to the endpoint "${printable(name)}": ${problem}`,
  mayHaveArrived: false,
});

const urlOf = (endpoint: Endpoint): URL => {
  const url = URL.parse(endpoint.url);
  if (url === null) throw new Error('the URL of the endpoint cannot be read');
  if (url.protocol !== 'https:')
    throw new Error(`the URL of the endpoint begins with ${url.protocol}; only https: is allowed`);
  if (url.username !== '' || url.password !== '')
    throw new Error('the URL of the endpoint holds a user or a password; neither is sent');
  return url;
};

/** In Node's words, which are short; what it tried at several addresses, of the first. */
const reasonOf = (error: unknown): string => {
  const { errors, message, code } = error as Partial<AggregateError> & { readonly code?: string };
  const first: unknown = errors?.[0];
  if (first !== undefined) return reasonOf(first);
  const reason = printable(messageOf(message ?? String(error)));
  return PRIVATE_CA.has(code ?? '')
    ? `${reason}; NODE_EXTRA_CA_CERTS names the file of a private authority`
    : reason;
};

const PRIVATE_CA: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

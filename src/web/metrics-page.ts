import { createHash, timingSafeEqual } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type Context } from 'hono';
import { isWithin, parseAddress, parseRange, type Range } from '../core/address.ts';
import { type ErrorCode, ERRORS } from '../errors.ts';

export interface MetricsPageOptions {
  /** In at most 2 s, whatever the store does. */
  readonly read: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** Without it, only programs of the same machine are answered, and none that came through a proxy. */
  readonly token?: string;
  readonly trustedProxies: readonly Range[];
}

export type MetricsPage = (context: Context) => Promise<Response>;

/** For Prometheus. Whoever may not read is told what to do; nobody is sent elsewhere. */
export const createMetricsPage = ({ read, token, trustedProxies }: MetricsPageOptions): MetricsPage => {
  const expected = token === undefined ? undefined : digestOf(token);

  const refusalOf = (request: IncomingMessage): ErrorCode | undefined => {
    if (expected === undefined) return comesDirectly(request, trustedProxies) ? undefined : 'metrics-closed';
    const [, given] = /^bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(digestOf(given), expected) ? undefined : 'metrics-token';
  };

  return async (context) => {
    const { incoming } = context.env as { readonly incoming: IncomingMessage };
    const code = refusalOf(incoming);
    if (code !== undefined) {
      const { text, remedy } = ERRORS[code];
      return context.json(
        { error: `${text} ${remedy} [${code}]` },
        code === 'metrics-token' ? 401 : 403,
        code === 'metrics-token' ? { ...NO_STORE, 'www-authenticate': 'Bearer realm="metrics"' } : NO_STORE,
      );
    }
    const { contentType, text } = await read();
    return context.body(text, 200, { ...NO_STORE, 'content-type': contentType });
  };
};

const NO_STORE = { 'cache-control': 'no-store' };

/** Of one length, so that comparing them takes one time. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const LOOPBACK: readonly Range[] = ['127.0.0.0/8', '::1/128']
  .map(parseRange)
  .filter((range) => range !== undefined);

/** What proxies add. */
const PROXY_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
];

/**
 * A proxy on this machine connects from loopback too. What gives it away: that it is one of TRUSTED_PROXIES, the headers
 * that it adds, the name by which it was asked, and HTTP/1.0, which nginx speaks to those behind it unless it is told
 * otherwise. Where it does nothing of that, it cannot be known: that is what METRICS_TOKEN is for.
 */
const comesDirectly = (
  { socket, headers, httpVersion }: IncomingMessage,
  proxies: readonly Range[],
): boolean => {
  const peer = parseAddress(socket.remoteAddress ?? '');
  if (peer === undefined || !isWithin(peer, LOOPBACK) || isWithin(peer, proxies)) return false;
  if (httpVersion === '1.0' || PROXY_HEADERS.some((name) => headers[name] !== undefined)) return false;
  return isLoopbackName(headers.host ?? '');
};

const isLoopbackName = (host: string): boolean => {
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  const address = parseAddress(name);
  return name.toLowerCase() === 'localhost' || (address !== undefined && isWithin(address, LOOPBACK));
};

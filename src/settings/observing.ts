import { type Report } from './problem.ts';
import { type Variables } from './variables.ts';

/** Who may read the metrics, and where traces go. */
export interface Observing {
  /** Absent: only the machine itself may read them. */
  readonly metricsToken?: string;
  readonly tracing?: Tracing;
}

/** `url` takes spans by OTLP over HTTP; `headers` are secrets. All else is read by OpenTelemetry's own SDK. */
export interface Tracing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const LEAST_TOKEN = 16;

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const readObserving = (variables: Variables, report: Report): Observing => {
  const token = variables.secret('METRICS_TOKEN');
  const isToken = token !== undefined && token.length >= LEAST_TOKEN && /^[\x21-\x7e]+$/.test(token);
  if (token !== undefined && !isToken)
    report(
      'METRICS_TOKEN',
      'something too easy to guess, or not fit for a header',
      `use ${LEAST_TOKEN} letters and digits or more, by chance`,
    );
  const tracing = readTracing(variables, report);
  return { ...(isToken && { metricsToken: token }), ...(tracing && { tracing }) };
};

const readTracing = ({ text, secret }: Variables, report: Report): Tracing | undefined => {
  const endpoint = text('OTEL_EXPORTER_OTLP_ENDPOINT');
  const headers = readHeaders(secret('OTEL_EXPORTER_OTLP_HEADERS') ?? '');
  if (headers === undefined)
    report(
      'OTEL_EXPORTER_OTLP_HEADERS',
      'something that is no list of headers',
      'use name=value with commas between, and %20 for a space',
    );
  if (endpoint === undefined) return undefined;
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    report(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      url?.password ? 'a URL with a password' : endpoint,
      'use the http:// or https:// URL of a collector; what it wants to know of us goes into OTEL_EXPORTER_OTLP_HEADERS',
    );
    return undefined;
  }
  const protocol = text('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  if (protocol !== 'http/protobuf') {
    report(
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      protocol,
      'leave it out, or use http/protobuf: collectors take it at port 4318',
    );
    return undefined;
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return { url: url.href, headers: headers ?? {} };
};

/** `name=value,name=value`, percent-encoded as in W3C Baggage. `undefined` where it is not that. */
const readHeaders = (text: string): Record<string, string> | undefined => {
  const headers: [string, string][] = [];
  for (const each of text.split(',').filter((part) => part.trim() !== '')) {
    const [, name = '', value = ''] = /^\s*([\w!#$&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(each) ?? [];
    const decoded = decode(value);
    if (name === '' || decoded === undefined || !/^[\x20-\x7e]*$/.test(decoded)) return undefined;
    headers.push([name, decoded]);
  }
  return Object.fromEntries(headers);
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

import { createHash } from 'node:crypto';
import {
  type Attributes,
  isValidTraceId,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  RandomIdGenerator,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node';
import { printable } from '../core/printable.ts';
import { type Attempted, type Observer } from '../flow/observer.ts';
import { type Log } from '../flow/ports.ts';

export interface TracesOptions {
  /** Takes spans by OTLP over HTTP. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly version: string;
  readonly log: Log;
}

export interface Traces {
  readonly observer: Observer;
  /** Sends what is left, for a second at most. */
  stop(): Promise<void>;
}

/** What a span says, after the fact; times in milliseconds since 1970. */
interface Told {
  readonly name: string;
  readonly kind: SpanKind;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Attributes;
  readonly error?: string;
}

/** How long the last spans may take, in milliseconds. */
const LAST_CALL = 1_000;

/**
 * All that happens to an event is one trace, in whatever process and however much later: its id is the event's GUID
 * without dashes, so that it is found by what GitHub shows of the delivery. The queue of spans is bounded by the SDK; what
 * a collector does not take in time is dropped, and nothing waits for it.
 */
export const createTraces = ({ url, headers, version, log }: TracesOptions): Traces => {
  const random = new RandomIdGenerator();
  let given: { readonly traceId: string; readonly spanId?: string } | undefined;
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers } });
  const provider = new NodeTracerProvider({
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last, and wins.
    resource: resourceFromAttributes({ 'service.name': 'hub-relay', 'service.version': version }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    idGenerator: {
      generateTraceId: () => given?.traceId ?? random.generateTraceId(),
      generateSpanId: () => given?.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [new BatchSpanProcessor(sayingSo(exporter, log))],
  });
  const tracer = provider.getTracer('hub-relay', version);

  /** The same in every process. Where it is not ended it is not sent, and only says what its children hang on. */
  const beginRoot = (event: string, { name, kind, startedAt, attributes }: Told) => {
    const traceId = event.replaceAll('-', '').toLowerCase();
    given = { traceId, spanId: createHash('sha256').update(traceId).digest('hex').slice(0, 16) };
    try {
      const options = { root: true, kind, attributes, startTime: startedAt };
      return tracer.startSpan(name, options, ROOT_CONTEXT);
    } finally {
      given = undefined;
    }
  };

  const tell = (event: string, told: Told, isRoot = false): void => {
    if (!isValidTraceId(event.replaceAll('-', '').toLowerCase())) return;
    const root = beginRoot(event, told);
    const { name, kind, startedAt, endedAt, attributes, error } = told;
    const options = { kind, attributes, startTime: startedAt };
    const parent = trace.setSpanContext(ROOT_CONTEXT, root.spanContext());
    const span = isRoot ? root : tracer.startSpan(name, options, parent);
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end(endedAt);
  };

  return {
    observer: {
      recorded: ({ event, outcome, ...rest }) => {
        const told = {
          name: 'receive event',
          kind: SpanKind.SERVER,
          startedAt: rest.receivedAt,
          endedAt: rest.endedAt,
          attributes: { ...aboutEvent({ event, ...rest }), 'hub_relay.outcome': outcome },
          ...(outcome === 'failed' && { error: 'store-busy' }),
        };
        // It comes again after it failed, and may come again after it did not.
        tell(event, told, outcome === 'recorded' || outcome === 'rejected');
      },
      planned: ({ fired, refused, ...rest }) =>
        tell(rest.event, {
          ...rest,
          name: 'plan event',
          kind: SpanKind.INTERNAL,
          attributes: {
            ...aboutEvent(rest),
            'hub_relay.notifications.pending': fired,
            'hub_relay.notifications.refused': refused,
          },
        }),
      attempted: (attempted) => tell(attempted.event, aboutAttempt(attempted)),
    },
    stop: async () => {
      const late = Promise.withResolvers<undefined>();
      const timer = setTimeout(() => late.resolve(undefined), LAST_CALL);
      await Promise.race([provider.shutdown().catch(() => undefined), late.promise]);
      clearTimeout(timer);
    },
  };
};

const aboutEvent = (about: {
  readonly event: string;
  readonly name: string;
  readonly action?: string;
  readonly repository?: string;
}): Attributes => ({
  'hub_relay.event.id': about.event,
  'hub_relay.event.name': about.name,
  ...(about.action !== undefined && { 'hub_relay.event.action': about.action }),
  ...(about.repository !== undefined && { 'hub_relay.spoke': about.repository }),
});

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span */
const aboutAttempt = (attempted: Attempted): Told => {
  const { url, status, code, outcome, startedAt, endedAt } = attempted;
  const server = url === undefined ? null : URL.parse(url);
  const error = outcome === 'delivered' ? undefined : (code ?? status?.toString() ?? 'no-answer');
  return {
    name: 'attempt',
    kind: SpanKind.CLIENT,
    startedAt,
    endedAt,
    attributes: {
      'hub_relay.event.id': attempted.event,
      'hub_relay.notification.id': attempted.notification,
      'hub_relay.attempt.number': attempted.number,
      'hub_relay.hub': attempted.hub,
      'hub_relay.target': attempted.target,
      'hub_relay.outcome': outcome,
      ...(server && {
        'http.request.method': 'POST',
        'server.address': server.hostname.replace(/^\[(.*)\]$/, '$1'),
        'server.port': Number(server.port || (server.protocol === 'http:' ? 80 : 443)),
        'url.full': server.href,
      }),
      ...(status !== undefined && { 'http.response.status_code': status }),
      ...(error !== undefined && { 'error.type': error }),
    },
    ...(error !== undefined && { error }),
  };
};

/** As @opentelemetry/core numbers it. */
const SUCCESS = 0;

/** The log says when the collector begins to refuse what it is sent, and when it takes it again; nobody else would. */
const sayingSo = (exporter: SpanExporter, log: Log): SpanExporter => {
  let wasTaken = true;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isTaken = (result.code as number) === SUCCESS;
        if (wasTaken && !isTaken) {
          const reason = printable(result.error?.message ?? 'no reason was given');
          log.warn({ reason }, 'traces are lost: OTEL_EXPORTER_OTLP_ENDPOINT does not take them');
        }
        if (!wasTaken && isTaken) log.info({}, 'traces are taken again');
        wasTaken = isTaken;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
};

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { isSaid } from './said.ts';

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2: an error. */
  readonly status: number;
  readonly resource: Readonly<Record<string, unknown>>;
}

type Field = readonly [number: number, value: Buffer | bigint];

/** https://protobuf.dev/programming-guides/encoding/ */
const fieldsOf = (bytes: Buffer): readonly Field[] => {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++]!);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [number, type] = [key >> 3, key & 7];
    if (type === 0) fields.push([number, varint()]);
    else {
      const length = type === 1 ? 8 : type === 5 ? 4 : Number(varint());
      fields.push([number, bytes.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
};
const all = (bytes: Buffer, number: number): readonly Buffer[] =>
  fieldsOf(bytes)
    .filter(([found]) => found === number)
    .map(([, value]) => value as Buffer);
const one = (bytes: Buffer, number: number): Buffer => all(bytes, number)[0] ?? Buffer.alloc(0);
const numberOf = (bytes: Buffer, number: number): number =>
  Number(fieldsOf(bytes).find(([found]) => found === number)?.[1] ?? 0);

/** https://github.com/open-telemetry/opentelemetry-proto: common/v1, trace/v1 */
const attributesOf = (bytes: Buffer, number: number): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    all(bytes, number).map((pair) => {
      const [[kind, value] = [0, 0n]] = fieldsOf(one(pair, 2));
      return [one(pair, 1).toString(), kind === 1 ? (value as Buffer).toString() : Number(value)];
    }),
  );

const spansOf = (request: Buffer): readonly CollectedSpan[] =>
  all(request, 1).flatMap((resourceSpans) =>
    all(resourceSpans, 2)
      .flatMap((scopeSpans) => all(scopeSpans, 2))
      .map((span) => ({
        traceId: one(span, 1).toString('hex'),
        spanId: one(span, 2).toString('hex'),
        parentSpanId: one(span, 4).toString('hex'),
        name: one(span, 5).toString(),
        kind: numberOf(span, 6),
        startedAt: Number(one(span, 7).readBigUInt64LE() / 1_000_000n),
        endedAt: Number(one(span, 8).readBigUInt64LE() / 1_000_000n),
        attributes: attributesOf(span, 9),
        status: numberOf(one(span, 15), 3),
        resource: attributesOf(one(resourceSpans, 1), 1),
      })),
  );

/** Takes traces by OTLP over HTTP, as protobuf, and answers with this status; or reads them, and never answers. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  /** Requests that wait for their answer. */
  unanswered = 0;
  readonly #server: Server;
  #text = '';

  private constructor(answer: number | 'never') {
    isSaid('the spans', () => this.#text);
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
        this.#text += bytes.toString('latin1');
        this.requests.push({ path: request.url ?? '', headers: request.headers });
        this.spans.push(...spansOf(bytes));
        if (answer === 'never') return;
        response.writeHead(answer, { 'content-type': 'application/x-protobuf' }).end();
      });
      this.unanswered += 1;
      response.once('close', () => (this.unanswered -= 1));
    });
  }

  static async listen(answer: number | 'never' = 200): Promise<OtlpCollector> {
    const collector = new OtlpCollector(answer);
    collector.#server.listen(0, '127.0.0.1');
    await once(collector.#server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  ofTrace(guid: string | undefined): readonly CollectedSpan[] {
    const id = guid?.replaceAll('-', '').toLowerCase();
    return this.spans
      .filter(({ traceId }) => traceId === id)
      .toSorted((one, other) => one.startedAt - other.startedAt || (one.parentSpanId === '' ? -1 : 1));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

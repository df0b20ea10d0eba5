import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Attempted, type PlannedEvent, type Recorded } from '../../src/flow/observer.ts';
import { createTraces, type Traces } from '../../src/metrics/traces.ts';
import { freePort } from '../build/free-port.ts';
import { OtlpCollector } from '../build/otlp-collector.ts';
import { until } from '../build/until.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const GUID = '72D3162e-cc78-11e3-81ab-4c9367dc0958';
const TRACE = '72d3162ecc7811e381ab4c9367dc0958';
const RECORDED: Recorded = {
  event: GUID,
  name: 'push',
  repository: 'acme/app',
  outcome: 'recorded',
  receivedAt: 1_000_000,
  endedAt: 1_000_020,
};
const PLANNED: PlannedEvent = {
  ...RECORDED,
  startedAt: 1_000_100,
  endedAt: 1_000_200,
  fired: 2,
  refused: 1,
};
const ATTEMPTED: Attempted = {
  notification: 'n1',
  event: GUID,
  hub: 'acme/docs',
  target: 'repository_dispatch',
  number: 1,
  receivedAt: 1_000_000,
  createdAt: 1_000_200,
  startedAt: 1_000_300,
  endedAt: 1_000_400,
  outcome: 'delivered',
  url: 'https://api.github.com/repos/acme/docs/dispatches',
  status: 204,
};

let collector: OtlpCollector;
let log: FakeLog;
let open: Traces[];
beforeEach(async () => {
  collector = await OtlpCollector.listen();
  log = new FakeLog();
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((traces) => traces.stop()));
  await collector.close();
});

const start = (url = `${collector.url}/v1/traces`): Traces => {
  const traces = createTraces({ url, headers: { 'x-key': 'a value' }, version: '1.2.3', log });
  open.push(traces);
  return traces;
};

describe('the trace of an event', () => {
  it('has the delivery’s GUID as its id, and each step with its own times, however long ago that was', async () => {
    const traces = start();
    traces.observer.recorded?.(RECORDED);
    traces.observer.planned?.(PLANNED);
    traces.observer.attempted?.(ATTEMPTED);
    await traces.stop();
    const spans = collector.ofTrace(GUID);
    expect(spans.map(({ name, startedAt, endedAt }) => [name, startedAt, endedAt])).toEqual([
      ['receive event', 1_000_000, 1_000_020],
      ['plan event', 1_000_100, 1_000_200],
      ['attempt', 1_000_300, 1_000_400],
    ]);
    expect(spans.every(({ traceId }) => traceId === TRACE)).toBe(true);
    expect(spans[0]?.resource).toMatchObject({ 'service.name': 'hub-relay', 'service.version': '1.2.3' });
    expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-key': 'a value' } });
  });

  it('is one, with one root, though each step was done by another process', async () => {
    const [receiving, planning, sending] = [start(), start(), start()];
    sending.observer.attempted?.(ATTEMPTED);
    planning.observer.planned?.(PLANNED);
    receiving.observer.recorded?.(RECORDED);
    await Promise.all([receiving, planning, sending].map((traces) => traces.stop()));
    const [root, ...children] = collector.ofTrace(GUID);
    expect(root).toMatchObject({ name: 'receive event', parentSpanId: '' });
    expect(children).toHaveLength(2);
    for (const child of children) expect(child.parentSpanId).toBe(root?.spanId);
  });

  it('shows a redelivery, and a try that was not recorded, beside the one that was', async () => {
    const traces = start();
    traces.observer.recorded?.({ ...RECORDED, outcome: 'failed', receivedAt: 999_000 });
    traces.observer.recorded?.(RECORDED);
    traces.observer.recorded?.({ ...RECORDED, outcome: 'duplicate', receivedAt: 1_000_010 });
    await traces.stop();
    const spans = collector.ofTrace(GUID);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
    expect(spans.map(({ attributes, status }) => [attributes['hub_relay.outcome'], status])).toEqual([
      ['failed', 2],
      ['recorded', 0],
      ['duplicate', 0],
    ]);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === '')).toHaveLength(1);
  });

  it('tells of an attempt as of any HTTP call, by OpenTelemetry’s names', async () => {
    const traces = start();
    traces.observer.attempted?.(ATTEMPTED);
    traces.observer.attempted?.({
      ...ATTEMPTED,
      number: 2,
      startedAt: 1_000_500,
      target: 'endpoint',
      url: 'https://[2001:db8::1]:8443/x',
      outcome: 'dead',
      status: 410,
      code: 'endpoint-gone',
    });
    await traces.stop();
    const CLIENT = 3;
    expect(collector.ofTrace(GUID)).toMatchObject([
      {
        kind: CLIENT,
        status: 0,
        attributes: {
          'http.request.method': 'POST',
          'server.address': 'api.github.com',
          'server.port': 443,
          'http.response.status_code': 204,
          'hub_relay.hub': 'acme/docs',
          'hub_relay.notification.id': 'n1',
          'hub_relay.attempt.number': 1,
          'hub_relay.outcome': 'delivered',
        },
      },
      {
        kind: CLIENT,
        status: 2,
        attributes: {
          'server.address': '2001:db8::1',
          'server.port': 8443,
          'http.response.status_code': 410,
          'error.type': 'endpoint-gone',
        },
      },
    ]);
  });

  it('is none where the id is no GUID that could be a trace’s', async () => {
    const traces = start();
    for (const event of ['', 'x', '00000000-0000-0000-0000-000000000000'])
      traces.observer.recorded?.({ ...RECORDED, event });
    await traces.stop();
    expect(collector.spans).toEqual([]);
  });

  it('is lost where it is refused, and the log says so once', async () => {
    const refusing = await OtlpCollector.listen(400);
    const traces = start(`${refusing.url}/v1/traces`);
    // A batch is sent at once when it is full.
    for (let count = 0; count < 2_000; count += 1) traces.observer.recorded?.(RECORDED);
    await until(() => expect(refusing.requests.length).toBeGreaterThan(1));
    await traces.stop();
    expect(log.lines).toEqual(['warn traces are lost: OTEL_EXPORTER_OTLP_ENDPOINT does not take them']);
    await refusing.close();
  });

  it('is lost where nobody listens, and nothing else happens', async () => {
    const traces = start(`http://127.0.0.1:${await freePort()}/v1/traces`);
    for (let count = 0; count < 5_000; count += 1) traces.observer.recorded?.(RECORDED);
    await traces.stop();
  });

  it('does not hold up the stop where the collector hangs', async () => {
    const hanging = await OtlpCollector.listen('never');
    const traces = start(`${hanging.url}/v1/traces`);
    traces.observer.recorded?.(RECORDED);
    await traces.stop();
    expect(hanging.spans).toHaveLength(1);
    // The SDK itself would have given up only later.
    expect(hanging.unanswered).toBe(1);
    await hanging.close();
  });

  it('costs nothing where no collector is set: OpenTelemetry is not even loaded', () => {
    const loaded = (tracing: string): number => {
      const script = `
        import { createRequire } from 'node:module';
        import { startObservation } from './src/metrics/observation.ts';
        await import('./src/serve.ts');
        const quiet = { debug() {}, info() {}, warn() {}, error() {} };
        await startObservation({ refusals: [], version: '1', clock: { now: Date.now }, log: quiet, ${tracing} });
        const { cache } = createRequire(import.meta.url);
        console.log(Object.keys(cache).filter((path) => path.includes('@opentelemetry/sdk')).length);`;
      return Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
      );
    };
    expect(loaded('')).toBe(0);
    expect(loaded("tracing: { url: 'http://127.0.0.1:9/', headers: {} }")).toBeGreaterThan(0);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUERIES } from '../build/observing-examples.ts';
import { OtlpCollector } from '../build/otlp-collector.ts';
import { selectedBy } from '../build/promql.ts';
import { expectNoSecrets, isSecret } from '../build/said.ts';
import { aSpokeAndItsHub, SECRET, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

const TOKEN = 'a-token-for-prometheus';
const KEY = 'a-key-of-the-collector';
isSecret(TOKEN);
isSecret(KEY);

let stage: Stage;
let collector: OtlpCollector;
beforeAll(async () => {
  collector = await OtlpCollector.listen();
  stage = await Stage.open({
    prepare: aSpokeAndItsHub,
    env: {
      METRICS_TOKEN: TOKEN,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${KEY}`,
    },
  });
});
afterAll(async () => {
  await stage.close();
  await collector.close();
});

const scrape = async (): Promise<string> => {
  const response = await fetch(`${stage.service!.url}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(response.status).toBe(200);
  const text = await response.text();
  expectNoSecrets('/metrics', text);
  return text;
};
const valueIn = (text: string, name: string): number => {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  expect(line, name).toBeDefined();
  return Number(line!.split(' ').at(-1));
};

describe('the metrics of a running Hub Relay', () => {
  it('count the main job, from the webhook to the hub', async () => {
    const names = [
      'hub_relay_events_received_total{event="push",outcome="recorded"}',
      'hub_relay_notifications_planned_total{outcome="pending"}',
      'hub_relay_attempts_total{target="repository_dispatch",outcome="delivered",status_class="2xx"}',
      'hub_relay_event_recording_seconds_count',
      'hub_relay_event_planning_seconds_count',
      'hub_relay_notification_first_attempt_seconds_count{target="repository_dispatch"}',
      'hub_relay_attempt_duration_seconds_count{target="repository_dispatch"}',
      'hub_relay_notification_delivery_seconds_count{target="repository_dispatch"}',
    ];
    const before = await scrape();
    const { delivery } = await stage.sandbox.push('acme/app');
    await stage.settled(delivery?.guid);
    await until(async () => {
      const after = await scrape();
      for (const name of names) expect(valueIn(after, name) - valueIn(before, name), name).toBe(1);
    });
    await stage.sandbox.redeliver(delivery!.id);
    expect(valueIn(await scrape(), 'hub_relay_events_received_total{event="push",outcome="duplicate"}')).toBe(
      1,
    );
  });

  it('count a wrong signature, a body that is none, and what has no headers of GitHub’s', async () => {
    const before = await scrape();
    await post(stage.webhookUrl, sign('push', '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }));
    await post(stage.webhookUrl, sign('push', '[]'));
    await fetch(stage.webhookUrl, { method: 'POST', body: '{}' });
    const after = await scrape();
    const refused = (code: string): number => {
      const name = `hub_relay_requests_refused_total{code="${code}"}`;
      return valueIn(after, name) - valueIn(before, name);
    };
    expect([refused('signature-wrong'), refused('webhook-malformed')]).toEqual([1, 2]);
  });

  it('tell of the store, the index and the build', async () => {
    const text = await scrape();
    expect(valueIn(text, 'hub_relay_store_up')).toBe(1);
    expect(valueIn(text, 'hub_relay_index_repositories')).toBe(2);
    expect(valueIn(text, 'hub_relay_index_routes')).toBe(1);
    expect(valueIn(text, 'hub_relay_index_files_with_problems')).toBe(0);
    expect(text).toMatch(
      /^hub_relay_build_info\{version="\d+\.\d+\.\d+",node_version="v\d+\.\d+\.\d+"\} 1$/m,
    );
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  });

  it('are given to nobody without the token, on the machine itself either', async () => {
    for (const headers of [{}, { authorization: `Bearer ${SECRET}` }]) {
      const response = await fetch(`${stage.service!.url}/metrics`, { headers, redirect: 'manual' });
      expect(response.status).toBe(401);
    }
  });

  it('hold all that the dashboard and the rules name, and nothing that neither shows', async () => {
    const text = await scrape();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!]);
    const suffixes = (type: string): readonly string[] =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    const owners = new Map(
      types.flatMap(([name = '', type = '']) => suffixes(type).map((suffix) => [name + suffix, name])),
    );
    const shown = new Set<string>();
    for (const [where, query] of QUERIES) {
      for (const { metric, equal } of selectedBy(query)) {
        if (metric === 'up') continue;
        expect([...owners.keys()], where).toContain(metric);
        shown.add(owners.get(metric)!);
        const lines = text.split('\n').filter((line) => line.startsWith(`${metric}{`));
        for (const [label, value] of Object.entries(equal))
          expect(
            lines.some((line) => line.includes(`${label}="${value}"`)),
            `${where}: ${value}`,
          ).toBe(true);
      }
    }
    const ours = types.map(([name]) => name!).filter((name) => name.startsWith('hub_relay_'));
    expect(ours.filter((name) => !shown.has(name))).toEqual([]);
  });
});

describe('the traces of a running Hub Relay', () => {
  it('are found by the delivery’s GUID, and hold no secret', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    await stage.settled(delivery?.guid);
    await stage.stop();
    const spans = collector.ofTrace(delivery?.guid);
    expect(spans.map(({ name }) => name)).toEqual(['receive event', 'plan event', 'attempt']);
    expect(spans[2]?.attributes).toMatchObject({
      'hub_relay.hub': 'acme/docs',
      'server.address': '127.0.0.1',
      'http.response.status_code': 204,
    });
    expect(collector.requests[0]?.headers['x-api-key']).toBe(KEY);
    await stage.start();
  });

  it.each(['refuses', 'hangs', 'is gone'])('change nothing where the collector %s', async (what) => {
    const lame = await OtlpCollector.listen(what === 'hangs' ? 'never' : 400);
    const { url } = lame;
    if (what === 'is gone') await lame.close();
    const other = await Stage.open({ prepare: aSpokeAndItsHub, env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } });
    const { delivery } = await other.sandbox.push('acme/app');
    expect((await other.settled(delivery?.guid)).notifications).toMatchObject([{ state: 'delivered' }]);
    await other.close();
    expect(lame.unanswered).toBe(what === 'hangs' ? 1 : 0);
    if (what !== 'is gone') await lame.close();
  });
});

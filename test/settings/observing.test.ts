import { describe, expect, it } from 'vitest';
import { type Environment, readSettings, renderSettingsProblem } from '../../src/settings.ts';

const read = (env: Environment) => {
  const { settings, problems } = readSettings(env);
  return { ...settings, problems: problems.map(renderSettingsProblem) };
};
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

describe('the token for the metrics', () => {
  it('is taken as it is, where it is long enough', () => {
    expect(read({ METRICS_TOKEN: 'x'.repeat(16) })).toMatchObject({
      metricsToken: 'x'.repeat(16),
      problems: [],
    });
    expect(read({}).metricsToken).toBeUndefined();
  });

  it.each(['x'.repeat(15), 'a token that has spaces', 'ein-Schlüssel-mit-Umlaut', 'two-lines-in-it\nyes'])(
    'is refused where it can be guessed, or be no header, and is not shown: %j',
    (METRICS_TOKEN) => {
      const { metricsToken, problems } = read({ METRICS_TOKEN });
      expect(metricsToken).toBeUndefined();
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^METRICS_TOKEN: found .*; use 16 letters/);
      expect(problems[0]).not.toContain(METRICS_TOKEN);
    },
  );
});

describe('where traces go', () => {
  it.each([
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['https://otlp.example.com/otlp/', 'https://otlp.example.com/otlp/v1/traces'],
  ])('is below the endpoint %s, as OpenTelemetry wants it', (url, expected) => {
    expect(read({ [ENDPOINT]: url })).toMatchObject({
      tracing: { url: expected, headers: {} },
      problems: [],
    });
  });

  it('is nowhere, where no endpoint is set', () => {
    expect(read({ OTEL_EXPORTER_OTLP_HEADERS: 'a=b' })).not.toHaveProperty('tracing');
  });

  it('has the headers that it wants, percent-encoded', () => {
    const { tracing } = read({
      [ENDPOINT]: 'http://c',
      OTEL_EXPORTER_OTLP_HEADERS: ' authorization=Basic%20YTpi== , x-key = 1,',
    });
    expect(tracing?.headers).toEqual({ authorization: 'Basic YTpi==', 'x-key': '1' });
  });

  it.each([
    ['collector:4318', 'collector:4318'],
    ['grpc://collector', 'grpc://collector'],
    ['http://me:hush-hush@collector', 'a URL with a password'],
  ])('is refused as %s', (url, found) => {
    const { tracing, problems } = read({ [ENDPOINT]: url });
    expect(tracing).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${ENDPOINT}: found ${found}; use the http:// or https:// URL`);
  });

  it.each(['hush-hush', '=hush-hush', 'a b=hush-hush', 'a=hush-hush%', 'a=hush-hush%0A'])(
    'is refused with the headers %s, which are not shown',
    (headers) => {
      const { problems } = read({ [ENDPOINT]: 'http://c', OTEL_EXPORTER_OTLP_HEADERS: headers });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain('use name=value with commas between');
      expect(problems[0]).not.toContain('hush-hush');
    },
  );

  it('is refused for a protocol that we do not speak', () => {
    const { problems } = read({ [ENDPOINT]: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    expect(problems).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL: found grpc; leave it out, or use http/protobuf: collectors take it at port 4318',
    ]);
  });
});

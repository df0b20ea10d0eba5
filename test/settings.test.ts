import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RETRY_SCHEDULE } from '../src/core/retry.ts';
import { type Environment, readSettings, renderSettingsProblem } from '../src/settings.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-settings-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const DAY = 86_400_000;
const empty = mkdtempSync(join(tmpdir(), 'hub-relay-empty-'));
const READY: Environment = { APP_ID: '12', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'a secret' };
const read = (env: Environment) => readSettings(env, empty);
const problemsOf = (env: Environment): readonly string[] => read(env).problems.map(renderSettingsProblem);

describe('settings', () => {
  it('are Probot’s defaults, and a file for a database, where nothing is set', () => {
    const { settings, problems } = read({});
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      auditRetention: 365 * 86_400_000,
      shutdownDelay: 0,
      webhookPath: '/api/github/webhooks',
      webhookSenders: 'any',
      trustedProxies: [],
      endpoints: [],
      sources: [],
      endpointAllowedSubnets: [],
      host: 'localhost',
      operators: [],
      port: 3000,
      logLevel: 'info',
      logFormat: 'pretty',
      urls: {
        server: 'https://github.com',
        api: 'https://api.github.com',
        graphql: 'https://api.github.com/graphql',
      },
      databaseUrl: 'file:./data/hub-relay.db',
      pace: { burst: 60, interval: 1000 },
      retrySchedule: RETRY_SCHEDULE,
      retention: 30 * DAY,
      production: false,
    });
  });

  it('reach a GitHub Enterprise Server by its host and protocol', () => {
    expect(read({ GHE_HOST: '127.0.0.1:4000', GHE_PROTOCOL: 'http' }).settings.urls).toEqual({
      server: 'http://127.0.0.1:4000',
      api: 'http://127.0.0.1:4000/api/v3',
      graphql: 'http://127.0.0.1:4000/api/graphql',
    });
  });

  it.each([
    ['as it is', privateKey],
    ['with \\n for line breaks', privateKey.replaceAll('\n', '\\n')],
    ['as base64', Buffer.from(privateKey).toString('base64')],
  ])('take the private key %s', (_, key) => {
    const { settings, problems } = read({ ...READY, PRIVATE_KEY: key });
    expect(problems).toEqual([]);
    expect(settings.credentials?.appId).toBe(12);
    expect(settings.credentials?.privateKey).toContain('BEGIN RSA PRIVATE KEY');
  });

  it('take every secret from a file', () => {
    const { settings, problems } = read({
      APP_ID: '12',
      PRIVATE_KEY_FILE: file('key.pem', privateKey),
      WEBHOOK_SECRET_FILE: file('secret', 'from a vault\n'),
      DATABASE_URL_FILE: file('database', 'file:./elsewhere.db\n'),
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ webhookSecret: 'from a vault', databaseUrl: 'file:./elsewhere.db' });
    expect(settings.credentials?.privateKey).toBe(privateKey);
  });

  it('report everything that is wrong at once, each with its name, what was found and what to do', () => {
    expect(
      problemsOf({
        APP_ID: 'twelve',
        PRIVATE_KEY: 'not a key',
        PORT: '70000',
        LOG_LEVEL: 'loud',
        LOG_FORMAT: 'xml',
        GHE_HOST: 'https://github.example.com',
        GHE_PROTOCOL: 'ftp',
        WEBHOOK_PATH: 'hooks',
        WEBHOOK_PROXY_URL: 'http://smee.example',
        WEBHOOK_SECRET_FILE: '/nowhere/secret',
        DATABASE_URL: 'mysql://me:password@host/db',
      }).toSorted(),
    ).toEqual([
      'APP_ID: found twelve; use the number on the App’s page on GitHub',
      'DATABASE_URL: found mysql://me:…@host/db; use file:./path/to.db or postgres://user@host/database',
      'GHE_HOST: found https://github.example.com; give the host alone, such as github.example.com',
      'GHE_PROTOCOL: found ftp; use one of: https, http',
      'LOG_FORMAT: found xml; use one of: json, pretty',
      'LOG_LEVEL: found loud; use one of: trace, debug, info, warn, error, fatal, silent',
      'PORT: found 70000; use a whole number from 0 to 65535',
      'PRIVATE_KEY: found something that is not a private key; give the .pem file that GitHub made for this App, whole',
      'WEBHOOK_PATH: found hooks; start it with a slash',
      'WEBHOOK_PROXY_URL: found http://smee.example; use an https:// URL',
      "WEBHOOK_SECRET_FILE: found /nowhere/secret; the file can't be read (ENOENT)",
    ]);
  });

  it.each<[string, Environment, string | undefined]>([
    ['on loopback in development', {}, undefined],
    ['in production', { NODE_ENV: 'production' }, 'in production'],
    ['on every address', { HOST: '0.0.0.0' }, 'when it listens on 0.0.0.0'],
    [
      'behind a proxy',
      { WEBHOOK_PROXY_URL: 'https://smee.io/x' },
      'behind a webhook proxy, which anyone can post to',
    ],
  ])('without a webhook secret %s: refused is %s', (_, env, why) => {
    const found = problemsOf({ APP_ID: '12', PRIVATE_KEY: privateKey, ...env });
    expect(found).toEqual(
      why === undefined
        ? []
        : [`WEBHOOK_SECRET: found nothing; it must be set ${why}: without it anyone could forge events`],
    );
  });

  it('say which half of the credentials is missing', () => {
    expect(problemsOf({ APP_ID: '12', WEBHOOK_SECRET: 's' })[0]).toMatch(/^PRIVATE_KEY: found nothing/);
    expect(problemsOf({ PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 's' })[0]).toMatch(/^APP_ID: found nothing/);
    expect(problemsOf({ NODE_ENV: 'production' })[0]).toMatch(/^APP_ID: found nothing/);
  });

  it('set the pace of a lane, within what GitHub allows in a minute', () => {
    expect(read({ LANE_BURST: '10', LANE_PER_MINUTE: '30' }).settings.pace).toEqual({
      burst: 10,
      interval: 2_000,
    });
    expect(problemsOf({ LANE_BURST: '150' })).toEqual([
      'LANE_PER_MINUTE: found a burst of 150 and 60 a minute; both together may be 160: GitHub allows 180 writes a minute, and reading takes some of it',
    ]);
    expect(problemsOf({ LANE_BURST: '150', GHE_HOST: 'github.example.com' })).toEqual([]);
    expect(problemsOf({ LANE_BURST: '0' })).toEqual([
      'LANE_BURST: found 0; use a whole number from 1 to 100000',
    ]);
  });

  it('set the retry schedule and the retention by durations', () => {
    const { settings, problems } = read({ RETRY_SCHEDULE: ' 100ms, 5s,2m , 1h,7d ', RETENTION: '84h' });
    expect(problems).toEqual([]);
    expect(settings.retrySchedule).toEqual([100, 5_000, 120_000, 3_600_000, 7 * DAY]);
    expect(settings.retention).toBe(3.5 * DAY);
  });

  it.each(['5', '5s,', '5s,,1m', '99ms', '8d', '5s;1m', '-5s', Array(21).fill('5s').join()])(
    'refuse "%s" as a retry schedule, and keep the usual one',
    (found) => {
      expect(problemsOf({ RETRY_SCHEDULE: found })).toEqual([
        `RETRY_SCHEDULE: found ${found}; use 1 to 20 durations from 100ms to 7d, such as 5s,30s,2m,1h`,
      ]);
      expect(read({ RETRY_SCHEDULE: found }).settings.retrySchedule).toEqual(RETRY_SCHEDULE);
    },
  );

  it.each(['71h', '36501d', '30', 'never', '1h,2h'])('refuse "%s" as a retention', (found) => {
    expect(problemsOf({ RETENTION: found })).toEqual([
      `RETENTION: found ${found}; use a duration from 3d to 36500d, such as 12h or 30d`,
    ]);
  });

  it('name the proxies to be trusted by addresses and ranges', () => {
    const { settings, problems } = read({ TRUSTED_PROXIES: ' 10.0.0.0/8, ::1,192.0.2.7 ' });
    expect(problems).toEqual([]);
    expect(settings.trustedProxies.map(({ first, bits }) => `${first.toString()}/${bits}`)).toEqual([
      '10.0.0.0/8',
      '::1/128',
      '192.0.2.7/32',
    ]);
  });

  it.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/8,', '010.0.0.1', '127.1', '10.0.0.1:80'])(
    'refuse "%s" as proxies to be trusted',
    (found) => {
      expect(problemsOf({ TRUSTED_PROXIES: found })).toEqual([
        `TRUSTED_PROXIES: found ${found}; use addresses or ranges with commas between them, such as 10.0.0.0/8,::1`,
      ]);
    },
  );

  it.each<[string, Environment, readonly string[]]>([
    ['github.com', {}, []],
    [
      'a GitHub Enterprise Server',
      { GHE_HOST: 'github.example.com' },
      [
        'WEBHOOK_SENDERS: found github with GHE_HOST; set it to any: GitHub Enterprise Server does not publish the addresses that it sends from',
      ],
    ],
    [
      'smee.io',
      { WEBHOOK_PROXY_URL: 'https://smee.io/x' },
      ['WEBHOOK_SENDERS: found github with WEBHOOK_PROXY_URL; set it to any: all comes from that proxy'],
    ],
  ])('check the sender of what comes from %s only where that can be done', (_, env, problems) => {
    expect(problemsOf({ WEBHOOK_SENDERS: 'github', ...env })).toEqual(problems);
  });

  it('refuse a secret that is given twice', () => {
    const problems = problemsOf({ ...READY, WEBHOOK_SECRET_FILE: file('twice', 'x') });
    expect(problems).toEqual(['WEBHOOK_SECRET: found also set by WEBHOOK_SECRET_FILE; keep one of the two']);
  });

  it('never show a secret in a problem', () => {
    const problems = problemsOf({
      ...READY,
      PRIVATE_KEY: 'hush-hush',
      DATABASE_URL: 'mysql://u:hush-hush@h/d',
    });
    expect(problems.join()).not.toContain('hush-hush');
  });

  it('are all in .env.example, each with a line that explains it', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    const source = ['src/settings.ts', 'src/settings/operator-files.ts', 'src/settings/observing.ts']
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
    const read = new Set(
      [...source.matchAll(/(?:text|url|secret|oneOf|whole|ranges|durations?)\('([A-Z_]+)'/g)].map(
        ([, name]) => name!,
      ),
    );
    for (const name of [...read, 'PRIVATE_KEY', 'PRIVATE_KEY_PATH']) {
      const line = lines.indexOf(`${name}=`);
      expect(line, `${name} is missing in .env.example`).toBeGreaterThan(0);
      expect(lines[line - 1]).toMatch(/^# /);
    }
  });
});

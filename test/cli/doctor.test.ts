import { describe, expect, it } from 'vitest';
import { renderFindings } from '../../src/cli/doctor.ts';
import { checkClock } from '../../src/cli/doctor/clock.ts';
import { checkRecord } from '../../src/cli/doctor/database.ts';
import { checkDeliveries } from '../../src/cli/doctor/deliveries.ts';
import { checkEvents } from '../../src/cli/doctor/events.ts';
import { examine, type Finding } from '../../src/cli/doctor/finding.ts';
import { checkInstallation, checkInstallations } from '../../src/cli/doctor/installations.ts';
import { checkPermissions } from '../../src/cli/doctor/permissions.ts';
import { checkRateLimits } from '../../src/cli/doctor/rate-limit.ts';
import { checkSecret } from '../../src/cli/doctor/secret.ts';
import { checkSettings } from '../../src/cli/doctor/settings.ts';
import { checkWebhookUrl } from '../../src/cli/doctor/webhook.ts';
import { type HookDelivery } from '../../src/core/missed.ts';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { type WebhookConfig } from '../../src/flow/github-ports.ts';
import { readSettings, type Settings } from '../../src/settings.ts';
import { aDelivery } from '../build/deliveries.ts';
import { aMember, anIndex, anInstallation } from '../build/samples.ts';

const lines = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ level, text }) => `${level} ${text}`);

/** What is not well always says what to do. */
const expectRemedies = (findings: readonly Finding[]): void => {
  for (const { level, remedy, text } of findings) if (level !== 'ok') expect(remedy, text).toBeDefined();
};

describe('the clock', () => {
  it.each<readonly [number | undefined, string]>([
    [100_000, 'ok agrees with GitHub’s within 10 s'],
    [109_000, 'ok agrees with GitHub’s within 10 s'],
    [91_000, 'ok agrees with GitHub’s within 10 s'],
    [110_000, 'warn this machine’s clock is 11 s behind GitHub’s'],
    [80_000, 'warn this machine’s clock is 20 s ahead of GitHub’s'],
    [160_000, 'fail this machine’s clock is 61 s behind GitHub’s'],
    [10_000, 'fail this machine’s clock is 90 s ahead of GitHub’s'],
    [undefined, 'warn GitHub did not tell its time'],
  ])('of GitHub says %s where ours says 100,000: %s', (answeredAt, expected) => {
    const found = checkClock(answeredAt, { from: 99_500, to: 100_500 });
    expect(lines(found)).toEqual([expected]);
    expectRemedies(found);
  });

  it('is compared with the middle of the time that the answer took', () => {
    expect(lines(checkClock(104_000, { from: 100_000, to: 110_000 }))).toEqual([
      expect.stringMatching(/^ok/),
    ]);
  });
});

describe('the webhook URL', () => {
  const settingsOf = (changes: Partial<Settings>): Settings => ({ ...readSettings({}).settings, ...changes });
  const https = 'https://relay.example/api/github/webhooks';

  it.each<readonly [string, Partial<WebhookConfig>, Partial<Settings>, string]>([
    ['right', { url: https }, { production: true }, 'ok GitHub sends to https://relay.example'],
    ['not there', {}, {}, 'fail the App has no webhook URL, so that GitHub tells it nothing'],
    [
      'plain in production',
      { url: 'http://relay.example/api/github/webhooks' },
      { production: true },
      'fail The webhook URL of the App is at http://relay.example.',
    ],
    [
      'plain elsewhere',
      { url: 'http://relay.example/api/github/webhooks' },
      {},
      'warn The webhook URL of the App is at http://relay.example.',
    ],
    [
      'not verified',
      { url: https, isUnverified: true },
      { production: true },
      'fail SSL verification is disabled for the App’s webhook at relay.example.',
    ],
    [
      'of another path',
      { url: 'https://relay.example/hook/s3cret' },
      {},
      'warn GitHub sends to another path of relay.example than /api/github/webhooks, where webhooks are taken',
    ],
    [
      'of a path that was set',
      { url: 'https://relay.example/hook' },
      { webhookPath: '/hook' },
      'ok GitHub sends to https://relay.example',
    ],
    [
      'smee’s',
      { url: 'https://smee.io/abc' },
      { webhookProxyUrl: 'https://smee.io/abc' },
      'ok GitHub sends to https://smee.io',
    ],
    [
      'another channel of smee’s',
      { url: 'https://smee.io/abc' },
      { webhookProxyUrl: 'https://smee.io/xyz' },
      'fail GitHub sends to smee.io, but WEBHOOK_PROXY_URL names another channel',
    ],
    [
      'smee’s, where nobody listens',
      { url: 'https://smee.io/abc' },
      {},
      'fail GitHub sends to smee.io, and nothing listens there',
    ],
    [
      'smee’s in production',
      { url: 'https://smee.io/abc' },
      { production: true, webhookProxyUrl: 'https://smee.io/abc' },
      'fail webhooks go through smee.io, where anybody who knows the channel reads them',
    ],
    [
      'on this machine',
      { url: 'http://localhost:3000/api/github/webhooks' },
      {},
      'fail GitHub is told to send to localhost:3000, which is GitHub’s own machine',
    ],
  ])('is %s', (_, webhook, settings, expected) => {
    const found = checkWebhookUrl({ isUnverified: false, hasSecret: true, ...webhook }, settingsOf(settings));
    expect(lines(found)).toEqual([expected]);
    expectRemedies(found);
  });
});

describe('the webhook secret', () => {
  const success = aDelivery('g', { isSuccess: true, statusCode: 200 });
  const refused = aDelivery('bad', { statusCode: 400 });
  const check = (deliveries: readonly HookDelivery[], answer = '', webhookSecret: string | undefined = 's') =>
    checkSecret({
      webhookSecret,
      webhook: { hasSecret: true },
      deliveries,
      answerTo: (id) => Promise.resolve(id === 'bad-1' ? answer : 'signature'),
    });

  it.each<readonly [string, readonly HookDelivery[], string, RegExp]>([
    ['the newest delivery arrived', [success, refused], 'signature does not match', /^ok is the one/],
    ['nothing was delivered', [], '', /^ok set on both sides; nothing was delivered/],
    [
      'the newest was refused for its signature',
      [refused, success],
      'the signature does not match',
      /^fail WEBHOOK_SECRET differs/,
    ],
    ['it was refused for something else', [refused, success], 'malformed', /^ok is the one/],
    ['all failed for other reasons', [aDelivery('x'), aDelivery('y')], '', /^ok set on both sides/],
  ])('shows in what arrived: %s', async (_, deliveries, answer, expected) => {
    const found = await check(deliveries, answer);
    expect(lines(found)).toEqual([expect.stringMatching(expected)]);
    expectRemedies(found);
  });

  it('may be missing on either side', async () => {
    const evidence = { deliveries: [], answerTo: () => Promise.resolve('') };
    expect(
      lines(await checkSecret({ ...evidence, webhookSecret: undefined, webhook: { hasSecret: true } })),
    ).toEqual([expect.stringMatching(/^warn WEBHOOK_SECRET is not set/)]);
    expect(
      lines(await checkSecret({ ...evidence, webhookSecret: 's', webhook: { hasSecret: false } })),
    ).toEqual([expect.stringMatching(/^warn GitHub tells of no/)]);
  });
});

describe('events, permissions and installations', () => {
  it('say of each event that is missing what does not work', () => {
    const all = [
      'push',
      'pull_request',
      'issues',
      'release',
      'workflow_run',
      'repository',
      'repository_dispatch',
    ];
    expect(lines(checkEvents([...all, 'star']))).toEqual(['ok the App is subscribed to all 7']);
    const found = checkEvents(all.slice(1, 6));
    expect(lines(found)).toEqual([
      'warn the App is not subscribed to push: no route on push fires',
      'warn the App is not subscribed to repository_dispatch: chains of notifications are not seen, and a loop ends later',
    ]);
    expectRemedies(found);
  });

  it('name each permission with what needs it; without "contents: write" nothing works', () => {
    expect(checkPermissions({ permissions: NEEDED_PERMISSIONS }).map(({ level }) => level)).toEqual(
      Object.keys(NEEDED_PERMISSIONS).map(() => 'ok'),
    );
    const { actions: _, ...rest } = NEEDED_PERMISSIONS;
    const found = checkPermissions({ permissions: { ...rest, contents: 'read' } }).filter(
      ({ level }) => level !== 'ok',
    );
    expect(lines(found)).toEqual([
      expect.stringMatching(
        /^fail the App has contents: read, and needs contents: write, to read config files/,
      ),
      expect.stringMatching(
        /^warn the App has actions: none, and needs actions: write, to hear of workflow runs/,
      ),
    ]);
    expectRemedies(found);
  });

  it('are compared with what the record knows, where there is one', () => {
    const installation = anInstallation();
    expect(lines(checkInstallations([]))).toEqual(['fail the App is installed nowhere']);
    expect(lines(checkInstallation(installation, 1, undefined))).toEqual([
      'ok acme: installed on 1 repository, everything granted',
    ]);
    expect(lines(checkInstallation(installation, 1200, 1200))).toEqual([
      'ok acme: installed on 1,200 repositories, everything granted',
    ]);
    const found = checkInstallation(
      { ...installation, permissions: { ...NEEDED_PERMISSIONS, contents: 'read' } },
      3,
      2,
    );
    expect(lines(found)).toEqual([
      'warn acme: installed on 3 repositories, of which 2 are on record',
      expect.stringMatching(/^fail acme: does not grant contents: write, /),
    ]);
    expectRemedies(found);
  });

  it('warn below a tenth of the hour’s requests', () => {
    const limit = (remaining: number) => ({ resource: 'core' as const, limit: 5_000, remaining, resetAt: 0 });
    expect(lines(checkRateLimits('acme', [limit(500), limit(499)]))).toEqual([
      'ok acme: 500 of 5,000 requests left (core)',
      'warn acme: 499 of 5,000 requests left (core)',
    ]);
    expect(lines(checkRateLimits('acme', []))).toEqual(['ok acme: this GitHub sets none']);
  });
});

describe('deliveries', () => {
  const NOW = 10 * 3_600_000;
  const at = (deliveredAt: number, changes: Partial<HookDelivery> = {}): HookDelivery =>
    aDelivery(String(deliveredAt), { deliveredAt, ...changes });
  const good = at(NOW - 1, { isSuccess: true, statusCode: 200 });

  it.each<readonly [string, readonly HookDelivery[], string]>([
    ['there are none', [], 'ok none in the last three days'],
    ['all arrived', [good, good], 'ok none of the last 2 failed'],
    [
      'one failed long ago',
      [good, at(0)],
      'ok 1 of the last 2 failed, the newest push at 1970-01-01 00:00:00Z: it was answered 503',
    ],
    [
      'one failed just now',
      [good, at(NOW - 1_000, { statusCode: 0, action: 'x' })],
      'warn 1 of the last 2 failed, the newest push.x at 1970-01-01 09:59:59Z: there was no answer',
    ],
    [
      'the newest three failed',
      [at(3), at(2), at(1), good],
      'fail 3 of the last 4 failed, the newest push at 1970-01-01 00:00:00Z: it was answered 503',
    ],
    [
      'two of the newest three failed',
      [at(3), at(2), good],
      'ok 2 of the last 3 failed, the newest push at 1970-01-01 00:00:00Z: it was answered 503',
    ],
  ])('where %s', (_, deliveries, expected) => {
    const found = checkDeliveries(deliveries, NOW);
    expect(lines(found)).toEqual([expected]);
    expectRemedies(found);
  });
});

describe('settings and the record', () => {
  it('tell all problems at once', () => {
    const { settings, problems } = readSettings({ PORT: 'x', LOG_LEVEL: 'loud' });
    const inFile = 'endpoints.yml:1:1: error: there is no key "…" here [config-unknown-key]';
    const found = checkSettings(settings, [...problems, { variable: 'ENDPOINTS_FILE', inFile }]);
    expect(lines(found).toSorted()).toEqual([
      `fail ENDPOINTS_FILE: ${inFile}`,
      'fail LOG_LEVEL: found loud',
      'fail PORT: found x',
    ]);
    expectRemedies(found);
  });

  it('tell of broken hubs and of what was given up, with the command for each', () => {
    const broken = {
      hubId: 2,
      hub: 'acme/docs',
      lane: 1,
      since: 0,
      code: 'hub-not-found',
      reason: '404',
      held: 12,
    };
    const found = checkRecord({ index: anIndex(aMember('acme/app')), broken: [broken], dead: 1_000 });
    expect(lines(found)).toEqual([
      'ok can be opened; it knows 1 repository',
      'warn 1 hub refused everything and is not tried any more: acme/docs; 12 notifications held',
      'warn 1,000 notifications or more given up',
    ]);
    expect(found.map(({ remedy }) => remedy?.includes('hub-relay '))).toEqual([undefined, true, true]);
  });
});

describe('findings', () => {
  it('are aligned, counted, and show nothing that a terminal would obey', () => {
    expect(
      renderFindings([
        { check: 'clock', level: 'ok', text: 'right' },
        { check: 'rate limit', level: 'fail', text: '\u001b[2Jx', remedy: 'Do\u202e it.' },
      ]).split('\n'),
    ).toEqual([
      'ok    clock       right',
      'fail  rate limit  \\u001b[2Jx',
      '                  → Do\\u202e it.',
      '',
      '1 ok, 0 warnings, 1 failure.',
    ]);
  });

  it('are made of whatever a check throws, never with a stack', async () => {
    const found = await examine('clock', () => Promise.reject(new TypeError('fetch failed')));
    expect(found).toEqual([
      {
        check: 'clock',
        level: 'fail',
        text: 'GitHub could not be asked. fetch failed [github-unreadable]',
        remedy: expect.any(String) as string,
      },
    ]);
    const response = { status: 429, headers: {}, data: { message: 'Too many requests' } };
    const limited = await examine('clock', () => Promise.reject(Object.assign(new Error('x'), { response })));
    expect(limited[0]?.text).toBe(
      'GitHub asked us to wait. It answered 429: Too many requests. [rate-limited]',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readSettings, type Settings } from '../../src/settings.ts';
import { describeSettings, describeStart } from '../../src/settings/described.ts';

const SECRETS = ['s3cret-hook', 'pass-word', 'smee-channel', 'client-s3cret', 'endpoint-s3cret', 'T000/B000'];

const settings: Settings = {
  ...readSettings({
    RETENTION: '60d',
    OPERATORS: 'ada',
    GITHUB_CLIENT_ID: 'c',
    PUBLIC_URL: 'https://x.example.com',
  }).settings,
  credentials: { appId: 7, privateKey: 'the-key' },
  webhookSecret: SECRETS[0]!,
  databaseUrl: `postgres://relay:${SECRETS[1]!}@db.example.com:5432/relay?password=${SECRETS[1]!}`,
  webhookProxyUrl: `https://smee.io/${SECRETS[2]!}`,
  githubClient: { id: 'client-id', secret: SECRETS[3]! },
  endpoints: [
    {
      name: 'chat',
      url: `https://hooks.example.com/${SECRETS[5]!}`,
      format: 'standard',
      allow: ['acme/*'],
      secrets: [SECRETS[4]!],
    },
  ],
};

describe('settings as the audit log tells of them', () => {
  it('are shown by the names of their variables', () => {
    expect(describeSettings(settings).shown).toMatchObject({
      APP_ID: '7',
      RETENTION: '60d',
      AUDIT_RETENTION: '365d',
      HOST: 'localhost',
      LANE_PER_MINUTE: '60',
      DATABASE_URL: 'postgres://db.example.com:5432/relay',
      ENDPOINTS_FILE: 'chat',
      GITHUB_CLIENT_ID: 'client-id',
      OPERATORS: 'ada',
    });
  });

  it('show no secret, and give each to be told apart', () => {
    const { shown, secret } = describeSettings(settings);
    for (const each of [...SECRETS, 'the-key']) {
      expect(JSON.stringify(shown)).not.toContain(each);
      expect(JSON.stringify(secret)).toContain(each);
    }
    expect(Object.keys(secret).toSorted()).toEqual([
      'DATABASE_URL (whole)',
      'ENDPOINTS_FILE: chat',
      'GITHUB_CLIENT_SECRET',
      'PRIVATE_KEY',
      'WEBHOOK_PROXY_URL',
      'WEBHOOK_SECRET',
    ]);
  });

  it('take what they do not know for a secret', () => {
    const newer = { ...settings, someNewKey: 'hush' } as Settings;
    expect(JSON.stringify(describeSettings(newer).shown)).not.toContain('hush');
    expect(describeSettings(newer).secret).toHaveProperty('SOME_NEW_KEY');
  });

  it('say of a start which version listens where, and on what database', () => {
    expect(describeStart(settings, 'http://127.0.0.1:3000')).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.versions.node,
      url: 'http://127.0.0.1:3000',
      database: 'PostgreSQL',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings.ts';

const CLIENT = { GITHUB_CLIENT_ID: 'Iv1.abc', GITHUB_CLIENT_SECRET: 'hush-hush' };
const PUBLIC = { PUBLIC_URL: 'https://relay.example.com' };

const read = (env: Record<string, string>) => readSettings(env);
const wrong = (env: Record<string, string>) => read(env).problems;

describe('the settings of signing in', () => {
  it('are those of the App, with the operators in small letters', () => {
    const { settings, problems } = read({ ...CLIENT, ...PUBLIC, OPERATORS: ' Ada, grace-h ,x_corp' });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      githubClient: { id: 'Iv1.abc', secret: 'hush-hush' },
      operators: ['ada', 'grace-h', 'x_corp'],
      publicUrl: 'https://relay.example.com',
    });
  });

  it('may be left as Probot’s set-up page writes them: nobody signs in with GitHub then', () => {
    const { settings, problems } = read(CLIENT);
    expect(problems).toEqual([]);
    expect(settings.githubClient).toBeUndefined();
  });

  it.each([
    ['GITHUB_CLIENT_SECRET', { GITHUB_CLIENT_ID: 'x' }],
    ['GITHUB_CLIENT_ID', { GITHUB_CLIENT_SECRET: 'hush-hush' }],
    ['OPERATORS', { ...PUBLIC, OPERATORS: 'ada' }],
    ['OPERATORS', { ...CLIENT, OPERATORS: 'ada' }],
    ['OPERATORS', { ...CLIENT, ...PUBLIC, OPERATORS: '@ada' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'http://relay.example.com' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://relay.example.com/desk' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'https://u:hush-hush@relay.example.com' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'relay.example.com' }],
  ])('name %s where it is wrong, and no secret', (variable, env) => {
    expect(wrong(env)).toMatchObject([{ variable }]);
    expect(JSON.stringify(wrong(env))).not.toContain('hush-hush');
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000/', 'http://[::1]:3000'])(
    'take %s, which is on this machine',
    (url) => {
      expect(read({ PUBLIC_URL: url }).settings.publicUrl).toBe(url.replace(/\/$/, ''));
    },
  );
});

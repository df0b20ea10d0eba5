import { describe, expect, it } from 'vitest';
import { createLog, createScrubber } from '../src/log.ts';

const KEY =
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAsecretsecret\nmoreofthesecret\n-----END RSA PRIVATE KEY-----\n';
const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

const linesOf = async (
  format: 'json' | 'pretty',
  say: (log: Awaited<ReturnType<typeof createLog>>) => void,
) => {
  const lines: string[] = [];
  const log = await createLog({
    level: 'debug',
    format,
    secrets: ['the webhook secret', KEY],
    write: (line) => void lines.push(line),
  });
  say(log);
  log.info('end of test');
  await expect.poll(() => lines.join('')).toContain('end of test');
  return lines.join('');
};

describe('the log', () => {
  it.each(['json', 'pretty'] as const)('lets no secret out, wherever it hides (%s)', async (format) => {
    const text = await linesOf(format, (log) => {
      log.info({ found: 'the webhook secret' }, `token ${TOKEN}`);
      log.error(new Error(`with the webhook secret and ${KEY}`));
      log.child({ name: 'probot' }).warn({ deep: { key: KEY } }, 'jwt eyJhbGciOi.eyJpYXQiOjE.c2ln');
      log.info(
        { res: { headers: { 'set-cookie': ['hub-relay=sealed'], location: '/a?x=1&state=st8' } } },
        'ok',
      );
      log.info({ req: { url: '/sign-in/callback?code=c0de&state=st8' } }, 'GET /sign-in/callback?code=c0de');
      log.info({ req: { headers: { authorization: 'Basic dXNlcjpwYXNz', cookie: 'session=1' } } }, 'request');
    });
    for (const secret of [
      'the webhook secret',
      TOKEN,
      'MIIEpAIBAA',
      'moreofthesecret',
      'eyJhbGciOi',
      'dXNlcjpwYXNz',
      'session=1',
      'sealed',
      'c0de',
      'st8',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('tells an error that a stranger caused without its stack, and without the body that Octokit hangs on it', async () => {
    const error = Object.assign(new Error('signature does not match'), { status: 400 });
    const whole = Object.assign(new AggregateError([error], error.message), {
      event: { payload: 'x'.repeat(10_000) },
    });
    const text = await linesOf('json', (log) => log.error(whole));
    expect(text).toContain('signature does not match');
    expect(text).not.toContain('at ');
    expect(text.length).toBeLessThan(1_000);
  });

  it('keeps the stack of an error of our own', async () => {
    expect(await linesOf('json', (log) => log.error(new Error('ours')))).toContain('log.test.ts');
  });

  it('hides a short secret too, and one that JSON has to escape', () => {
    const scrub = createScrubber(['pw', 'a"b']);
    expect(scrub(JSON.stringify({ found: 'pw', other: 'a"b' }))).toBe(
      '{"found":"[redacted]","other":"[redacted]"}',
    );
  });

  it('leaves other text alone', () => {
    const text = 'a push of ghs_short to refs/heads/eyJ';
    expect(createScrubber(['another'])(text)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { serverLog } from '../../src/serve/server-log.ts';

describe('the log of the server', () => {
  const request = { req: { url: '/api/github/webhooks' } };
  const logAt = async (level: string, lines: string[]) =>
    serverLog(
      await createLog({ level, format: 'json', secrets: [], write: (line) => void lines.push(line) }),
    );

  it('writes no request down where none would be told of, and tells its errors all the same', async () => {
    const lines: string[] = [];
    const log = (await logAt('warn', lines)).child({ name: 'http' });
    const ofRequest = log.child(request);
    expect(ofRequest).toBe(log.child({ req: { url: '/other' } }));
    ofRequest.info('POST /api/github/webhooks 200 - 3ms');
    ofRequest.error('it broke');
    await expect.poll(() => lines.join('')).toContain('it broke');
    expect(lines).toHaveLength(1);
    expect(lines.join('')).not.toContain('webhooks');
  });

  it('tells of each request where that is wanted', async () => {
    const lines: string[] = [];
    const log = (await logAt('info', lines)).child({ name: 'http' });
    log.child(request).info('POST 200');
    await expect.poll(() => lines.join('')).toContain('POST 200');
    expect(JSON.parse(lines.join(''))).toMatchObject({ name: 'http', ...request });
  });
});

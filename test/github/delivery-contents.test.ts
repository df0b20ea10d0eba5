import { describe, expect, it } from 'vitest';
import { type Client } from '../../src/github/client.ts';
import { createDeliveryContents } from '../../src/github/delivery-contents.ts';

/** Octokit, when GitHub answers so. */
const contents = (answer: () => unknown) => {
  const asked: unknown[] = [];
  const client = {
    request: (path: string, parameters: object) => {
      asked.push([path, parameters]);
      return Promise.resolve().then(answer);
    },
  } as unknown as Client;
  return { asked, ...createDeliveryContents(() => Promise.resolve(client)) };
};
const failing = (status: number) => () => {
  throw Object.assign(new Error('no'), {
    status,
    response: { status, headers: {}, data: { message: 'no' } },
  });
};

describe('the content of a delivery', () => {
  it('is asked for by its number, digit by digit, and is JSON whatever numbers are in it', async () => {
    const payload = { id: 12_345_678_901_234_567_890n, action: 'opened' };
    const github = contents(() => ({
      data: { guid: 'g', event: 'issues', request: { payload } },
    }));
    const found = await github.content('9007199254740993');
    expect(github.asked).toEqual([
      ['GET /app/hook/deliveries/{delivery_id}', { delivery_id: '9007199254740993' }],
    ]);
    expect(found).toMatchObject({ guid: 'g', event: 'issues' });
    expect(JSON.parse(found!.body)).toEqual({ id: 12_345_678_901_234_567_890, action: 'opened' });
  });

  it('is unknown where GitHub does not have it, or not any more', async () => {
    expect(await contents(failing(404)).content('1')).toBeUndefined();
    const empty = contents(() => ({ data: { guid: 'g', event: 'push', request: { payload: null } } }));
    expect(await empty.content('1')).toBeUndefined();
    await expect(contents(failing(500)).content('1')).rejects.toThrow('no');
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeskEnv } from '../../../src/web/desk/desk-options.ts';
import { type Changes, createChanges } from '../../../src/web/desk/live/changes.ts';
import { addLive, LIVE_PACE, type LivePace } from '../../../src/web/desk/live/live.ts';
import { type Viewer } from '../../../src/web/desk/viewer.ts';
import { LIMITS } from '../../../src/web/limits.ts';
import { until } from '../../build/until.ts';
import { aDesk, aStore, OPERATOR } from '../../build/fixed-desk.ts';

/** So long that nothing of it happens in a test. */
const NEVER = 2 ** 31 - 1;
const QUIET: LivePace = { changed: 1, comment: NEVER, viewer: NEVER, streams: 100 };

let changes: Changes;
let listening: number;
let viewer: Viewer | undefined;
let closing: AbortController;
let server: Server;
let url: string;

const listen = async (pace: LivePace): Promise<void> => {
  const app = new Hono<DeskEnv>();
  addLive(
    app,
    {
      sessions: { viewerOf: () => Promise.resolve(viewer) },
      onChange: (listener) => {
        listening += 1;
        const stop = changes.onChange(listener);
        return () => {
          listening -= 1;
          stop();
        };
      },
      closing: closing.signal,
    },
    pace,
  );
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  server = createServer((request, response) => void listener(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
};

interface Heard {
  readonly response: Response;
  readonly text: () => string;
  readonly hasEnded: () => boolean;
  readonly leave: () => void;
}

const hear = async (): Promise<Heard> => {
  const leaving = new AbortController();
  const response = await fetch(url, { signal: leaving.signal });
  let text = '';
  let hasEnded = false;
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) text += decoder.decode(chunk as Uint8Array, { stream: true });
  };
  void read()
    .catch(() => undefined)
    .then(() => (hasEnded = true));
  return { response, text: () => text, hasEnded: () => hasEnded, leave: () => leaving.abort() };
};

const timesIn = (text: string, word: string): number => text.split(word).length - 1;

beforeEach(() => {
  changes = createChanges();
  listening = 0;
  viewer = OPERATOR;
  closing = new AbortController();
});
afterEach(async () => {
  closing.abort();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('the stream of changes', () => {
  it('says that something changed, and never what', async () => {
    await listen(QUIET);
    const heard = await hear();
    expect(heard.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await until(() => expect(heard.text()).toBe('retry: 3000\n\n'));
    changes.changed();
    await until(() => expect(heard.text()).toBe('retry: 3000\n\nevent: changed\ndata:\n\n'));
  });

  it('says it once for all that happens until it may speak again', async () => {
    await listen({ ...QUIET, changed: NEVER });
    const [early, late] = [await hear(), await hear()];
    for (let count = 0; count < 1_000; count += 1) changes.changed();
    await until(() => expect([early, late].map((each) => timesIn(each.text(), 'changed'))).toEqual([1, 1]));
    // One that comes later hears nothing of what was before.
    const next = await hear();
    await until(() => expect(next.text()).toContain('retry'));
    expect(next.text()).not.toContain('changed');
  });

  it('says again what happened while it could not speak', async () => {
    await listen({ ...QUIET, changed: 50 });
    const heard = await hear();
    changes.changed();
    changes.changed();
    await until(() => expect(timesIn(heard.text(), 'changed')).toBe(2));
  });

  it('is never silent for as long as our server, or a proxy, waits', async () => {
    expect(LIVE_PACE.comment * 2).toBeLessThanOrEqual(LIMITS.silence);
    await listen({ ...QUIET, comment: 10 });
    const heard = await hear();
    await until(() => expect(timesIn(heard.text(), ':\n\n')).toBeGreaterThan(2));
  });

  it('ends with the session', async () => {
    await listen({ ...QUIET, viewer: 10 });
    const heard = await hear();
    viewer = undefined;
    await until(() => expect(heard.hasEnded()).toBe(true));
    expect(listening).toBe(0);
  });

  it('is refused to whoever comes when there are too many, and given again once one has gone', async () => {
    await listen({ ...QUIET, streams: 2 });
    const [first] = [await hear(), await hear()];
    const third = await fetch(url);
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '60']);
    first.leave();
    await until(async () => {
      const again = await hear();
      expect(again.response.status).toBe(200);
    });
  });

  it('is forgotten when its reader goes', async () => {
    await listen(QUIET);
    const heard = await hear();
    await until(() => expect(listening).toBe(1));
    heard.leave();
    await until(() => expect(listening).toBe(0));
    changes.changed();
  });

  it('ends at once when the server stops, and none begins then', async () => {
    await listen(QUIET);
    const [one, other] = [await hear(), await hear()];
    closing.abort();
    await until(() => expect([one.hasEnded(), other.hasEnded(), listening]).toEqual([true, true, 0]));
    expect((await fetch(url)).status).toBe(503);
  });

  it('is not opened by a look at its headers', async () => {
    await listen(QUIET);
    const response = await fetch(url, { method: 'HEAD' });
    expect([response.status, listening]).toEqual([200, 0]);
  });

  it('is not for who is not signed in', async () => {
    await listen(QUIET);
    const response = await aDesk(undefined, aStore()).request('http://localhost/live');
    // Which ends it for good: browsers come back after anything but that.
    expect(response.status).toBe(204);
  });
});

describe('what changed', () => {
  it('is told to all who listen, whatever it was, until they stop', () => {
    const said: string[] = [];
    const [stop] = ['one', 'other'].map((name) => changes.onChange(() => said.push(name)));
    changes.changed();
    stop!();
    stop!();
    const { recorded, planned, attempted } = changes as unknown as Record<string, () => void>;
    for (const observe of [recorded, planned, attempted]) observe!();
    expect(said).toEqual(['one', 'other', 'other', 'other', 'other']);
  });

  it('is told as often as one asked for it', () => {
    let count = 0;
    const listener = (): void => void (count += 1);
    const stop = changes.onChange(listener);
    changes.onChange(listener);
    stop();
    changes.changed();
    expect(count).toBe(1);
  });
});

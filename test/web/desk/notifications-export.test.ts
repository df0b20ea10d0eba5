import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ListedNotification } from '../../../src/flow/desk-ports.ts';
import { exportStream } from '../../../src/web/desk/notifications/export.ts';
import { DEADLINE, newEvent, newNotification, planOf } from '../../contract/store-samples.ts';
import { startDesk, type DeskServer, type ViewerName } from '../../build/desk-server.ts';
import { until } from '../../build/until.ts';

let desk: DeskServer;
beforeAll(async () => {
  desk = await startDesk();
  await desk.record.tell({
    id: 'formula',
    ago: 60_000,
    notification: {
      state: 'refused',
      eventType: '=HYPERLINK("https://evil.example")',
      reason: '@acme/secret\n"quoted"',
    },
  });
});
afterAll(() => desk.close());

const exported = (query: string, as: ViewerName = 'operator'): Promise<Response> =>
  fetch(`${desk.url}/notifications/export?${query}`, { headers: { cookie: `as=${as}` } });

interface Exported {
  readonly kind: string;
  readonly actor: string;
  readonly content: unknown;
}

/** What the audit log says of exports, and forgets none. */
const notes = async (): Promise<readonly Exported[]> => {
  await desk.store.audit.seal(1_000);
  return (await desk.store.audit.read({ after: 0 }, 10_000))
    .map(({ line }) => JSON.parse(line) as Exported)
    .filter(({ kind }) => kind === 'exported');
};

describe('an export', () => {
  it('is NDJSON of all that matches, each as the list has it', async () => {
    const response = await exported('format=ndjson&state=dead');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="notifications-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.ndjson"$/,
    );
    const lines = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const { notifications } = await desk.store.desk.search({ states: ['dead'] }, { limit: 9 });
    expect(lines).toEqual(JSON.parse(JSON.stringify(notifications)));
    expect(lines).toHaveLength(3);
  });

  it('is CSV with a header, in which nothing is a formula', async () => {
    const text = await (await exported('format=csv&state=refused&since=2m')).text();
    expect(text.split('\r\n')[0]).toBe(
      'id,created_at,updated_at,state,event,action,event_type,spoke,hub,ref,route,attempts,code,reason,event_id',
    );
    expect(text).toContain(`,"'=HYPERLINK(""https://evil.example"")",acme/app,acme/docs,`);
    expect(text).toContain(`,"'@acme/secret\n""quoted""",event-of-formula\r\n`);
  });

  it('has a header also where nothing matches', async () => {
    expect(await (await exported('format=csv&text=nothingofthiskind')).text()).toMatch(/^id,[a-z_,]+\r\n$/);
    expect(await (await exported('format=ndjson&text=nothingofthiskind')).text()).toBe('');
  });

  it('holds for a member what they may see, as they may read it', async () => {
    const text = await (await exported('format=ndjson', 'bob')).text();
    expect(text).not.toMatch(/acme\/secret|launch-plan|endpoint:deploy/i);
    expect(text).toContain('@[a repository that you cannot see]');
    expect(text.trimEnd().split('\n')).toHaveLength(20);
  });

  it.each(['format=xls', '', 'format=csv&state=deed', 'format=csv&staet=dead'])(
    'says what is wrong with "%s", and exports nothing',
    async (query) => {
      const response = await exported(query);
      expect([response.status, response.headers.get('content-disposition')]).toEqual([400, null]);
      expect(await response.text()).toContain('Nothing was searched');
    },
  );

  it('is in the audit log: who, what and how many', async () => {
    await (await exported('format=csv&state=dead&hub=other/gone', 'ada')).text();
    await until(async () =>
      expect((await notes()).at(-1)).toMatchObject({
        actor: 'github:ada',
        content: { format: 'csv', filter: { states: ['dead'], hub: 'other/gone' }, count: 3, whole: true },
      }),
    );
  });
});

const aRow = (at: number): ListedNotification =>
  ({ id: `n${at}`, createdAt: at, updatedAt: at, reason: 'r'.repeat(200) }) as ListedNotification;

describe('a long export', () => {
  const ends: unknown[] = [];
  afterEach(() => void ends.splice(0));

  /** Pages without end, and how many were asked for. */
  const endless = () => {
    const asked = { pages: 0 };
    const stream = exportStream({
      format: 'ndjson',
      filter: {},
      search: (_, { limit, before }) => {
        asked.pages += 1;
        const from = before?.createdAt ?? 1_000_000_000;
        const notifications = Array.from({ length: limit }, (_, at) => aRow(from - at - 1));
        const { createdAt, id } = notifications.at(-1)!;
        return Promise.resolve({ notifications, next: { createdAt, id }, isCut: false });
      },
      onEnd: (end) => Promise.resolve(void ends.push(end)),
    });
    return { asked, stream };
  };

  it('asks for no more than its reader takes', async () => {
    const { asked, stream } = endless();
    const reader = stream.getReader();
    await reader.read();
    await new Promise(setImmediate);
    const early = asked.pages;
    expect(early).toBeLessThanOrEqual(2);
    await new Promise(setImmediate);
    expect(asked.pages).toBe(early);
    await reader.cancel();
  });

  it('stops when its reader goes away, and says how far it came', async () => {
    const { asked, stream } = endless();
    const reader = stream.getReader();
    for (let page = 0; page < 3; page += 1) await reader.read();
    await reader.cancel();
    const { pages } = asked;
    await new Promise(setImmediate);
    expect(asked.pages).toBe(pages);
    expect(ends).toEqual([{ count: expect.any(Number), isWhole: false }]);
  });

  it('goes on over what was looked through in vain, to the end', async () => {
    const pages = [
      { notifications: [aRow(9)], next: { createdAt: 9, id: 'n9' }, isCut: true },
      { notifications: [], next: { createdAt: 5, id: 'n5' }, isCut: true },
      { notifications: [aRow(2)], isCut: false },
    ];
    const stream = exportStream({
      format: 'ndjson',
      filter: {},
      search: () => Promise.resolve(pages.shift()!),
      onEnd: (end) => Promise.resolve(void ends.push(end)),
    });
    const text = await new Response(stream).text();
    expect(text.split('\n').map((line) => line.slice(0, 10))).toEqual(['{"id":"n9"', '{"id":"n2"', '']);
    expect(ends).toEqual([{ count: 2, isWhole: true }]);
  });

  it('breaks off where the store fails, so that nobody takes it for whole', async () => {
    const stream = exportStream({
      format: 'csv',
      filter: {},
      search: () => Promise.reject(new Error('gone')),
      onEnd: (end) => Promise.resolve(void ends.push(end)),
    });
    await expect(new Response(stream).text()).rejects.toThrow();
    expect(ends).toEqual([{ count: 0, isWhole: false }]);
  });

  it('ends on the server when a real client closes its connection', async () => {
    // More than the sockets of both sides take.
    const rows = Array.from({ length: 5_000 }, (_, at) =>
      newNotification(`row-${at}`, { eventId: 'bulk', state: 'refused', reason: 'r'.repeat(4_000) }),
    );
    await desk.store.events.record(newEvent('bulk'), DEADLINE);
    await desk.store.events.planned('bulk', planOf(rows));
    const gone = new AbortController();
    const response = await fetch(`${desk.url}/notifications/export?format=ndjson&state=refused`, {
      headers: { cookie: 'as=operator' },
      signal: gone.signal,
    });
    await response.body!.getReader().read();
    gone.abort();
    await until(async () => expect((await notes()).at(-1)?.content).toMatchObject({ whole: false }));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDesk, type DeskServer, type ViewerName } from '../../build/desk-server.ts';

const MINUTE = 60_000;

let desk: DeskServer;
beforeAll(async () => {
  desk = await startDesk();
  for (let at = 0; at < 60; at += 1)
    await desk.record.tell({
      id: `more-${at}`,
      ago: (600 + at) * MINUTE,
      notification: { hub: 'acme/wide', hubId: 81 },
    });
});
afterAll(() => desk.close());

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

const get = async (path: string, as: ViewerName = 'operator'): Promise<Answer> => {
  const response = await fetch(`${desk.url}${path}`, { headers: { cookie: `as=${as}` }, redirect: 'manual' });
  const { status, headers } = response;
  return { status, location: headers.get('location'), body: await response.text() };
};

/** The ids of a list, from top to bottom. */
const idsIn = ({ body }: Answer): readonly string[] =>
  [...body.matchAll(/<td class="way">\s*<a href="\/notifications\/([^"]+)"/g)].map(([, id = '']) => id);

const linkIn = ({ body }: Answer, text: string): string | undefined =>
  new RegExp(`<a href="([^"]+)"[^>]*>\\s*${text}`).exec(body)?.[1]?.replaceAll('&amp;', '&');

const listed = async (query: string, as?: ViewerName): Promise<readonly string[]> =>
  idsIn(await get(`/notifications?${query}`, as));

describe('the list of notifications', () => {
  it.each([
    ['state=dead', ['dead-3', 'dead-2', 'dead']],
    ['state=dead&state=refused', ['refused', 'dead-3', 'dead-2', 'dead']],
    ['hub=Other/GONE', ['held', 'dead-3', 'dead-2', 'dead']],
    ['hub=endpoint:deploy', ['endpoint']],
    ['spoke=acme/secret', ['secret']],
    ['repository=acme/secret', ['secret']],
    ['event=release', ['dead-3', 'dead-2', 'dead']],
    ['type=release-published', ['dead-3', 'dead-2', 'dead']],
    ['since=3m', ['sending']],
    ['text=accept+SITE', ['refused']],
    ['text=launch-plan', ['secret']],
  ])('shows by %s what matches, newest first', async (query, ids) => {
    expect(await listed(query)).toEqual(ids);
  });

  it('takes times as a date-time field gives them, in UTC, and says so', async () => {
    const at = (ago: number): string => new Date(Date.now() - ago).toISOString().slice(0, 16);
    const found = await get(`/notifications?since=${at(41 * MINUTE)}&until=${at(29 * MINUTE)}`);
    expect(idsIn(found)).toEqual(['held', 'dead-3', 'dead-2', 'dead']);
    expect(found.body).toContain('UTC: 2026-11-23, 2026-11-23T19:27');
  });

  it('goes on, page by page, to the last one, and back to the newest', async () => {
    let page = await get('/notifications');
    const all = [...idsIn(page)];
    expect(all).toHaveLength(50);
    expect(linkIn(page, 'Newest')).toBeUndefined();
    for (let older = linkIn(page, 'Older'); older !== undefined; older = linkIn(page, 'Older')) {
      page = await get(older);
      all.push(...idsIn(page));
    }
    expect(linkIn(page, 'Newest')).toBe('/notifications');
    expect(new Set(all).size).toBe(all.length);
    expect(all.at(-1)).toBe('more-59');
    expect(all).toHaveLength(81);
  });

  it('keeps the filter on the way to older ones', async () => {
    const older = linkIn(await get('/notifications?hub=acme%2Fwide&state=pending'), 'Older');
    expect(older).toMatch(/^\/notifications\?state=pending&hub=acme%2Fwide&before=\d+\.more-49$/);
    expect(await listed(older!.split('?')[1]!)).toHaveLength(10);
  });

  it.each([
    ['state=deed', 'There is no state &quot;deed&quot;; use pending'],
    ['hub=acme', '&quot;acme&quot; is no hub: write it as owner/name'],
    ['spoke=endpoint:x', 'is no repository'],
    ['event=pull', 'There is no event &quot;pull&quot;; use push'],
    ['since=yesterday', 'is no time: write a time such as'],
    ['until=2026-02-30', 'is no time'],
    ['since=1h&until=2h', 'It must be after &quot;since&quot;'],
    ['hub=a/b&hub=c/d', 'more than once'],
    ['before=7', 'The place in the list'],
    ['before=7.%00', 'The place in the list'],
    ['staet=dead', 'There is no filter &quot;staet&quot;; there are state, hub'],
    ['text=%00', 'characters that cannot be seen'],
    [`text=${'x'.repeat(201)}`, 'longer than 200 characters'],
    ['type=%0A%1b', 'characters that cannot be seen'],
  ])('says what is wrong with %s, and searches nothing', async (query, problem) => {
    const answer = await get(`/notifications?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(problem);
    expect(idsIn(answer)).toEqual([]);
  });

  it('ties a problem to its field, which lies open', async () => {
    const { body } = await get('/notifications?since=yesterday');
    expect(body).toMatch(
      /<input[^>]*id="filter-since"[^>]*aria-invalid="true"[^>]*aria-describedby="wrong-since /s,
    );
    expect(body).toMatch(/id="wrong-since"/);
    expect(body).toMatch(/<details open/);
  });

  it('shows each filter in use with the way to be without it', async () => {
    const { body } = await get('/notifications?state=dead&state=waiting&hub=other%2Fgone');
    expect(body).toContain('href="/notifications?state=waiting&amp;hub=other%2Fgone"');
    expect(body).toContain('href="/notifications?state=dead&amp;state=waiting"');
    expect(body).toMatch(/value="dead"\s+checked/);
  });

  it('makes a short address of what a form sends', async () => {
    const answer = await get('/notifications?state=dead&hub=&spoke=&event=&type=&since=&until=&text=');
    expect([answer.status, answer.location]).toEqual([303, '/notifications?state=dead']);
  });

  it.each([
    ['operator', '/notifications?text=nothingofthiskind', 'Nothing matches. Take a filter away'],
    ['operator', '/notifications?before=5.a', 'There is nothing older.'],
  ] as const)('tells %s at %s what to do where there is nothing', async (viewer, path, said) => {
    expect((await get(path, viewer)).body.replaceAll(/\s+/g, ' ')).toContain(said);
  });

  it('says of an empty record how the first one comes', async () => {
    const empty = await startDesk({ isEmpty: true });
    const said = async (as: ViewerName): Promise<string> =>
      (await fetch(`${empty.url}/notifications`, { headers: { cookie: `as=${as}` } })).text();
    expect(await said('operator')).toContain('.github/hub-relay.yml');
    expect(await said('bob')).toContain('between repositories that you can read');
    await empty.close();
  });
});

describe('who may see what', () => {
  it('a member sees what is between repositories that they can read, whatever they ask for', async () => {
    expect(await listed('spoke=acme/secret', 'ada')).toEqual(['secret']);
    expect(await listed('spoke=acme/secret', 'bob')).toEqual([]);
    expect(await listed('text=launch-plan', 'bob')).toEqual([]);
    expect(await listed('hub=endpoint:deploy', 'ada')).toEqual([]);
    const all = await get('/notifications', 'bob');
    expect(all.body).not.toMatch(/acme\/secret|launch-plan|endpoint:deploy/);
  });

  it('a name that they must not know is veiled in a reason, and not found by searching for it', async () => {
    const reason = 'acme/site accepts Acme/Secret alone.';
    await desk.record.tell({
      id: 'telling',
      ago: 2 * MINUTE,
      notification: { state: 'refused', reason, route: 'acme/secret:notify[3]' },
    });
    expect((await get('/notifications', 'bob')).body).toContain(
      'acme/site accepts [a repository that you cannot see] alone.',
    );
    expect(await listed('text=accepts+alone', 'bob')).toEqual(['telling']);
    expect(await listed('text=accepts+acme/secret', 'bob')).toEqual([]);
    expect(await listed('text=notify[3]', 'bob')).toEqual(['telling']);
    expect(await listed('text=secret:notify', 'bob')).toEqual([]);
    expect(await listed('text=accepts+acme/secret', 'ada')).toEqual(['telling']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditLine } from '../../../src/flow/audit-ports.ts';
import { startDesk, type DeskServer, type ViewerName, VIEWERS } from '../../build/desk-server.ts';
import { APP, DOCS, SECRET } from '../../build/desk-record.ts';

let desk: DeskServer;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

const ask = async (path: string, as: ViewerName, form?: string, headers = {}): Promise<Answer> => {
  const response = await fetch(`${desk.url}${path}`, {
    redirect: 'manual',
    headers: { cookie: `as=${as}`, ...(form !== undefined && { origin: desk.url }), ...headers },
    ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    body: (await response.text()).replaceAll(/\s+/g, ' '),
  };
};

const replay = (form: string, as: ViewerName = 'operator'): Promise<Answer> =>
  ask('/notifications/replay', as, form);

const stateOf = async (id: string): Promise<string | undefined> =>
  (await desk.store.notifications.find(id))?.state;

const replayedBy = async (): Promise<readonly string[]> => {
  await desk.store.audit.seal(1_000);
  const lines: readonly AuditLine[] = await desk.store.audit.read({ after: 0 }, 1_000);
  return lines
    .map(({ line }) => line)
    .filter((line) => line.includes('"notification-replayed"'))
    .map((line) => /"actor":"([^"]+)"/.exec(line)?.[1] ?? '');
};

describe('a replay of what was selected', () => {
  it('sends each again, leaves alone what is never sent, and says so at an address that sends nothing', async () => {
    const answer = await replay('id=dead&id=dead-2&id=refused&id=nothing&id=dead');
    expect([answer.status, answer.location]).toEqual([
      303,
      '/notifications/replayed?sent=dead&sent=dead-2&left=refused&unknown=1',
    ]);
    expect([await stateOf('dead'), await stateOf('dead-2'), await stateOf('dead-3')]).toEqual([
      'pending',
      'pending',
      'dead',
    ]);
    const { body } = await ask(answer.location, 'operator');
    expect(body).toContain('2 replayed, 1 left alone, 1 not on record.');
    expect(body).toContain('href="/notifications/refused"');
    expect(body).toContain('It was refused, and what is refused is never sent.');
    expect(await replayedBy()).toEqual(['link', 'link']);
  });

  it('is in the audit log under the name of who did it', async () => {
    await replay('id=dead', 'bob');
    expect(await replayedBy()).toEqual(['github:bob']);
  });

  it('does not replay again when its result is loaded again', async () => {
    const { location } = await replay('id=dead');
    const updated = await desk.store.notifications.find('dead');
    await ask(location, 'operator');
    await ask(location, 'operator');
    expect(await desk.store.notifications.find('dead')).toEqual(updated);
    expect(await replayedBy()).toHaveLength(1);
  });

  it('is done by no address, whatever that says', async () => {
    await ask('/notifications/replayed?sent=dead&left=dead-2', 'operator');
    await ask('/notifications/replay?state=dead&all=yes&id=dead', 'operator');
    expect([await stateOf('dead'), await stateOf('dead-2')]).toEqual(['dead', 'dead']);
  });

  it.each(['', 'other=1'])('says that nothing was selected: "%s"', async (form) => {
    const answer = await replay(form);
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('Nothing was selected');
  });

  it('takes as many as are on a page, and no thousand', async () => {
    const ids = Array.from({ length: 101 }, (_, at) => `id=n${at}`).join('&');
    expect((await replay(`${ids}&id=dead`)).status).toBe(400);
    expect(await stateOf('dead')).toBe('dead');
  });

  it.each(['%00', '../../x', "'; drop table notifications; --", '%F0%9F', 'é'])(
    'takes %s for an id that is not on record',
    async (id) => {
      expect((await replay(`id=${encodeURIComponent(id)}`)).location).toBe(
        '/notifications/replayed?unknown=1',
      );
      expect((await ask(`/notifications/replayed?sent=${encodeURIComponent(id)}`, 'operator')).status).toBe(
        200,
      );
    },
  );

  it('is refused to a page of somebody else', async () => {
    const answer = await ask('/notifications/replay', 'operator', 'id=dead', {
      origin: 'https://evil.example',
    });
    expect([answer.status, await stateOf('dead')]).toEqual([403, 'dead']);
  });
});

describe('what a member may replay', () => {
  const { bob } = VIEWERS;
  const write = (...ids: readonly number[]): void => void Object.assign(bob, { writable: new Set(ids) });
  afterEach(() => write(...VIEWERS.bob.readable));

  it('is offered to them, and nothing else', async () => {
    write(DOCS);
    const { body } = await ask('/notifications', 'bob');
    expect(body).toContain('name="id" value="delivered"');
    expect(body).not.toContain('name="id" value="dead"');
    expect(body).not.toContain('name="id" value="refused"');
    expect(body).not.toContain('Replay all that match');
  });

  it.each([
    ['the spoke', APP],
    ['the hub', DOCS],
  ])('is what they could have sent themselves, by %s', async (_, id) => {
    write(id);
    expect((await replay('id=delivered', 'bob')).location).toBe('/notifications/replayed?sent=delivered');
  });

  it('is nothing else: what they only see is named as not theirs, what they do not see as not on record', async () => {
    write(DOCS, SECRET);
    const answer = await replay('id=delivered&id=dead&id=secret&id=endpoint&id=nothing', 'bob');
    expect(answer.location).toBe('/notifications/replayed?sent=delivered&left=dead&unknown=3');
    expect(await stateOf('dead')).toBe('dead');
    expect(await stateOf('secret')).toBe('delivered');
    const { body } = await ask(answer.location, 'bob');
    expect(body).toContain('1 replayed, 1 left alone, 3 not on record.');
    expect(body).toContain(
      'You may replay only what comes from, or goes to, a repository to which you can write.',
    );
  });

  it('is not told by the address of a result either', async () => {
    const [known, unknown] = [
      await ask('/notifications/replayed?sent=secret&left=secret', 'bob'),
      await ask('/notifications/replayed?sent=nothing&left=nothing', 'bob'),
    ];
    expect(known).toEqual(unknown);
  });

  it('is not everything that matches a filter', async () => {
    const asked = await ask('/notifications/replay?state=dead', 'bob');
    const sent = await replay('all=yes&state=dead', 'bob');
    expect([asked.status, sent.status, await stateOf('dead')]).toEqual([403, 403, 'dead']);
  });
});

describe('a replay of all that match', () => {
  const formIn = (body: string): string =>
    new URLSearchParams(
      [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name, value]): [string, string] => [name!, value!.replaceAll('&amp;', '&')],
      ),
    ).toString();

  it('asks first, with how many for each hub and what is left alone', async () => {
    const { body } = await ask('/notifications/replay?state=dead&state=delivered&state=refused', 'operator');
    expect(body).toContain('14 notifications (dead or delivered) would be sent again');
    expect(body).toMatch(
      /<td>acme\/docs<\/td> <td class="number">10<\/td>.*<td>other\/gone<\/td> <td class="number">3<\/td>/,
    );
    expect(body).toContain('What is refused is left alone');
    expect(await stateOf('dead')).toBe('dead');
  });

  it('means what is dead where no state is named, and sends it once it is confirmed', async () => {
    const { body } = await ask('/notifications/replay?hub=OTHER/gone', 'operator');
    expect(body).toContain('Replay 3 notifications');
    const answer = await replay(formIn(body));
    expect([answer.status, answer.location]).toEqual([303, '/notifications/replayed?count=3']);
    expect((await ask(answer.location, 'operator')).body).toContain('3 replayed.');
    expect([await stateOf('dead'), await stateOf('delivered')]).toEqual(['pending', 'delivered']);
    expect(await replayedBy()).toEqual(['link', 'link', 'link']);
  });

  it('leaves alone what came after the question', async () => {
    const { body } = await ask(
      '/notifications/replay?state=pending&state=delivered&hub=acme/docs&since=9d',
      'operator',
    );
    await desk.record.tell({ id: 'later', ago: -60_000, ends: [{ outcome: 'delivered' }] });
    await replay(formIn(body));
    expect([await stateOf('delivered'), await stateOf('later')]).toEqual(['pending', 'delivered']);
  });

  it('says that there is nothing to replay', async () => {
    for (const query of ['state=refused', 'hub=nobody/there']) {
      const { body } = await ask(`/notifications/replay?${query}`, 'operator');
      expect(body).toContain('there is nothing to replay');
      expect(body).not.toContain('type="submit">Replay');
    }
  });

  it.each([
    ['text=x', 'not by text'],
    ['event=push&repository=acme/app', 'not by repository or event'],
    ['state=deed', 'There is no state'],
  ])('is not done by %s, and says so', async (query, said) => {
    const asked = await ask(`/notifications/replay?${query}`, 'operator');
    expect(asked.status).toBe(400);
    expect(asked.body).toContain(said);
    expect((await replay(`all=yes&${query}`)).status).toBe(400);
    expect(await stateOf('dead')).toBe('dead');
  });
});

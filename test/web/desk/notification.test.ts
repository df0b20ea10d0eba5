import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, pass } from '../../../src/core/verdict.ts';
import { SECRET, SITE } from '../../build/desk-record.ts';
import { startDesk, type DeskServer, type ViewerName, VIEWERS } from '../../build/desk-server.ts';
import { HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_URL } from '../../build/hostile.ts';

let desk: DeskServer;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

const get = async (id: string, as: ViewerName = 'operator', server = desk) => {
  const response = await fetch(`${server.url}/notifications/${id}`, { headers: { cookie: `as=${as}` } });
  const text = await response.text();
  return { status: response.status, body: text.slice(text.indexOf('<main')).replaceAll(/\s+/g, ' ') };
};

/** What the parts of a page say, without its marks. */
const wordsOf = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the page of a notification', () => {
  it('says at its top what it is, where it stands, why and what to do', async () => {
    const { body } = await get('dead');
    const words = wordsOf(body);
    expect(words).toContain('dead release-published from acme/app to other/gone');
    expect(words).toContain('other/gone answered 404: it is not there, or not for us.');
    expect(words).toContain(
      'Check the name in the route, and that the App is installed on the hub. hub-not-found',
    );
    expect(body).toMatch(/action="\/notifications\/replay"> <input type="hidden" name="id" value="dead"/);
  });

  it('tells its way: received, planned, each attempt, the hub’s run, and how long it was between', async () => {
    const { body } = await get('delivered');
    const [, list = ''] = /<ol class="timeline">(.*?)<\/ol>/.exec(body) ?? [];
    const steps = list.split('<li').slice(1).map(wordsOf);
    expect(
      steps.map((step) => /Received and recorded|Planned|Attempt \d|The hub’s run/.exec(step)?.[0]),
    ).toEqual(['Received and recorded', 'Planned', 'Attempt 1', 'Attempt 2', 'The hub’s run']);
    expect(steps[0]).toContain('push by octocat');
    expect(steps[1]).toContain('20 ms later');
    expect(steps[2]).toMatch(/20 ms later .*waiting .*answer 503, took 120 ms GitHub answered 503\./);
    expect(steps[2]).toContain('upstream connect error');
    expect(steps[3]).toMatch(/59 s later .*delivered .*answer 204/);
    expect(steps[4]).toMatch(/success .*Build the site , took 2 min Open the run on GitHub/);
    expect(list).toContain('<a href="https://github.com/acme/docs/actions/runs/501" rel="noreferrer">');
    expect(wordsOf(body)).toMatch(
      /until it was planned 20 ms .*waiting 59 s .*sending 240 ms .*the hub’s run 2 min/,
    );
  });

  it.each([
    ['waiting', 'may have arrived'],
    ['waiting', 'The next attempt is in 1 min.'],
    ['limited', /Its lane is held until \d{4}-.* UTC, as GitHub asked\./],
    ['limited', /The next attempt is in 19 min\./],
    ['held', /other\/gone is broken since .*: other\/gone answered 404/],
    ['held', 'Its hub is broken: it goes on when the hub is tried again.'],
    ['sending', 'Attempt 1 sending no answer, under way'],
  ])('says of one that is %s where it waits: %s', async (id, said) => {
    expect(wordsOf((await get(id)).body)).toMatch(said);
  });

  it('says why by its verdict, what failed in the open', async () => {
    await desk.record.tell({
      id: 'judged',
      ago: 60_000,
      notification: {
        state: 'refused',
        verdict: fail('route', 'No.', [
          pass('on', 'It is a push.', [pass('on.push', 'To main.')]),
          fail('policy', 'Not agreed.', [fail('policy.accept', 'Nobody accepts it.')]),
        ]),
      },
    });
    const { body } = await get('judged');
    expect(body.match(/<details open> <summary>/g)).toHaveLength(2);
    const folded = body.split('<details >')[1] ?? '';
    expect(wordsOf(folded)).toMatch(/^ passed on It is a push\. passed on\.push To main\./);
    expect(wordsOf(body)).toMatch(/failed policy Not agreed\. failed policy\.accept Nobody accepts it\./);
  });

  it('lists the events of a burst, newest first, and names where it came through', async () => {
    const burst = {
      coalesce: 10_000,
      ref: 'refs/heads/b',
      hubId: SITE,
      hub: 'acme/site',
      lane: 99,
      dueAt: Date.now() + 99_000,
    };
    for (let at = 0; at < 25; at += 1)
      await desk.record.tell({
        id: `burst-${at}`,
        ago: 9_000 - at,
        notification: { ...burst, chain: [SECRET, 12345, 70] },
      });
    const words = wordsOf((await get('burst-24')).body);
    expect(words).toContain('25 events of one burst, newest first event-of-burst-24 event-of-burst-23');
    expect(words).toContain('event-of-burst-5 and 5 older');
    expect(words).toContain('acme/secret → repository 12345 → acme/app');
    expect(wordsOf((await get('burst-24', 'bob')).body)).toContain(
      '[a repository that you cannot see] → [a repository that you cannot see] → acme/app',
    );
  });

  it('shows the payload as it was sent, with what cannot be seen by its code', async () => {
    await desk.record.tell({
      id: 'payload',
      ago: 5_000,
      notification: { payload: { text: '\u202Edlrow <b>', relay: { id: 'x' } } },
    });
    expect((await get('payload')).body).toContain('{ &quot;text&quot;: &quot;\\u202edlrow &lt;b&gt;&quot;,');
  });
});

describe('what there is not, or is not for somebody', () => {
  it('is one and the same page', async () => {
    const pages = await Promise.all(
      [
        'nothing',
        'secret',
        'endpoint',
        '%00',
        '%ff',
        'a%2Fb',
        '..%2f..',
        'x'.repeat(3_000),
        "' or 1=1 --",
      ].map((id) => get(id, 'bob')),
    );
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(pages.map(({ body }) => body)).size).toBe(1);
    expect((await get('secret', 'ada')).status).toBe(200);
    expect((await get('endpoint')).status).toBe(200);
  });

  it('is named nowhere on the page of what they may see', async () => {
    const named = 'see (ACME/secret), https://github.com/acme/Secret.git and acme/secret-plans';
    await desk.record.tell({
      id: 'telling',
      ago: 40_000,
      notification: {
        eventType: 'acme/secret',
        ref: 'refs/heads/acme/secret',
        route: 'acme/secret:subscribe[0]',
        verdict: pass('route', named, [pass('x', named)]),
        payload: { 'acme/secret': [named], relay: { via: ['acme/secret', 'acme/app'] } },
        chain: [SECRET, 70],
      },
      ends: [
        {
          outcome: 'waiting',
          dueAt: Date.now() - 30_000,
          reason: named,
          answer: named,
          request: { url: 'https://api.github.com/repos/acme/secret/dispatches', body: { named } },
        },
        {
          outcome: 'delivered',
          run: {
            notificationId: 'telling',
            hubId: 80,
            runId: 9,
            attempt: 1,
            name: named,
            status: 'completed',
            conclusion: 'acme/secret',
            url: 'https://github.com/acme/secret/actions/runs/9',
            startedAt: Date.now() - 20_000,
            updatedAt: Date.now(),
          },
        },
      ],
    });
    expect((await get('telling')).body).toContain('ACME/secret');
    expect((await get('telling', 'ada')).body).toContain('ACME/secret');
    const { body, status } = await get('telling', 'bob');
    expect(status).toBe(200);
    expect(body).toContain('[a repository that you cannot see]');
    expect(body).not.toMatch(/acme(\/|%2f|&#x2F;|&#47;)secret/i);
    expect(body).not.toMatch(/href="[^"]*cannot/);
  });

  it('offers a replay only to who may do it', async () => {
    expect((await get('delivered', 'bob')).body).toContain('>Replay</button>');
    const { writable } = VIEWERS.bob;
    Object.assign(VIEWERS.bob, { writable: new Set() });
    expect((await get('delivered', 'bob')).body).not.toContain('>Replay</button>');
    Object.assign(VIEWERS.bob, { writable });
    expect((await get('refused')).body).not.toContain('>Replay</button>');
  });
});

describe('what strangers wrote', () => {
  it('is text on every page, and no way to anywhere', async () => {
    const hostile = await startDesk({
      words: { text: () => HOSTILE_TEXT, name: () => HOSTILE_NAME, url: () => HOSTILE_URL },
    });
    const ids = ['delivered', 'dead', 'held', 'refused', 'pending', 'waiting', 'limited', 'endpoint'];
    for (const as of ['operator', 'bob'] as const) {
      const pages = [
        ...ids,
        '',
        '../notifications?text=%3Cscript%3E&hub=%22%3E&foo%3C=1',
        'replayed?sent=dead&left=refused',
      ];
      for (const id of [...pages, 'replay?state=dead&state=delivered']) {
        const { body } = await get(id.replace(/^$/, '?state=dead'), as, hostile);
        expect(body, id).not.toMatch(/<(script|img|iframe|style|link|base|meta)\b/i);
        expect(body, id).not.toMatch(/<[^>]*\s(on\w+|style|srcdoc)=/i);
        for (const [, href = ''] of body.matchAll(/\b(?:href|action|src)="([^"]*)"/g))
          expect(href).toMatch(/^(\/|https:\/\/github\.com\/)/);
        expect(body, id).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200F\u001B]/);
      }
    }
    await hostile.close();
  });
});

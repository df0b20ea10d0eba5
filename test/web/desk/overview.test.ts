import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { ERRORS } from '../../../src/errors.ts';
import { type LaneStatus, type TrafficHour } from '../../../src/flow/desk-ports.ts';
import { type BrokenHub } from '../../../src/flow/notification-ports.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { HUB_FILE, SPOKE_FILE } from '../../../src/web/desk/overview/first-steps.ts';
import { DEADLINE, newEvent, newNotification, planned } from '../../contract/store-samples.ts';
import {
  aDesk,
  aListed,
  aPair,
  aStore,
  memberOf,
  NOTHING,
  NOW,
  OPERATOR,
  pageOf,
  submit,
} from '../../build/fixed-desk.ts';

const HOUR = 3_600_000;
const THIS_HOUR = NOW - (NOW % HOUR);

const aBroken = (changes: Partial<BrokenHub> = {}): BrokenHub => ({
  hubId: 2,
  hub: 'acme/docs',
  lane: 7,
  since: NOW - 3 * HOUR,
  code: 'hub-not-found',
  reason: 'GitHub answered 404.',
  held: 14,
  ...changes,
});

const anHour = (hoursAgo: number, changes: Partial<TrafficHour> = {}): TrafficHour => ({
  at: THIS_HOUR - hoursAgo * HOUR,
  delivered: 0,
  dead: 0,
  refused: 0,
  merged: 0,
  speeds: [],
  ...changes,
});

const aLane = (changes: Partial<LaneStatus> = {}): LaneStatus => ({
  lane: 7,
  account: 'acme',
  heldUntil: 0,
  strikes: 0,
  waiting: 1,
  underWay: 0,
  ...changes,
});

const resolved =
  <T>(value: T) =>
  (): Promise<T> =>
    Promise.resolve(value);

/** What a person reads: without tags, with single spaces. */
const textOf = (page: string): string =>
  page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const summaryIn = (page: string): string =>
  textOf(/<section id="summary".*?<\/section>/s.exec(page)![0]).trim();

describe('the overview, to an operator', () => {
  it('says first that all is well', async () => {
    const store = aStore({ traffic: resolved([anHour(0, { delivered: 1_204 })]) });
    expect(summaryIn(await pageOf(aDesk(OPERATOR, store)))).toBe(
      'All is well: 1,204 notifications were delivered in the last 24 hours, none waits.',
    );
  });

  it('says first what needs a person, then what somebody should look at', async () => {
    const store = aStore(
      {
        traffic: resolved([anHour(1, { delivered: 9, dead: 3 })]),
        lanes: resolved([aLane({ heldUntil: NOW + 600_000, waiting: 5 })]),
        backlog: resolved({ ...NOTHING, events: 2, oldestEventAt: NOW - 180_000 }),
      },
      { broken: resolved([aBroken({ held: 13 }), aBroken({ hubId: 3, held: 1 })]) },
    );
    expect(summaryIn(await pageOf(aDesk(OPERATOR, store)))).toBe(
      '2 hubs are broken, 14 notifications wait for them; 2 events are yet to be planned, the oldest for 3 min; ' +
        '3 notifications were given up in the last 24 hours; 1 lane is held, for 10 min more.',
    );
  });

  it('tells of a broken hub since when, why, how many wait and what to do', async () => {
    const text = textOf(await pageOf(aDesk(OPERATOR, aStore({}, { broken: resolved([aBroken()]) }))));
    for (const part of [
      'acme/docs',
      'broken since 3 h ago',
      '14 notifications wait',
      'GitHub answered 404.',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(ERRORS['hub-not-found'].remedy);
  });

  it('names the hub in the remedy, and shows a code that another version wrote', async () => {
    const broken = [
      aBroken({ hubId: -1, hub: 'endpoint:$&', code: 'endpoint-gone' }),
      aBroken({ code: 'of-tomorrow' }),
    ];
    const page = await pageOf(aDesk(OPERATOR, aStore({}, { broken: resolved(broken) })));
    expect(page).toContain('<code>hub-relay hubs retry endpoint:$&amp;</code>');
    expect(textOf(page)).toContain('of-tomorrow');
  });

  it('tells of lanes until when they wait and what is left of the hour', async () => {
    const lanes = [
      aLane({
        heldUntil: NOW + 840_000,
        strikes: 2,
        quotaLeft: 1_234,
        quotaResetAt: NOW + 1_800_000,
        waiting: 37,
      }),
      aLane({ lane: -5 }),
      aLane({ lane: 8 }),
    ].map((lane, at) =>
      at === 0 ? lane : Object.fromEntries(Object.entries(lane).filter(([key]) => key !== 'account')),
    );
    const page = await pageOf(
      aDesk(
        OPERATOR,
        aStore({
          lanes: resolved(lanes as LaneStatus[]),
          search: resolved({ notifications: [aListed('n1')], isCut: false }),
        }),
      ),
    );
    const text = textOf(page);
    expect(text).toContain(
      'acme held in 14 min , told to wait 2 times in a row 37 0 1,234 requests , all again in 30 min',
    );
    expect(text).toContain('an endpoint now');
    expect(text).toContain('installation 8 now');
  });

  it('counts this hour and the last 24, and how long the slowest took', async () => {
    const hours = [
      anHour(30, { delivered: 1_000 }),
      anHour(23, { delivered: 10, speeds: [...Array<number>(10).fill(0), 10] }),
      anHour(0, { delivered: 2, refused: 1, speeds: [0, 0, 0, 0, 0, 2] }),
    ];
    const backlog = {
      events: 1,
      pending: 2,
      waiting: 3,
      sending: 4,
      reports: 5,
      oldestNotificationAt: NOW - 600_000,
    };
    const page = await pageOf(
      aDesk(OPERATOR, aStore({ traffic: resolved(hours), backlog: resolved(backlog) })),
    );
    const text = textOf(/<section id="figures".*?<\/section>/s.exec(page)![0]);
    expect(text).toContain('delivered 12 2 this hour refused 1 1 this hour dead 0 0 this hour');
    expect(text).toContain('median time 1.3 s 45 ms this hour');
    expect(text).toContain('to be done now 10 oldest 10 min');
  });

  it('draws who tells whom, and says the same in a table', async () => {
    const pairs = [aPair(1, 2, { delivered: 40, dead: 1 }), aPair(1, -3, { delivered: 0, refused: 6 })];
    const page = await pageOf(
      aDesk(OPERATOR, aStore({ pairs: resolved(pairs) }, { broken: resolved([aBroken()]) })),
    );
    expect(page).toContain('href="/notifications?spoke=acme%2Fr1&amp;hub=acme%2Fr2" class="edge troubled"');
    expect(page).toContain('aria-label="acme/r1 to acme/r2: 40 delivered, 1 dead"');
    expect(page).toContain(
      'href="/notifications?spoke=acme%2Fr1&amp;hub=endpoint%3Ae3" class="edge refused"',
    );
    expect(page).toContain('<a href="/repositories/acme/r1" class="node">');
    expect(page).toContain('<a href="/repositories/acme/r2" class="node broken">');
    expect(page).toContain('<a href="/notifications?hub=endpoint%3Ae3" class="node">');
    expect(textOf(/<details id="graph-table">.*?<\/details>/s.exec(page)![0])).toContain(
      'acme/r1 acme/r2 40 1 0 some dead acme/r1 endpoint:e3 0 0 6 all refused',
    );
  });

  it('says how many pairs it leaves out', async () => {
    const pairs = Array.from({ length: 75 }, (_, at) => aPair(at + 1, 100));
    const page = await pageOf(
      aDesk(
        OPERATOR,
        aStore({
          pairs: resolved(pairs),
          search: resolved({ notifications: [aListed('n1')], isCut: false }),
        }),
      ),
    );
    expect(textOf(page)).toContain('the 60 pairs with the most traffic; 15 pairs left out');
    expect(page.match(/class="edge healthy" aria-label/g)).toHaveLength(60);
  });

  it.each([
    ['/', 24, 'Fri 27, 16:00 to 17:00 UTC'],
    ['/?days=7', 28, 'Fri 27, 12:00 to 18:00 UTC'],
    ['/?days=<b>', 24, 'Fri 27, 16:00 to 17:00 UTC'],
  ])('draws %s as %d bars over time, with a table of the same', async (path, count, time) => {
    const hours = [anHour(1, { delivered: 7, dead: 2, refused: 1, speeds: [0, 0, 0, 7] })];
    const page = await pageOf(aDesk(OPERATOR, aStore({ traffic: resolved(hours) })), path);
    expect(page).toContain(`<title>${time}: 7 delivered, 1 refused, 2 dead</title>`);
    expect(page.match(/<rect\s+class="reach"/g)).toHaveLength(count);
    expect(textOf(page)).toContain(`${time} 7 1 2 11 ms 15 ms`);
  });

  it('lists the newest notifications, each with the way to its page', async () => {
    const notifications = [
      aListed('n/1', { state: 'dead', reason: 'GitHub said no.', action: 'created', event: 'release' }),
    ];
    const page = await pageOf(aDesk(OPERATOR, aStore({ search: resolved({ notifications, isCut: false }) })));
    expect(page).toContain('<a href="/notifications/n%2F1">');
    expect(page).toMatch(
      /<time\s+datetime="2026-11-27T17:19:00.000Z"\s+title="2026-11-27 17:19:00 UTC"\s*>1 min ago</,
    );
    expect(textOf(page)).toMatch(
      /dead acme\/app → acme\/docs GitHub said no\. push release created · main 1 min ago/,
    );
  });

  it('tells how to come to a first notification, by files that hold', async () => {
    const page = await pageOf(aDesk(OPERATOR, aStore()));
    expect(summaryIn(page)).toContain('No notification yet');
    expect(page).toContain(HUB_FILE);
    expect(page).toContain(SPOKE_FILE);
    for (const file of [HUB_FILE, SPOKE_FILE]) expect(parseConfig(file).problems).toEqual([]);
  });
});

describe('"Try again"', () => {
  it('has the hub tried again, in the name of who asked for it', async () => {
    const store = await openStore('file::memory:');
    await planned(store, newNotification('n1'));
    await store.events.record(newEvent('e2'), DEADLINE);
    const asked: unknown[] = [];
    const hubs = Object.assign(Object.create(store.hubs) as typeof store.hubs, {
      mend: (...which: unknown[]) => {
        asked.push(which);
        return Promise.resolve(1);
      },
    });
    const response = await submit(aDesk(OPERATOR, { desk: store.desk, hubs }), '/hubs/80/retry');
    expect(asked).toEqual([[{ hubIds: [80] }, NOW, 'github:ada']]);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/?done=retried']);
    await store.close();
  });

  it('says so where the hub was mended in between', async () => {
    const app = aDesk(OPERATOR, aStore());
    expect((await submit(app, '/hubs/-12/retry')).headers.get('location')).toBe('/?done=not-broken');
    const search = resolved({ notifications: [aListed('n1')], isCut: false });
    const page = await pageOf(aDesk(OPERATOR, aStore({ search })), '/?done=not-broken');
    expect(textOf(page)).toContain('That hub was not broken any more.');
  });

  it('is nothing for members, whatever the hub', async () => {
    const mend = (): never => {
      throw new Error('must not be called');
    };
    const app = aDesk(memberOf(1, 2), aStore({}, { mend, broken: resolved([aBroken()]) }));
    const answers = await Promise.all(['2', '999', 'x'].map(async (id) => submit(app, `/hubs/${id}/retry`)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  });

  it.each(['0', '1e3', '9999999999999999', '%00', '1/2'])('knows no hub %s', async (id) => {
    expect((await submit(aDesk(OPERATOR, aStore()), `/hubs/${id}/retry`)).status).toBe(404);
  });
});

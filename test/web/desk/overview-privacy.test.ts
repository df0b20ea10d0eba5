import { describe, expect, it } from 'vitest';
import { type BrokenHub } from '../../../src/flow/notification-ports.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { newNotification, planned } from '../../contract/store-samples.ts';
import { aDesk, aListed, aPair, aStore, memberOf, NOW, OPERATOR, pageOf } from '../../build/fixed-desk.ts';
import { aMember, anIndex, idOf } from '../../build/samples.ts';

const aBroken = (hubId: number, hub: string, reason = ''): BrokenHub => ({
  hubId,
  hub,
  lane: 7,
  since: NOW,
  code: 'hub-not-found',
  reason,
  held: 4711,
});

describe('the overview, to a member', () => {
  it('holds nothing of repositories that they cannot read', async () => {
    const store = await openStore('file::memory:');
    const secret = { spokeId: 71, spoke: 'acme/secret-spoke', state: 'refused', reason: 'no' } as const;
    await planned(
      store,
      newNotification('n1', { state: 'refused', reason: 'seen' }),
      newNotification('n2', secret),
      newNotification('n3', { hubId: 81, hub: 'acme/secret-hub', state: 'refused' }),
    );
    const page = await pageOf(aDesk(memberOf(70, 80), store));
    expect(page).toContain('acme/spoke');
    expect(page).not.toContain('secret');
    expect(await pageOf(aDesk(OPERATOR, store))).toContain('secret-spoke');
    await store.close();
  });

  it('asks the record only for what they may see', async () => {
    const sights: unknown[] = [];
    const viewer = memberOf(1, 2);
    const note =
      <T>(answer: T) =>
      (...given: readonly unknown[]) => {
        sights.push(given.at(-1));
        return Promise.resolve(answer);
      };
    const refuse = (): never => {
      throw new Error('is for operators alone');
    };
    const app = aDesk(
      viewer,
      aStore({
        search: note({ notifications: [aListed('n1')], isCut: false }),
        pairs: note([]),
        traffic: note([]),
        lanes: refuse,
        backlog: refuse,
      }),
    );
    const page = await pageOf(app);
    expect(sights).toHaveLength(3);
    for (const sight of sights) expect(sight).toBe((viewer as { readonly readable: unknown }).readable);
    expect(page).not.toContain('to be done now');
  });

  it('tells of the broken hubs that they can read, without what others sent there and without the button', async () => {
    const [docs, secret] = ['acme/docs', 'acme/secret'].map(idOf) as [number, number];
    const broken = [
      aBroken(docs, 'acme/docs', 'It was told by acme/secret.'),
      aBroken(secret, 'acme/secret'),
      aBroken(-5, 'endpoint:secret'),
    ];
    const index = anIndex(aMember('acme/docs'), aMember('acme/secret'));
    const store = aStore({}, { broken: () => Promise.resolve(broken) });
    const page = await pageOf(aDesk(memberOf(docs), store, { index }));
    expect(page).toContain('1 hub is broken.');
    expect(page).toContain('acme/docs');
    expect(page).not.toContain('secret');
    expect(page).not.toContain('4,711');
    expect(page).not.toContain('Try again');
    expect(await pageOf(aDesk(OPERATOR, store, { index }))).toContain('Try again');
  });

  it('says that there may be more than they see, where they see nothing', async () => {
    expect(await pageOf(aDesk(memberOf(), aStore()))).toContain('others are not shown to you');
    expect(await pageOf(aDesk(OPERATOR, aStore()))).not.toContain('others are not shown to you');
  });
});

describe('what strangers wrote', () => {
  const SCRIPT = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;

  it.each([
    ['a script', SCRIPT],
    ['marks that turn the reading direction', 'acme/\u202Etxt.exe\u2066'],
    ['200 characters', `acme/${'W'.repeat(195)}`],
    ['half a character', 'acme/\uD83D'],
    ['a path', '../../sign-out'],
    ['nothing', ''],
  ])('is text, wherever it stands: %s', async (_, text) => {
    const pair = aPair(1, 2, { spoke: text, hub: text, dead: 1 });
    const notification = aListed(text, {
      spoke: text,
      hub: text,
      eventType: text,
      ref: text,
      reason: text,
      event: text,
      action: text,
    });
    const app = aDesk(
      OPERATOR,
      aStore(
        {
          pairs: () =>
            Promise.resolve([pair, aPair(2, 3, { spoke: text, hub: text }), aPair(4, -1, { hub: text })]),
          search: () => Promise.resolve({ notifications: [notification], isCut: false }),
          lanes: () =>
            Promise.resolve([{ lane: 1, account: text, heldUntil: 0, strikes: 0, waiting: 1, underWay: 0 }]),
        },
        { broken: () => Promise.resolve([{ ...aBroken(2, text, text), code: text }]) },
      ),
    );
    const response = await app.request('http://localhost/');
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).not.toMatch(/<script(?! src="\/assets\/)|<img|[\u202E\u2066\uD800-\uDFFF]/);
    expect(page).not.toMatch(/(href|action)="(?!\/[a-z?"#]|\/"|#|data:,")/);
    for (const [path] of page.matchAll(/(?<=href=")\/repositories\/[^"]*/g)) {
      expect(path).toMatch(/^\/repositories\/[^/.]+\/[^/]+$/);
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLikelyHubs } from '../../src/compose/likely-hubs.ts';
import { type RouteIndex } from '../../src/core/route-index.ts';
import { type Store } from '../../src/flow/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { endOf, newNotification, planned } from '../contract/store-samples.ts';

describe('the hubs that a token is most likely wanted for', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore('file::memory:');
  });
  afterEach(() => store.close());

  const index = (lanes: Readonly<Record<number, number>>): Pick<RouteIndex, 'repository'> => ({
    repository: (id) => ({ installationId: lanes[id] }) as ReturnType<RouteIndex['repository']>,
  });

  it('are those that something waits for, then the last that were told, of those that are still installed', async () => {
    const to = (hubId: number) => newNotification(`to-${hubId}`, { hubId });
    await planned(store, ...[80, 81, 82, 83, 84].map(to));
    for (const claimed of await store.notifications.claim(1_000, 4))
      await store.notifications.finish(endOf(claimed));
    const likely = createLikelyHubs(store, index({ 80: 7, 81: 9, 82: 7, 84: 7 }));
    expect(await likely(7, 9)).toEqual([84, 80, 82]);
    expect(await likely(7, 2)).toEqual([84, 80]);
    expect(await likely(8, 9)).toEqual([]);
  });
});

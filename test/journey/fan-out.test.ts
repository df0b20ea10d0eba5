import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const HUBS = Array.from({ length: 70 }, (_, index) => `acme/hub-${index}`);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    prepare: (sandbox) => {
      const routes = HUBS.map((hub) => `  - { hub: ${hub}, on: push }`);
      sandbox.createRepository({
        fullName: 'acme/app',
        files: { [CONFIG]: `notify:\n${routes.join('\n')}\n` },
      });
      for (const fullName of HUBS) {
        sandbox.createRepository({ fullName, files: { [CONFIG]: 'accept: [{ from: acme/app }]' } });
      }
    },
  });
});
afterAll(() => stage.close());

describe('one push to 70 hubs', () => {
  it('reaches 60 at once and the others one a second, and GitHub never has to say stop', async () => {
    const { delivery } = await stage.sandbox.push('acme/app');
    const delivered = async (): Promise<number> =>
      (await stage.store.notifications.list({ eventId: delivery!.guid, state: 'delivered', limit: 100 }))
        .length;
    await until(async () => expect(await delivered()).toBe(HUBS.length));
    const dispatches = HUBS.flatMap((hub) => stage.sandbox.repository(hub).dispatches);
    expect(dispatches).toHaveLength(HUBS.length);
    const times = dispatches.map(({ at }) => at).toSorted((a, b) => a - b);
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(8_000);
    expect(stage.sandbox.violations).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { nodeId } from '../../src/sandbox/payloads/node-id.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { CONFIG, Stage } from '../build/stage.ts';

const REPOSITORIES = 10_000;
const WITH_A_FILE = 3_333;
const HOUR = 3_600_000;

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const nameOf = (number: number): string => `acme/component-${number}`;
const notify = (hub: string): string => `notify:\n  - hub: ${hub}\n    on: push\n`;

/** acme/docs, and 9,999 components of which every third notifies it. */
const prepare = (sandbox: Sandbox): void => {
  sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG]: 'accept:\n  - from: acme/*\n' } });
  for (let number = 1; number < REPOSITORIES; number += 1) {
    const file = number % 3 === 0 ? { [CONFIG]: notify('acme/docs') } : {};
    sandbox.createRepository({ fullName: nameOf(number), files: { 'README.md': 'A component.\n', ...file } });
  }
};

const isFileRequest = ({ path }: Exchange): boolean => path === '/graphql' || path.includes('/contents/');

const idsOf = ({ requestBody }: Exchange): readonly string[] =>
  (requestBody as { readonly variables: { readonly ids: readonly string[] } }).variables.ids;

describe('an installation of 10,000 repositories', () => {
  it('has its files read in at most 150 requests, and afterwards only those that may have changed', async () => {
    // Pushed to an hour ago: what was pushed to a moment ago would be read once more.
    let behind = HOUR;
    stage = await Stage.empty({ sandbox: { clock: () => Date.now() - behind }, prepare });
    behind = 0;
    const { sandbox, app } = stage;
    /** What a start of Hub Relay asks GitHub. */
    const start = async (): Promise<readonly Exchange[]> => {
      const [exchanges, lines] = [sandbox.exchanges.length, stage!.lines.length];
      await stage!.start();
      await stage!.says('configuration is up to date with GitHub', lines);
      return sandbox.exchanges.slice(exchanges);
    };
    const filesInForce = (): number => {
      const { index } = stage!.service!.relay;
      const numbers = Array.from({ length: REPOSITORIES - 1 }, (_, place) => place + 1);
      return numbers.filter((number) => index.memberByName(nameOf(number))!.config.notify.length > 0).length;
    };

    const first = await start();
    expect(first.filter(isFileRequest).length).toBeLessThanOrEqual(150);
    expect(first.length).toBeLessThanOrEqual(250);
    expect(stage.service!.relay.index.size).toBe(REPOSITORIES);
    expect(filesInForce()).toBe(WITH_A_FILE);
    await stage.stop();

    expect((await start()).filter(isFileRequest)).toEqual([]);
    expect(filesInForce()).toBe(WITH_A_FILE);
    await stage.stop();

    sandbox.setWebhook(app, undefined);
    await sandbox.putFile(nameOf(3), CONFIG, notify('acme/handbook'));
    await sandbox.putFile(nameOf(4), CONFIG, notify('acme/docs'));
    await sandbox.deleteFile(nameOf(6), CONFIG);
    const pushed = [3, 4, 6].map((number) => nodeId('R', sandbox.repository(nameOf(number)).id));
    const third = await start();
    expect(third.filter(isFileRequest).map(idsOf)).toEqual([pushed]);
    const rules = (number: number) =>
      stage!.service!.relay.index.memberByName(nameOf(number))!.config.notify.map(({ hub }) => hub);
    expect([rules(3), rules(4), rules(6)]).toEqual([['acme/handbook'], ['acme/docs'], []]);
    const { delivery } = await sandbox.push(nameOf(4));
    expect((await stage.settled(delivery?.guid)).notifications).toMatchObject([{ state: 'delivered' }]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Visibility } from '../../src/core/repository.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { CONFIG, Stage } from '../build/stage.ts';

/** One cell of the table of consent: who asks, how both repositories stand to each other, and what their files say. */
interface Cell {
  readonly asks: 'spoke' | 'hub';
  readonly owner: 'the same owner' | 'another owner';
  readonly spoke: Visibility;
  readonly hub: 'public' | 'private';
  /** The other side's entry: `accept` of the hub, or `publish` of the spoke. */
  readonly agrees: boolean;
  readonly allowsPublicHubs: boolean;
}

const CELLS: readonly (Cell & { readonly index: number })[] = (['spoke', 'hub'] as const)
  .flatMap((asks) => (['the same owner', 'another owner'] as const).map((owner) => ({ asks, owner })))
  .flatMap((cell) => (['public', 'private', 'internal'] as const).map((spoke) => ({ ...cell, spoke })))
  .flatMap((cell) => (['public', 'private'] as const).map((hub) => ({ ...cell, hub })))
  .flatMap((cell) => [true, false].map((agrees) => ({ ...cell, agrees })))
  .flatMap((cell) => [true, false].map((allowsPublicHubs) => ({ ...cell, allowsPublicHubs })))
  .map((cell, index) => ({ ...cell, index }));

/** What must refuse, said as plainly as the table in the README says it. */
const refusalsOf = (cell: Cell): readonly string[] => {
  const refusals: string[] = [];
  const isSecret = cell.spoke !== 'public';
  if (cell.asks === 'spoke' && !cell.agrees) refusals.push('policy.accept');
  if (cell.asks === 'hub' && isSecret && cell.owner === 'another owner' && !cell.agrees)
    refusals.push('policy.publish');
  if (isSecret && cell.hub === 'public' && !cell.allowsPublicHubs) refusals.push('policy.privacy');
  return refusals;
};

const spokeOf = ({ index, owner }: (typeof CELLS)[number]): string =>
  `${owner === 'the same owner' ? 'acme' : 'other'}/spoke-${index}`;
const hubOf = ({ index }: (typeof CELLS)[number]): string => `acme/hub-${index}`;

const fileOfSpoke = (cell: (typeof CELLS)[number]): string =>
  [
    ...(cell.asks === 'spoke' ? [`notify: [{ hub: ${hubOf(cell)}, on: push }]`] : []),
    ...(cell.asks === 'hub' && cell.agrees ? [`publish: [{ to: ${hubOf(cell)} }]`] : []),
    ...(cell.allowsPublicHubs ? ['allow-public-hubs: true'] : []),
  ].join('\n');

const fileOfHub = (cell: (typeof CELLS)[number]): string =>
  [
    ...(cell.asks === 'spoke' && cell.agrees ? [`accept: [{ from: ${spokeOf(cell)} }]`] : []),
    ...(cell.asks === 'hub' ? [`subscribe: [{ from: ${spokeOf(cell)}, on: push }]`] : []),
  ].join('\n');

const prepare = (sandbox: Sandbox): void => {
  for (const cell of CELLS) {
    const spoke = { visibility: cell.spoke, files: { [CONFIG]: fileOfSpoke(cell) } };
    const hub = { visibility: cell.hub, files: { [CONFIG]: fileOfHub(cell) } };
    sandbox.createRepository({ fullName: spokeOf(cell), ...spoke });
    sandbox.createRepository({ fullName: hubOf(cell), ...hub });
  }
};

let stage: Stage;
beforeAll(async () => {
  const env = { LANE_BURST: '1000' };
  const limits = { pointsPerMinute: 1e6, contentPerMinute: 1e6 };
  stage = await Stage.open({ owners: ['acme', 'other'], env, prepare, sandbox: { limits } });
});
afterAll(() => stage.close());

describe('who may notify whom, of two owners', () => {
  it.each(
    CELLS.map((cell) => {
      const file = cell.asks === 'spoke' ? 'accept' : 'publish';
      const title =
        `the ${cell.asks} asks, the other side's "${file}" ${cell.agrees ? 'names it' : 'does not'}; ` +
        `${cell.spoke} spoke of ${cell.owner}, ${cell.hub} hub, allow-public-hubs: ${cell.allowsPublicHubs}`;
      return [title, refusalsOf(cell), cell] as const;
    }),
  )('%s: refused by %j', async (_, refusals, cell) => {
    const { delivery } = await stage.sandbox.push(spokeOf(cell));
    const { notifications } = await stage.settled(delivery?.guid);
    const [notification] = notifications;
    expect(notifications).toHaveLength(1);
    expect(notification?.state).toBe(refusals.length === 0 ? 'delivered' : 'refused');
    const policy = notification?.verdict.parts?.find(({ rule }) => rule === 'policy');
    const refused = (policy?.parts ?? []).filter(({ passed }) => !passed);
    expect(refused.map(({ rule }) => rule)).toEqual(refusals);
    expect(stage.dispatches(hubOf(cell))).toHaveLength(refusals.length === 0 ? 1 : 0);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { type FaultAnswer } from '../../src/sandbox/fault.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { isForRecord } from './audit.ts';
import { CONFIG } from './stage.ts';

const OWNERS = Array.from({ length: 8 }, (_, index) => `owner-${index}`);
const BRANCHES = ['main', 'next', 'release/1'];

export const owners: readonly string[] = OWNERS;

/** A hub that accepts nobody. */
const CLOSED = 'owner-0/closed';

/** Each spoke notifies the hub of its owner, the hub of the next one, and one that will not have it. */
export const fates = (spoke: string): Readonly<Record<string, 'delivered' | 'refused'>> => {
  const owner = spoke.split('/')[0] ?? '';
  const next = OWNERS[(OWNERS.indexOf(owner) + 1) % OWNERS.length] ?? '';
  return { [`${owner}/docs`]: 'delivered', [`${next}/docs`]: 'delivered', [CLOSED]: 'refused' };
};

export const prepareWorld = (sandbox: Sandbox): void => {
  for (const owner of OWNERS) {
    const spoke = `${owner}/app`;
    const routes = Object.keys(fates(spoke)).map((hub) => `  - { hub: ${hub}, on: push }`);
    sandbox.createRepository({ fullName: spoke, files: { [CONFIG]: `notify:\n${routes.join('\n')}\n` } });
    const files = { [CONFIG]: `accept: [{ from: '*/app' }]\n` };
    sandbox.createRepository({ fullName: `${owner}/docs`, files });
  }
  sandbox.createRepository({ fullName: CLOSED });
};

const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)]!;

const problem = (status: number, message: string, headers = {}): FaultAnswer => ({
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
});

const TOO_FAST = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
const WAIT = { 'retry-after': '1' };

const FAULTS: readonly FaultAnswer[] = [
  ...[500, 502, 503].map((status) => problem(status, 'Server Error')),
  'reset',
  'reset-after',
];
const REFUSALS: readonly FaultAnswer[] = [problem(403, TOO_FAST, WAIT), problem(429, TOO_FAST, WAIT)];

const DISPATCHES = /\/dispatches$/;
const OTHERS = /(?<!\/dispatches)$/;

export interface Unreliable {
  /** Resolves when the next notification is on its way to a hub that will take it. */
  readonly nextSend: () => Promise<void>;
  readonly mend: () => void;
}

/**
 * A fifth of all answers fails, one way or another, and one in five hundred never comes; once `mend` is called, a fifth
 * of those to notifications, and fewer of the others, so that what lives for a second gets as far as sending.
 * A hub's proper answers take their time.
 */
export const makeUnreliable = (sandbox: Sandbox, random: () => number): Unreliable => {
  let send = Promise.withResolvers<undefined>();
  const answer = (): FaultAnswer => {
    const dice = random();
    if (dice < 0.01) return 'hang';
    return pick(dice < 0.15 ? REFUSALS : FAULTS, random);
  };
  sandbox.faults.add({ path: DISPATCHES, chance: 0.2, answer });
  const others = sandbox.faults.add({ path: OTHERS, chance: 0.2, answer });
  sandbox.faults.add({
    path: DISPATCHES,
    chance: 1,
    answer: () => {
      send.resolve(undefined);
      return { delayMs: random() * 100 };
    },
  });
  return {
    nextSend: () => {
      send = Promise.withResolvers();
      return send.promise;
    },
    mend: () => {
      others();
      sandbox.faults.add({ path: OTHERS, chance: 0.02, answer });
    },
  };
};

/** Some pushes at any moment within `ms` from now; resolves when GitHub has its answers, or knows that there are none. */
export const pushSome = async (sandbox: Sandbox, random: () => number, ms: number): Promise<void> => {
  const pushes = Array.from({ length: 4 }, () => ({
    at: random() * ms,
    spoke: `${pick(OWNERS, random)}/app`,
    branch: pick(BRANCHES, random),
  }));
  await Promise.all(
    pushes.map(async ({ at, spoke, branch }) => {
      await delay(at);
      await sandbox.push(spoke, { branch });
    }),
  );
};

/** What GitHub's page offers a person: sends again what no server has taken, until one has. */
export const redeliverFailed = async (sandbox: Sandbox): Promise<void> => {
  const taken = new Set(sandbox.deliveries.filter(({ status }) => status === 'OK').map(({ guid }) => guid));
  const failed = new Map(sandbox.deliveries.filter(isForRecord).map((delivery) => [delivery.guid, delivery]));
  for (const { guid, id } of failed.values()) if (!taken.has(guid)) await sandbox.redeliver(id);
};

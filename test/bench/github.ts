import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Arrival, type Described, type Seen, type World } from './sandbox-messages.ts';

/** A GitHub on localhost in a process of its own. */
export interface GitHub extends Described {
  readonly pid: number;
  /** What was asked of it since this was called last. */
  readonly seen: () => Promise<Seen>;
  /** All of `seen` until `isEnough`, or until `patience` milliseconds are over. */
  readonly seenUntil: (
    isEnough: (arrivals: readonly Arrival[]) => boolean,
    patience: number,
  ) => Promise<Seen>;
  readonly stop: () => void;
}

const PROGRAM = new URL('./sandbox-process.ts', import.meta.url).pathname;
const LOOK_EVERY = 100;

export const startGitHub = async (world: World): Promise<GitHub> => {
  const child = fork(PROGRAM, [JSON.stringify(world)], { serialization: 'advanced' });
  const [described] = (await once(child, 'message')) as [Described];

  const seen = async (): Promise<Seen> => {
    child.send('seen');
    const [all] = (await once(child, 'message')) as [Seen];
    return all;
  };

  return {
    ...described,
    pid: child.pid ?? 0,
    seen,
    seenUntil: async (isEnough, patience) => {
      const giveUpAt = Date.now() + patience;
      let all = await seen();
      while (!isEnough(all.arrivals) && Date.now() < giveUpAt) {
        await delay(LOOK_EVERY);
        all = joined(all, await seen());
      }
      return all;
    },
    stop: () => void child.kill('SIGKILL'),
  };
};

const joined = (one: Seen, other: Seen): Seen => {
  const kinds = new Set([...Object.keys(one.requests), ...Object.keys(other.requests)]);
  return {
    arrivals: [...one.arrivals, ...other.arrivals],
    requests: Object.fromEntries(
      [...kinds].map((kind) => [kind, (one.requests[kind] ?? 0) + (other.requests[kind] ?? 0)]),
    ),
    refused: [...one.refused, ...other.refused],
  };
};

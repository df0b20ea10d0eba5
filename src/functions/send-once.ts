import { composeRelay } from '../compose.ts';
import { authenticateAs } from '../compose/for-commands.ts';
import { type Drained, type DrainOptions } from '../flow/drain.ts';
import { type Observer } from '../flow/observer.ts';
import { type Log } from '../flow/ports.ts';
import { type Environment } from '../settings.ts';
import { usableSettings } from './usable-settings.ts';

/**
 * What one pass did. `events` were planned, from which `notifications` came and `refused` ones that policy said no to.
 * `delivered`, `waiting` (to be tried again) and `dead` count attempts.
 */
export interface Sent extends Drained {
  readonly events: number;
  readonly notifications: number;
  readonly refused: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dead: number;
}

export interface SendOnceOptions extends DrainOptions {
  readonly env: Environment;
  readonly log: Log;
}

/**
 * One pass for a timer, without a server: plans what is on record, sends what is due in the pace of the lanes, writes
 * what is to be told on GitHub, does the upkeep that is due, and leaves nothing running. Beside a server it does
 * nothing that is not done anyway. Rejects with a RelayError or a StoreError where it cannot begin.
 */
export const sendOnce = async ({ env, log, ...limits }: SendOnceOptions): Promise<Sent> => {
  const settings = usableSettings(env);
  const { counts, observer } = createCount();
  const authenticate = authenticateAs(settings);
  const failed = new AbortController();
  const relay = await composeRelay({
    settings,
    log,
    authenticate,
    observer,
    isBrief: true,
    onFailed: (failure) => failed.abort(failure),
  });
  const signal = limits.signal ? AbortSignal.any([limits.signal, failed.signal]) : failed.signal;
  // What was under way when the time was up ends, and counts, before all is stopped.
  const drained = await relay.drain({ ...limits, signal }).finally(() => relay.stop());
  failed.signal.throwIfAborted();
  return { ...drained, ...counts };
};

const createCount = () => {
  const counts = { events: 0, notifications: 0, refused: 0, delivered: 0, waiting: 0, dead: 0 };
  const observer: Observer = {
    planned: ({ fired, refused }) => {
      counts.events += 1;
      counts.notifications += fired;
      counts.refused += refused;
    },
    attempted: ({ outcome }) => void (counts[outcome] += 1),
  };
  return { counts, observer };
};

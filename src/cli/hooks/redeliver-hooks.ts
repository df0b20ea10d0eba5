import { type HookDelivery } from '../../core/missed.ts';
import { type Environment } from '../../settings.ts';
import { lookThrough, tellSummary } from '../look-through.ts';
import { type Terminal } from '../terminal.ts';
import { findHook, type Which } from './find-hook.ts';
import { withHooks } from './open-hooks.ts';
import { shownUrl } from './shown-url.ts';

export interface RedeliverOptions extends Which {
  readonly dryRun?: boolean;
}

/** Asks GitHub once more for what failed in the last three days and has not arrived since. Throws a RelayError. */
export const redeliverHooks = (
  name: string,
  { dryRun = false, ...which }: RedeliverOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> =>
  withHooks(env, async (hooks) => {
    const { id, url } = await findHook(hooks, name, which);
    const parts = { events: NO_RECORD, deliveries: hooks.deliveriesOf(name, id), isWanted };
    const look = await lookThrough(parts, { dryRun }, terminal);
    tellSummary(look, { dryRun }, shownUrl(url), terminal);
    return 0;
  });

/** Only GitHub's list tells what has arrived: the server that took it may be elsewhere. */
const NO_RECORD = { unknown: (guids: readonly string[]) => Promise.resolve(guids) };

/** An old ping tells nobody anything. */
const isWanted = ({ event }: HookDelivery): boolean => event !== 'ping';

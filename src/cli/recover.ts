import { composeDeliveries } from '../compose/for-commands.ts';
import { isRecorded } from '../core/event.ts';
import { type Deliveries } from '../flow/github-ports.ts';
import { usableSettings } from '../functions/usable-settings.ts';
import { type Environment } from '../settings.ts';
import { githubTrouble } from './github-trouble.ts';
import { lookThrough, type LookThroughOptions, tellSummary } from './look-through.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';
import { terminalActor } from './terminal-actor.ts';

export interface RecoverOptions extends LookThroughOptions {
  /** Also what GitHub delivered once, and is not on record: after a backup was put back. */
  readonly delivered?: boolean;
}

/** One look to its end, beside the server or without it. Throws a RelayError where the settings or GitHub's answers do not let it. */
export const recover = async (
  options: RecoverOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const deliveries = composeDeliveries(usableSettings(env));
  const look = await withStore(env, ({ events, audit }) =>
    lookThrough(
      {
        events,
        audit,
        actor: terminalActor(),
        deliveries: options.delivered ? allMissed(deliveries) : deliveries,
        isWanted: isRecorded,
      },
      options,
      terminal,
    ).catch(explain),
  );
  tellSummary(look, options, 'the App’s webhook URL', terminal);
  return 0;
};

/** What was answered by a database that is no more counts as missed, as far as it is not on record. */
const allMissed = (deliveries: Deliveries): Deliveries => ({
  ...deliveries,
  page: async (cursor) => {
    const page = await deliveries.page(cursor);
    if (page === 'unknown-cursor') return page;
    return { ...page, deliveries: page.deliveries.map((each) => ({ ...each, isSuccess: false })) };
  },
});

const explain = (error: unknown): never => {
  throw githubTrouble(error);
};

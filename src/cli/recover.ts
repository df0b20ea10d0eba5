import { composeDeliveries } from '../compose/for-commands.ts';
import { isRecorded } from '../core/event.ts';
import { usableSettings } from '../functions/usable-settings.ts';
import { type Environment } from '../settings.ts';
import { githubTrouble } from './github-trouble.ts';
import { lookThrough, type LookThroughOptions, tellSummary } from './look-through.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';
import { terminalActor } from './terminal-actor.ts';

export type RecoverOptions = LookThroughOptions;

/** One look to its end, beside the server or without it. Throws a RelayError where the settings or GitHub's answers do not let it. */
export const recover = async (
  options: RecoverOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const settings = usableSettings(env);
  const look = await withStore(env, ({ events, audit }) =>
    lookThrough(
      {
        events,
        audit,
        actor: terminalActor(),
        deliveries: composeDeliveries(settings),
        isWanted: isRecorded,
      },
      options,
      terminal,
    ).catch(explain),
  );
  tellSummary(look, options, 'the App’s webhook URL', terminal);
  return 0;
};

const explain = (error: unknown): never => {
  throw githubTrouble(error);
};

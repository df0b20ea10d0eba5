import { type Environment } from '../../settings.ts';
import { type Terminal } from '../terminal.ts';
import { awaitPing, PATIENCE, type Patience } from './await-ping.ts';
import { findHook, type Which } from './find-hook.ts';
import { withHooks } from './open-hooks.ts';
import { shownUrl } from './shown-url.ts';

/** Has GitHub ping a webhook, and says what our server answered: 0 where it took it, else 1. Throws a RelayError. */
export const testHook = (
  name: string,
  which: Which,
  env: Environment,
  terminal: Terminal,
  patience: Patience = PATIENCE,
): Promise<number> =>
  withHooks(env, async (hooks) => {
    const { id, url, isActive } = await findHook(hooks, name, which);
    terminal.out(`Webhook ${id} of ${name}: ${shownUrl(url)}`);
    if (!isActive) {
      terminal.err(
        'It is not active: GitHub sends nothing. Make it active on the repository’s settings page.',
      );
      return 1;
    }
    const known = new Set((await hooks.recent(name, id)).map((one) => one.id));
    await hooks.ping(name, id);
    const ping = await awaitPing(hooks, name, id, known, patience);
    if (ping.isGood) terminal.out(ping.text);
    else terminal.err(ping.text);
    return ping.isGood ? 0 : 1;
  });

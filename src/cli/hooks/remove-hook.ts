import { type Environment } from '../../settings.ts';
import { isYes, type Terminal } from '../terminal.ts';
import { findHook, type Which } from './find-hook.ts';
import { withHooks } from './open-hooks.ts';
import { shownUrl } from './shown-url.ts';

export interface RemoveOptions extends Which {
  readonly yes?: boolean;
}

/** Takes a webhook away that was named. Its secret file stays: others may share it. Throws a RelayError. */
export const removeHook = async (
  name: string,
  { yes = false, ...which }: RemoveOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  if (which.id === undefined && which.url === undefined) {
    terminal.err('Say which: --id, as `hub-relay hooks list` shows it, or --url.');
    return 1;
  }
  return withHooks(env, async (hooks) => {
    const { id, url } = await findHook(hooks, name, which);
    const what = `webhook ${id} of ${name} (${shownUrl(url)})`;
    if (!yes && terminal.ask && !isYes(await terminal.ask(`Remove ${what}? [y/N]`))) {
      terminal.err('Nothing was changed.');
      return 1;
    }
    await hooks.remove(name, id);
    terminal.out(`Removed ${what}. Its secret file, where there is one, is left where it is.`);
    return 0;
  });
};

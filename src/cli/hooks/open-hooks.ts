import { composeRepositoryHooks } from '../../compose/for-commands.ts';
import { RelayError } from '../../errors.ts';
import { type RepositoryHooks } from '../../flow/github-ports.ts';
import {
  type Environment,
  readSettings,
  renderSettingsProblem,
  type SettingsProblem,
} from '../../settings.ts';
import { readToken } from '../../settings/token.ts';
import { hookTrouble } from './hook-trouble.ts';

/** The settings that say which GitHub it is; what is wrong with the server's own does not matter here. */
const WHICH_GITHUB: ReadonlySet<string> = new Set(['GHE_HOST', 'GHE_PROTOCOL']);

/** Does something with repositories' webhooks, by the token in the environment. Whatever goes wrong is a RelayError. */
export const withHooks = async (
  env: Environment,
  use: (hooks: RepositoryHooks) => Promise<number>,
): Promise<number> => {
  const { settings, problems } = readSettings(env);
  const wrong: SettingsProblem[] = problems.filter(({ variable }) => WHICH_GITHUB.has(variable));
  const token = readToken(env, (variable, found, remedy) => void wrong.push({ variable, found, remedy }));
  if (wrong.length > 0) throw new RelayError('settings-invalid', wrong.map(renderSettingsProblem).join('; '));
  if (token === undefined) throw new RelayError('token-missing', 'GITHUB_TOKEN and GH_TOKEN: found nothing.');
  try {
    return await use(composeRepositoryHooks(token, settings.urls));
  } catch (error) {
    throw hookTrouble(error, Date.now());
  }
};

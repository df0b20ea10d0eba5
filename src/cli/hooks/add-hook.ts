import { basename, resolve } from 'node:path';
import { answerIn } from '../../core/answer.ts';
import { EVENT_NAMES } from '../../core/event.ts';
import { SOURCE_NAME } from '../../core/hook-source.ts';
import { printable } from '../../core/printable.ts';
import { RelayError } from '../../errors.ts';
import {
  type NewRepositoryHook,
  type RepositoryHook,
  type RepositoryHooks,
} from '../../flow/github-ports.ts';
import { type Environment } from '../../settings.ts';
import { LOOPBACK } from '../../settings/variables.ts';
import { type Terminal } from '../terminal.ts';
import { awaitPing, PATIENCE, type Patience } from './await-ping.ts';
import { isSameUrl } from './find-hook.ts';
import { nextSteps } from './next-steps.ts';
import { withHooks } from './open-hooks.ts';
import { readSecret, type SecretFile, writeSecret } from './secret-file.ts';
import { shownUrl } from './shown-url.ts';

export interface AddOptions {
  readonly url: string;
  readonly secretFile: string;
  readonly reuseSecret?: boolean;
  readonly events?: readonly string[];
}

/** Makes a webhook that needs no App, and says what the server needs to take it. Throws a RelayError. */
export const addHook = async (
  name: string,
  options: AddOptions,
  env: Environment,
  terminal: Terminal,
  patience: Patience = PATIENCE,
): Promise<number> => {
  const source = sourceIn(options.url);
  return withHooks(env, async (hooks) => {
    const { url, secretFile: path, reuseSecret = false, events = EVENT_NAMES } = options;
    const there = (await hooks.list(name)).find((hook) => isSameUrl(hook.url, url));
    if (there !== undefined) throw new RelayError('hook-exists', `It is ${there.id}, of ${name}.`);
    // Before the webhook: a secret that nobody has kept is of no use.
    const file = await (reuseSecret ? readSecret(path) : writeSecret(path));
    const hook = await createHook(hooks, name, { url, secret: file.secret, events }, file);
    terminal.out(`Webhook ${hook.id} of ${name} is made: ${shownUrl(hook.url)}`);
    terminal.out(`  events: ${printable(hook.events.join(', '))}`);
    terminal.out(`  secret: in ${printable(path)}; GitHub does not show it again`);
    terminal.out('');
    terminal.out(nextSteps({ source, repository: name, path: resolve(path) }));
    terminal.out('');
    terminal.out((await awaitPing(hooks, name, hook.id, new Set(), patience)).text);
    return 0;
  });
};

/** The name of the source: the last part of the path, by which the server finds the secret. */
const sourceIn = (text: string): string => {
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url === null || !isSafe) throw new RelayError('hook-url-unusable', `Found ${shownUrl(text)}.`);
  if (url.username !== '' || url.password !== '')
    throw new RelayError('hook-url-unusable', `Found a password in it, before ${url.host}.`);
  const source = basename(url.pathname);
  if (!SOURCE_NAME.test(source))
    throw new RelayError('hook-url-unusable', `Found no name at the end of ${shownUrl(text)}.`);
  return source;
};

/** Where GitHub refuses, the new secret is forgotten; where it did not answer, GitHub is asked whether the webhook is there. */
const createHook = async (
  hooks: RepositoryHooks,
  name: string,
  wanted: NewRepositoryHook,
  file: SecretFile,
): Promise<RepositoryHook> => {
  try {
    return await hooks.create(name, wanted);
  } catch (error) {
    const status = answerIn(error)?.status ?? 500;
    if (status >= 500) {
      const made = (await hooks.list(name).catch(uncertain(error))).find(({ url }) => url === wanted.url);
      if (made !== undefined) return made;
    }
    await file.forget();
    throw error;
  }
};

const uncertain =
  (first: unknown) =>
  (error: unknown): never => {
    const said = first instanceof Error ? first.message : String(first);
    throw new RelayError('hook-uncertain', `First: ${printable(said)}.`, { cause: error });
  };

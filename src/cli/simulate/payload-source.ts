import { printableJson } from '../../core/printable.ts';
import { type Store } from '../../flow/ports.ts';
import { type Settings } from '../../settings.ts';
import { type Terminal } from '../terminal.ts';
import { checkHappening } from './check-options.ts';
import { type Source } from './check-mode.ts';
import { fromGithub } from './from-github.ts';
import { imagineEvent } from './imagine-event.ts';
import { type SimulateOptions } from './options.ts';
import { readGiven } from './read-given.ts';
import { readSpoke, spokeOf } from './spoke.ts';
import { type Payload } from './webhook.ts';

export interface PayloadSource {
  /** Each time one with commits and ids of its own, where it is made up. */
  readonly next: () => Promise<Payload>;
  /** What follows from how little is known of its repository. */
  readonly note?: string;
}

interface Circumstances {
  readonly settings: Settings;
  /** Undefined where there is none. */
  readonly store: Pick<Store, 'repositories'> | undefined;
  readonly terminal: Terminal;
}

export const payloadSource = async (
  source: Source,
  named: string | undefined,
  options: SimulateOptions,
  { settings, store, terminal }: Circumstances,
): Promise<PayloadSource> => {
  if (source === 'file') return always(await readGiven(options.file ?? '-', options.event, terminal));
  if (source === 'github') return always(await fromGithub(options.fromGithub ?? '', settings, terminal));
  const event = checkHappening(named, options);
  const { repo = '' } = options;
  const spoke = spokeOf(repo, options, store && (await readSpoke(store, repo)));
  const where = { spoke, urls: settings.urls, appId: settings.credentials?.appId };
  return {
    next: async () => ({ event, body: printableJson((await imagineEvent(event, options, where)).payload) }),
    ...(spoke.note !== undefined && { note: spoke.note }),
  };
};

const always = (payload: Payload): PayloadSource => ({ next: () => Promise.resolve(payload) });

import { type Relay } from '../compose.ts';
import { composeSignIn } from '../compose/sign-in.ts';
import { type Clock, type Log } from '../flow/ports.ts';
import { createSessionRecords } from '../flow/session-record.ts';
import { createSignInCodes } from '../flow/sign-in-codes.ts';
import { type Settings } from '../settings.ts';
import { createDesk } from '../web/desk/desk.ts';
import { type DeskApp, type DeskOptions } from '../web/desk/desk-options.ts';
import { createEntrance } from '../web/desk/sign-in/entrance.ts';

export interface DeskParts extends Pick<DeskOptions, 'onChange' | 'closing'> {
  readonly settings: Pick<Settings, 'urls' | 'githubClient' | 'operators' | 'publicUrl'> &
    Required<Pick<Settings, 'credentials'>>;
  readonly relay: Pick<Relay, 'store' | 'index' | 'changed'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The operator's pages, put together. */
export const openDesk = ({ settings, relay, clock, log, onChange, closing }: DeskParts): DeskApp => {
  const { store, index, changed } = relay;
  const { urls, credentials, githubClient, operators, publicUrl } = settings;
  const address = publicUrl === undefined ? {} : { publicUrl };
  const signIn = composeSignIn(settings);
  const hasGithub = signIn && publicUrl !== undefined;
  const entrance = createEntrance({
    records: createSessionRecords(store.marks, clock),
    codes: createSignInCodes(store.marks, clock),
    audit: store.audit,
    index,
    clock,
    log,
    operators,
    // Another key, or another client secret, signs everybody out.
    pepper: credentials.privateKey + (githubClient?.secret ?? ''),
    ...address,
    ...(hasGithub && { github: { signIn, publicUrl } }),
  });
  return createDesk({
    store,
    index,
    ...entrance,
    ...address,
    urls,
    clock,
    log,
    changed,
    onChange,
    ...(closing && { closing }),
  });
};

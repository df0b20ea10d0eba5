import { RelayError } from '../errors.ts';
import { type Store } from '../flow/ports.ts';
import { createSessionRecords } from '../flow/session-record.ts';
import { createSignInCodes } from '../flow/sign-in-codes.ts';
import { type Environment, readSettings, type Settings } from '../settings.ts';
import { withStore } from './open-record.ts';
import { type Terminal } from './terminal.ts';
import { terminalActor } from './terminal-actor.ts';

export interface DashboardOptions {
  readonly signOutAll?: boolean;
  readonly json?: boolean;
}

const MINUTE = 60_000;
const CLOCK = { now: Date.now };

/** Prints a link that signs in whoever opens it first. The code stands behind "#", so that it comes into no log. */
export const dashboard = async (
  options: DashboardOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const address = addressOf(readSettings(env).settings);
  return withStore(env, async (store) => {
    if (options.signOutAll === true) await signOutAll(store, terminal, options);
    const { code, until } = await createSignInCodes(store.marks, CLOCK).issue();
    const note = { kind: 'sign-in-code-made', actor: terminalActor(), content: {} } as const;
    await store.audit.note({ at: CLOCK.now(), ...note });
    const url = `${address}/sign-in#${code}`;
    if (options.json === true) terminal.out(JSON.stringify({ url, code, until }));
    else {
      const minutes = Math.round((until - CLOCK.now()) / MINUTE);
      terminal.out(`Open this link within ${minutes} minutes; it works once:\n\n  ${url}\n`);
      terminal.out(`Or open ${address}/sign-in and enter the code:\n\n  ${code}`);
    }
    return 0;
  });
};

const signOutAll = async (
  store: Pick<Store, 'marks' | 'audit'>,
  terminal: Terminal,
  { json = false }: DashboardOptions,
): Promise<void> => {
  await createSessionRecords(store.marks, CLOCK).endAll();
  const content = { who: 'everybody' };
  await store.audit.note({ at: CLOCK.now(), kind: 'signed-out', actor: terminalActor(), content });
  if (!json) terminal.out('Everybody is signed out.\n');
};

/** Where a browser finds the server: by what the operator says, or on this machine. */
const addressOf = ({ publicUrl, host, port }: Settings): string => {
  if (publicUrl !== undefined) return publicUrl;
  if (port === 0) throw new RelayError('address-unknown', '');
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return `http://${name}:${port}`;
};

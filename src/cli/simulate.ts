import { RelayError } from '../errors.ts';
import { type Store } from '../flow/ports.ts';
import { type Environment } from '../settings.ts';
import { withStore } from './open-record.ts';
import { checkMode } from './simulate/check-mode.ts';
import { destinationOf, usableSettings } from './simulate/destination.ts';
import { type SimulateOptions } from './simulate/options.ts';
import { payloadSource } from './simulate/payload-source.ts';
import { printCurl, printPayload } from './simulate/print.ts';
import { simulateMany } from './simulate/simulate-many.ts';
import { simulateOne } from './simulate/simulate-one.ts';
import { type Terminal } from './terminal.ts';

/**
 * Sends a webhook as GitHub would to a running server, and follows what becomes of it in its record. 0 when it was
 * accepted and nothing died of it, 1 where whoever was asked said no; anything else is thrown as a RelayError.
 */
export const simulate = (
  named: string | undefined,
  options: SimulateOptions,
  env: Environment,
  terminal: Terminal,
): Promise<number> => {
  const source = checkMode(named, options);
  const settings = usableSettings(env);
  return withRecord(env, async (store) => {
    const payloads = await payloadSource(source, named, options, { settings, store, terminal });
    if (payloads.note !== undefined) terminal.err(payloads.note);
    if (options.print === true) return printPayload(await payloads.next(), terminal);
    const destination = destinationOf(options, settings);
    const appId = settings.credentials?.appId;
    const signing = { secret: destination.secret, appId };
    if (options.curl === true) return printCurl(await payloads.next(), destination.url, signing, terminal);
    const parts = { payloads, destination, signing, store, terminal };
    return options.count === undefined ? simulateOne(options, parts) : simulateMany(options, parts);
  });
};

/** The record that DATABASE_URL names; `undefined` where there is none: the server may be on another machine. */
const withRecord = async (
  env: Environment,
  use: (store: Store | undefined) => Promise<number>,
): Promise<number> => {
  let isOpen = false as boolean;
  try {
    return await withStore(env, (store) => {
      isOpen = true;
      return use(store);
    });
  } catch (error) {
    if (isOpen || !(error instanceof RelayError) || error.code !== 'database-missing') throw error;
    return use(undefined);
  }
};

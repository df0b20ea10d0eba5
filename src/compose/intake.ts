import { ownerAndRepo } from '../core/repository.ts';
import { type Clock, type Log } from '../flow/ports.ts';
import { createRecord, type Delivered } from '../flow/record.ts';
import { orGone } from '../github/installations.ts';
import { type Settings } from '../settings.ts';
import { openStore } from '../store/open-store.ts';
import { authenticateAs } from './for-commands.ts';

/** Writes webhooks down, and does nothing else: no election, no listening, no timer, no question to GitHub. */
export interface Intake {
  record(delivered: Delivered): Promise<'recorded' | 'rejected' | 'duplicate'>;
  close(): Promise<void>;
}

const CLOCK: Clock = { now: Date.now, random: Math.random };

/** Rejects with a StoreError where the database can't be opened. */
export const composeIntake = async (
  { databaseUrl, pace }: Pick<Settings, 'databaseUrl' | 'pace'>,
  log: Log,
): Promise<Intake> => {
  const store = await openStore(databaseUrl, { pace });
  return {
    record: createRecord({ store, clock: CLOCK, log, onRecorded: () => undefined }),
    close: () => store.close(),
  };
};

/** The installation that a repository belongs to; `undefined` where the App is not installed there. */
export const findInstallation = async (
  settings: Required<Pick<Settings, 'credentials' | 'urls'>>,
  fullName: string,
): Promise<number | undefined> => {
  const app = await authenticateAs(settings)();
  return orGone(async () => {
    const { data } = await app.request('GET /repos/{owner}/{repo}/installation', ownerAndRepo({ fullName }));
    return data.id;
  });
};

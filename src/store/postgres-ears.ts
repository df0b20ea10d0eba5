import { type Change } from '../flow/ports.ts';
import { CHANNEL, readChange } from './postgres-change.ts';
import { keepSession } from './postgres-session.ts';
import { type PostgresTarget } from './postgres-target.ts';

const CHECK_EVERY = 10_000;
const CHECK_WITHIN = 5_000;

/** Hears what other processes than `sender` announce, until it is closed. */
export const listenToOthers = (
  target: PostgresTarget,
  sender: string,
  tell: (change: Change) => void,
): (() => Promise<void>) =>
  keepSession(target, {
    begin: async (client) => {
      client.on('notification', ({ payload = '' }) => {
        const change = readChange(sender, payload);
        if (change !== undefined) tell(change);
      });
      await client.query(`listen ${CHANNEL}`);
      tell({ kind: 'everything' });
    },
    check: async (client) => {
      await client.query('select 1');
    },
    end: () => undefined,
    every: CHECK_EVERY,
    within: CHECK_WITHIN,
  });
